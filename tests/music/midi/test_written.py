"""Sheet music -> scores, checked against what is printed; and files that mean harm."""

import importlib.util
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.music.midi import unpacking
from tunesmith.music.midi.meters import measures
from tunesmith.music.midi.music21_process import GaveUpError, Music21
from tunesmith.music.midi.reading import read_file
from tunesmith.music.midi.text import read
from tunesmith.music.midi.unpacking import plain_text
from tunesmith.music.midi.written import read_written, written_text

if importlib.util.find_spec("music21") is None:
    pytest.skip("music21 is not installed", allow_module_level=True)

CORPUS = Path(str(importlib.util.find_spec("music21").origin)).parent / "corpus"  # type: ignore[union-attr]

# A horn in F with a pickup, a tie over the bar line, a grace note and a chord symbol; a drum.
XML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 3.0 Partwise//EN" "http://127.0.0.1:9/partwise.dtd">
<score-partwise version="3.0">
<work><work-title>Signal</work-title></work>
<part-list>
<score-part id="P1"><part-name>Horn in F</part-name>
<score-instrument id="P1-I1"><instrument-name>Horn</instrument-name></score-instrument>
<midi-instrument id="P1-I1"><midi-channel>1</midi-channel><midi-program>61</midi-program></midi-instrument>
</score-part>
<score-part id="P2"><part-name>Drum</part-name></score-part>
</part-list>
<part id="P1">
<measure number="0" implicit="yes">
<attributes><divisions>2</divisions><key><fifths>1</fifths></key><time><beats>3</beats><beat-type>4</beat-type></time>
<clef><sign>G</sign><line>2</line></clef>
<transpose><diatonic>-4</diatonic><chromatic>-7</chromatic></transpose></attributes>
<direction><sound tempo="90"/></direction>
<harmony><root><root-step>G</root-step></root><kind>major</kind></harmony>
<note><pitch><step>G</step><octave>4</octave></pitch><duration>2</duration><type>quarter</type></note>
</measure>
<measure number="1">
<note><grace/><pitch><step>A</step><octave>4</octave></pitch><type>eighth</type></note>
<note><pitch><step>B</step><octave>4</octave></pitch><duration>4</duration><type>half</type></note>
<note><pitch><step>D</step><octave>5</octave></pitch><duration>2</duration><tie type="start"/>
<type>quarter</type></note>
</measure>
<measure number="2">
<note><pitch><step>D</step><octave>5</octave></pitch><duration>4</duration><tie type="stop"/>
<type>half</type></note>
<note><pitch><step>E</step><octave>4</octave></pitch><duration>2</duration><type>quarter</type>
<notations><fermata/></notations></note>
</measure>
</part>
<part id="P2">
<measure number="0" implicit="yes"><attributes><divisions>2</divisions><key><fifths>0</fifths></key>
<time><beats>3</beats><beat-type>4</beat-type></time></attributes>
<note><unpitched><display-step>E</display-step><display-octave>4</display-octave></unpitched>
<duration>2</duration><type>quarter</type></note></measure>
<measure number="1"><note><rest/><duration>6</duration></note></measure>
<measure number="2"><note><rest/><duration>6</duration></note></measure>
</part>
</score-partwise>"""


@pytest.fixture(scope="module")
def music21() -> Iterator[Music21]:
    with Music21() as process:
        yield process


def mxl(*entries: tuple[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


def container(name: str) -> tuple[str, str]:
    return "META-INF/container.xml", f'<container><rootfile full-path="{name}"/></container>'


def refusal(data: bytes, kind: str) -> str:
    with pytest.raises(TunesmithError) as caught:
        plain_text(data, kind)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_by_hand(music21: Music21) -> None:
    assert written_text(XML.encode(), ".musicxml", music21).splitlines() == [
        "title Signal",
        "ticks 480",
        "meter 0 1/4",
        "meter 480 3/4",
        "key 0 0 minor",  # in F the horn's one sharp is none; it ends on A
        "tempo 0 90",
        "mark 2880 fermata",
        "track 60 Horn in F",
        "0 480 60 80",
        "480 960 64 80",
        "1440 1440 67 80",  # over the bar line
        "2880 480 57 80",
        "track drums Drum",
        "0 480 38 80",
    ]


def test_ways_to_pack_and_to_encode_the_same(music21: Music21) -> None:
    text = written_text(XML.encode(), ".xml", music21)
    other = XML.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert written_text(other, ".xml", music21) == text
    latin = XML.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').replace("Signal", "Hallalí")
    assert written_text(latin.encode("latin-1"), ".xml", music21) == text.replace("Signal", "Hallalí")
    packed = mxl(("mimetype", "x"), container("a/score.xml"), ("other.xml", "no"), ("a/score.xml", XML))
    assert written_text(packed, ".mxl", music21) == text
    assert written_text(mxl(("score.musicxml", XML)), ".mxl", music21) == text


def test_a_chorale(music21: Music21) -> None:
    """BWV 66.6 as printed: F sharp minor, a pickup, six fermatas, and a last bar that lacks the pickup."""
    score = read(written_text((CORPUS / "bach" / "bwv66.6.mxl").read_bytes(), ".mxl", music21))
    assert [track.name for track in score.tracks] == ["Soprano", "Alto", "Tenor", "Bass"]
    assert {track.program for track in score.tracks} == {52}
    assert (score.key_signatures[0].key, score.key_signatures[0].tonality) == (3, 1)
    bars = measures(score)
    assert (len(bars), bars[0].position, score.end() - bars[-1].onset) == (10, 1440, 1440)
    assert [note.pitch for note in score.tracks[0].notes][:10] == [73, 71, 69, 71, 73, 76, 73, 71, 69, 73]
    assert [note.pitch for note in score.tracks[3].notes][-1] == 54
    assert [mark.time // 480 for mark in score.markers] == [3, 7, 11, 19, 27, 35]
    assert all(len(track.notes) for track in score.tracks)


def test_kern(music21: Music21) -> None:
    """BWV 281 is in both forms: the same four voices."""
    kern = read(written_text((CORPUS / "bach" / "bwv281.krn").read_bytes(), ".krn", music21))
    assert measures(kern)[0].position > 0
    assert (kern.key_signatures[0].key, kern.key_signatures[0].tonality) == (-1, 0)
    assert len(kern.tracks) == 4
    assert len(kern.markers) == 4


def test_one_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.krn"
    path.write_text("**kern\n*M2/4\n=1\n4c\n4d\n=2\n2e;\n==\n*-\n")
    score = read_file(path)
    assert [(n.time, n.duration, n.pitch) for n in score.tracks[0].notes] == [
        (0, 480, 60), (480, 480, 62), (960, 960, 64)
    ]  # fmt: skip
    assert [(mark.time, mark.text) for mark in score.markers] == [(960, "fermata")]


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (b"", ".xml", "is no MusicXML"),
        (b"\x89PNG\r\n\x1a\n\0", ".musicxml", "no text in the encoding"),
        (b"<html/>", ".xml", "is no MusicXML"),
        (b"<score-partwise/>", ".mxl", "is no MXL file"),
        (b"PK\3\4 and no more", ".mxl", "damaged MXL"),
        (mxl(("score.xml", XML))[:-30], ".mxl", "damaged MXL"),
        (mxl(("readme.txt", "none")), ".mxl", "without a score"),
        (mxl(container("gone.xml")), ".mxl", "damaged MXL"),
        (mxl(container("../../etc/passwd"), ("../../etc/passwd", XML)), ".mxl", "outside its archive"),
        (mxl(container("/etc/passwd")), ".mxl", "outside its archive"),
        (mxl(("..\\..\\score.xml", XML)), ".mxl", "outside its archive"),
        (mxl(*[(f"{n}.txt", "") for n in range(1_001)]), ".mxl", "over 1,000 files"),
        (mxl(("score.xml", XML + " " * 5_000_000)), ".mxl", "zip bomb"),
        (b"c c c", ".krn", "no Humdrum score"),
        (b"**kern\n\0", ".krn", "is no text"),
    ],
)
def test_what_is_refused_and_why(data: bytes, kind: str, said: str) -> None:
    assert said in refusal(data, kind)


def test_a_bomb_that_lies_of_its_size() -> None:
    """The directory says 100 bytes, the data are 50 MB."""
    data = mxl(("score.xml", b"<score-partwise>" + b" " * 50_000_000))
    lying = data.replace((50_000_016).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != data
    assert "MXL" in refusal(lying, ".mxl")


def test_documents_that_are_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST", len(XML) - 1)
    for data, kind in ((XML.encode(), ".xml"), (mxl(("a.xml", XML)), ".mxl"), (b"**kern" * 1000, ".krn")):
        assert "MB of text" in refusal(data, kind)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_grow(encoding: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE s [<!ENTITY l0 "ha">{laughs}]><score-partwise>&l9;</score-partwise>'
    assert "defines entities" in refusal(bomb.encode(encoding), ".xml")
    assert "defines entities" in refusal(mxl(("a.xml", bomb.encode(encoding))), ".mxl")
    outside = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><score-partwise>&x;</score-partwise>'
    assert "defines entities" in refusal(outside.encode(encoding), ".xml")


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("<score-partwise><part>", "musicxml", "cannot be read by music21"),
        ("<score-partwise></score-partwise>", "musicxml", "no notes"),
        ("<score-partwise>" + "<a>" * 200_000, "musicxml", "read"),
        (XML.replace("<duration>4</duration>", "<duration>4000000</duration>"), "musicxml", "over 100,000"),
        (XML.replace("<divisions>2<", "<divisions>0<"), "musicxml", "cannot be read by music21"),
        ("**kern\n*-\n", "humdrum", "no notes"),
        ("**kern\n*^\n*^\n4c\n", "humdrum", ""),
    ],
)
def test_what_music21_stumbles_over(music21: Music21, text: str, form: str, said: str) -> None:
    with pytest.raises(TunesmithError) as caught:
        music21.read(text.partition("?>")[2] if text.startswith("<?xml") else text, form)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "track 60 Horn" in written_text(XML.encode(), ".xml", music21)  # and it goes on


def test_time_is_bounded_and_the_next_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with Music21(seconds=0.05) as music21:  # too short even to start
        with pytest.raises(GaveUpError, match=r"takes over 0\.05 seconds to read"):
            written_text(XML.encode(), ".xml", music21)
        monkeypatch.setattr(music21, "_seconds", 60.0)
        assert "track 60 Horn" in written_text(XML.encode(), ".xml", music21)


def test_a_process_that_dies_is_one_refusal() -> None:
    with Music21() as music21:
        written_text(XML.encode(), ".xml", music21)
        assert music21._process is not None
        music21._process.kill()
        music21._process.wait()
        with pytest.raises(GaveUpError, match="needs too much memory"):
            written_text(XML.encode(), ".xml", music21)
        assert "track 60 Horn" in written_text(XML.encode(), ".xml", music21)


def test_without_music21_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(GaveUpError, match=r"pip install 'tunesmith\[train\]'"):
        read_written(XML.encode(), ".xml")


def test_this_process_never_loads_it(tmp_path: Path) -> None:
    path = tmp_path / "a.musicxml"
    path.write_text(XML)
    code = "import sys; from pathlib import Path; from tunesmith.music.midi.reading import read_file\n"
    code += "assert read_file(Path(sys.argv[1])).note_num() == 5; assert 'music21' not in sys.modules"
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
