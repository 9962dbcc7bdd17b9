"""The engraved page: every note on it, the same picture in all three formats, and no crash whatever comes."""

import importlib.util
import io
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.page.mei import write_mei
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.tune import Note
from tunesmith.render import sheet

TUNE = 'X:1\nT:Ballad of Fish\nC:Trad.\nR:jig\nM:6/8\nL:1/8\nK:D\n"Bb7"A3 "F#m"[DF]3|{g}f5 d|1 A6:|2 D6|]\n'


def mei(text: str = TUNE) -> str:
    return write_mei(parse(text))


def note_ids(text: str) -> Counter[str]:
    notes = [element for element in parse(text).body if isinstance(element, Note)]
    return Counter(f"n{note.start}" for whole in notes for note in (whole, *whole.graces))


def ink(png: bytes, top: float = 0.0, bottom: float = 1.0) -> float:
    """The part of dark pixels between two heights of the picture, each from 0 to 1."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    strip = picture.crop((0, int(top * picture.height), picture.width, int(bottom * picture.height)))
    return sum(strip.histogram()[:128]) / (strip.width * strip.height)


def letters(pdf: bytes) -> set[str]:
    """The characters that a PDF's fonts say they show (ISO 32000-1, section 9.10.3)."""
    return {chr(int(code, 16)) for code in re.findall(rb"<[0-9A-F]{4}> <([0-9A-F]{4})>", pdf)}


def test_every_note_has_its_id_once_and_texts_need_no_music_font() -> None:
    page = sheet.svg(mei())
    ElementTree.fromstring(page)
    assert Counter(re.findall(r' id="(n\d+)"', page)) == note_ids(TUNE)
    assert not re.search("[\ue000-\uf8ff]|http(?!://www.w3.org/)|@font-face", page)
    assert "♭" in page
    assert "♯" in page
    assert sheet.svg(mei()) == page


def test_a_prefix_keeps_two_tunes_of_one_page_apart() -> None:
    pages = [sheet.svg(mei(), prefix=prefix) for prefix in ("a-", "b-")]
    ids = [set(re.findall(r'\sid="([^"]+)"', page)) for page in pages]
    assert not ids[0] & ids[1]
    assert {f"a-{name}" for name in note_ids(TUNE)} <= ids[0]
    for page, names in zip(pages, ids, strict=True):
        assert {name.removeprefix("#") for name in re.findall(r'href="([^"]+)"', page)} <= names


def test_png_has_ink_on_white_in_the_size_of_the_page() -> None:
    page, png = sheet.svg(mei()), sheet.png(mei(), zoom=2)
    picture = Image.open(io.BytesIO(png))
    width, height = (float(size) for size in re.findall(r' (?:width|height)="([\d.]+)"', page)[:2])
    assert 800 <= width <= 840  # 8.5 inches of 96 pixels
    assert picture.size == (pytest.approx(2 * width, abs=2), pytest.approx(2 * height, abs=2))
    assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert 0.01 < ink(png) < 0.2
    assert ink(png, 0, 0.3) > 0.003  # the title
    assert ink(sheet.png(mei(TUNE.replace("T:Ballad of Fish\n", "")))) < ink(png)


def test_pdf_has_the_text_and_one_page_for_each_tune() -> None:
    pdf = sheet.pdf(mei(), mei(TUNE.replace("Ballad", "Zwiefacher")))
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf)) == 2
    assert b"/Count 2" in pdf
    assert set("Ballad of Fish Zwiefacher Trad. Jig ♭♯") - {" "} <= letters(pdf)
    boxes = [[float(number) for number in box.split()] for box in re.findall(rb"/MediaBox \[([^\]]+)\]", pdf)]
    assert [box[2] for box in boxes] == [pytest.approx(612, abs=10)] * 2


def test_the_objects_of_a_joined_pdf_stand_where_its_table_says() -> None:
    pdf = sheet.pdf(mei(), mei())
    table = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    entries = re.findall(rb"(\d{10}) \d{5} ([nf]) \n", pdf[table:])
    for number, (offset, kind) in enumerate(entries):
        if kind == b"n":
            assert pdf[int(offset) :].startswith(b"%d 0 obj" % number)
    used = {int(number) for number in re.findall(rb"(\d+) 0 R\b", pdf)}
    assert used <= {number for number, (_, kind) in enumerate(entries) if kind == b"n"}


def test_a_long_tune_goes_on_to_other_pages_of_a_pdf_and_stays_one_picture() -> None:
    text = "X:1\nT:Long\nM:6/8\nL:1/8\nK:D\n" + "ABc def|" * 100
    assert len(sheet.engrave(mei(text)).pages) == 1
    pages = sheet.engrave(mei(text), page_height=2970).pages
    assert len(pages) > 1
    assert sum((Counter(re.findall(r' id="(n\d+)"', page)) for page in pages), Counter()) == note_ids(text)


@pytest.mark.parametrize(
    "body",
    ["", "z6|Z4|x6|", "A99999999|B/////////|c1/3d2/7|", "ABc" * 400, "((((((A", "[|]|:::|", "Z999999|"],
)
def test_odd_bodies_are_engraved(body: str) -> None:
    text = f"X:1\nT:Odd\nM:6/8\nL:1/8\nK:D\n{body}"
    page = sheet.svg(mei(text))
    assert Counter(re.findall(r' id="(n\d+)"', page)) == note_ids(text)


def test_what_verovio_cannot_read_is_refused() -> None:
    with pytest.raises(TunesmithError, match="cannot engrave"):
        sheet.svg("no music")


def check_real_tunes(nottingham: Path, step: int) -> None:
    spec = importlib.util.find_spec("music21")
    if spec is None or spec.origin is None:
        pytest.skip("music21 is not installed")
    corpus = Path(spec.origin).parent / "corpus"
    folders = ("oneills1850", "ryansMammoth", "airdsAirs")
    files = [nottingham, *(path for folder in folders for path in sorted((corpus / folder).glob("*.abc")))]
    texts = [text for path in files for text in re.split(r"(?m)^(?=X:)", path.read_text("latin-1"))[1:]]
    for text in texts[::step]:
        assert Counter(re.findall(r' id="(n\d+)"', sheet.svg(mei(text)))) == note_ids(text), text


def test_real_tunes(nottingham: Path) -> None:
    check_real_tunes(nottingham, 80)


@pytest.mark.long
def test_every_real_tune(nottingham: Path) -> None:
    check_real_tunes(nottingham, 1)


def engrave_mutants(book: Path, count: int) -> None:
    script = Path(__file__).with_name("engrave_mutants.py")
    command = [sys.executable, str(script), str(book), "0", str(count)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert (result.returncode, result.stdout.split()[-1:]) == (0, ["alive"]), result.stderr[-2000:]


def test_broken_tunes_never_crash_the_process(little_book: Path) -> None:
    engrave_mutants(little_book, 40)


@pytest.mark.long
def test_many_broken_tunes_never_crash_the_process(nottingham: Path) -> None:
    engrave_mutants(nottingham, 500)
