"""``abc-char.v1``: round trips on real files, hand-worked answers, primers of every kind."""

import contextlib
import importlib.util
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunesmith.codecs.abc_char import AbcChar, Form
from tunesmith.codecs.codec import Codec
from tunesmith.codecs.registry import CODECS, codec_from_json
from tunesmith.corpora.catalog import ENTRIES
from tunesmith.corpora.reading import read_places
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.transpose import transpose
from tunesmith.music.piece import Piece

RAW = """X: 12
T:The Walk
% a comment
S:by ear
M:6/8
L:1/8
R:Jig
K:Ador
"Am"ABc  e2d|~e>dc .A3 ||"""
CLEAN = 'R:jig\nM:6/8\nL:1/8\nK:Am\n"Am"ABc e2d|e>dc A3||'


def piece(content: str) -> Piece:
    return Piece("b/12", "The Walk", "abc", content, "b.abc:1")


@pytest.fixture(scope="module")
def clean() -> AbcChar:
    return AbcChar.learn([piece(RAW), piece(RAW.replace("Ador", "D")), piece(RAW.replace("Ador", "D"))])


@pytest.fixture(scope="module")
def raw() -> AbcChar:
    return AbcChar.learn([piece(RAW)], form="raw")


def spelled(codec: AbcChar, text: str) -> str:
    return "".join(codec.primer(text))


def test_raw_tokens_are_the_characters_and_an_empty_line(raw: AbcChar) -> None:
    assert raw.encode(piece(RAW)) == [*RAW, "\n", "\n"]
    assert raw.vocabulary == tuple(sorted(set(RAW)))
    assert raw.quantize(piece(RAW)) == Piece("", "The Walk", "abc", RAW, "")


def test_raw_drops_what_follows_an_empty_line(raw: AbcChar) -> None:
    assert raw.quantize(piece(RAW + "\n\nThat was it.")).content == RAW


def test_clean_tokens_are_the_core_of_the_tune(clean: AbcChar) -> None:
    text = "".join(clean.encode(piece(RAW.replace("Ador", "Am"))))
    assert text == CLEAN + "\n\n"


def test_clean_decodes_to_a_whole_tune(clean: AbcChar) -> None:
    decoded = clean.decode([*CLEAN, "\n", "\n", *"more, which is ignored"])
    assert decoded.content == "X:1\nT:Untitled\n" + CLEAN
    assert decoded.title == "Untitled"
    assert parse(decoded.content).problems == ()


def test_the_opening_is_an_end_and_a_piece_ends_with_it(clean: AbcChar) -> None:
    tokens = clean.encode(piece(RAW))
    assert tuple(tokens[-2:]) == clean.opening
    assert [index for index in range(len(tokens) + 1) if clean.ends(tokens[:index])] == [len(tokens)]
    assert not clean.ends(clean.opening)


@pytest.mark.parametrize("form", ["raw", "clean"])
@pytest.mark.parametrize("name", ["oneills", "ryans", "airds", "essen"])
def test_round_trip_of_real_tunes(name: str, form: Form) -> None:
    """A random 60 of each collection, and whatever in it has an empty line inside."""
    if importlib.util.find_spec("music21") is None:
        pytest.skip("music21 is not installed")
    everything = read_places((part.name, part.locate()) for part in ENTRIES[name].collections).pieces
    pieces = random.Random(1).sample(everything, 60)
    pieces += [piece for piece in everything if "\n\n" in piece.content]
    assert_round_trip(pieces, form)


@pytest.mark.parametrize("form", ["raw", "clean"])
def test_round_trip_of_nottingham(nottingham: Path, form: Form) -> None:
    assert_round_trip(list(read_places([("n", nottingham)]).pieces[:: 4 if form == "clean" else 1]), form)


@pytest.mark.long
@pytest.mark.parametrize("form", ["raw", "clean"])
@pytest.mark.parametrize("name", ["folk", "essen"])
def test_round_trip_of_everything(name: str, form: Form) -> None:
    pieces = read_places((part.name, part.locate()) for part in ENTRIES[name].collections).pieces
    assert_round_trip(list(pieces), form)


def assert_round_trip(pieces: list[Piece], form: Form) -> None:
    codec = AbcChar.learn(pieces, form=form)
    for item in pieces:
        tokens = codec.encode(item)
        assert codec.tokens(codec.ids(tokens)) == tokens
        decoded = codec.decode(tokens)
        assert decoded == codec.quantize(item), item.id
        assert codec.encode(decoded) == tokens, item.id
        if form == "raw" and "\n\n" not in item.content:
            assert decoded.content == item.content


@given(st.text(alphabet="XKM:ABCdefg|[]()\n\r\t 0123/^_=,'\"é%\\"), st.sampled_from(["raw", "clean"]))
def test_any_text_survives(text: str, form: Form) -> None:
    codec = AbcChar(form, "", {"M": "6/8", "L": "1/8", "K": "D"})
    tokens = codec.encode(piece(text))
    assert codec.decode(tokens) == codec.quantize(piece(text))
    assert codec.ends(tokens) or tokens == ["\n", "\n"]
    if codec.form == "raw":
        codec.primer(text)
    else:
        with contextlib.suppress(TunesmithError):  # for a sign that is no music and not in the vocabulary
            codec.primer(text)


def test_vocabulary_defaults_and_json(clean: AbcChar) -> None:
    assert clean.defaults == {"M": "6/8", "L": "1/8", "K": "D"}
    config = json.loads(json.dumps(clean.to_json()))
    again = codec_from_json(config)
    assert again.to_json() == clean.to_json() == config
    assert again.vocabulary == clean.vocabulary
    assert again.primer("A2B") == clean.primer("A2B")
    codec: Codec = clean  # mypy: it is one
    assert codec.name in CODECS


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ""),
        ("A2B", "M:6/8\nL:1/8\nK:D\nA2B"),
        ("  A2  B|\n", "M:6/8\nL:1/8\nK:D\nA2 B|"),
        ("K:G\nA2B", "M:6/8\nL:1/8\nK:G\nA2B"),
        ("K:G\nM:9/8\nA2B", "M:9/8\nL:1/8\nK:G\nA2B"),
        ("X:7\nT:a\nK:G\nL:1/16\nR:Slip Jig\n% note\nM:9/8\nA2B", "R:slip jig\nM:9/8\nL:1/16\nK:G\nA2B"),
        ("K:G", "M:6/8\nL:1/8\nK:G\n"),
        ("M:9/8", "M:9/8\n"),
        ("R:jig\n", "R:jig\n"),
        ("|:d|", "M:6/8\nL:1/8\nK:D\n|:d|"),
        ("d:|A2", "M:6/8\nL:1/8\nK:D\nd:|A2"),
        ("A:|B", "M:6/8\nL:1/8\nK:D\nA:|B"),
    ],
)
def test_clean_primers(clean: AbcChar, text: str, tokens: str) -> None:
    assert spelled(clean, text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ""),
        ("A2B", "X:1\nT:Untitled\nM:6/8\nK:Ador\nA2B"),
        (RAW[:80], RAW[:80]),
        ("X: 3\n", "X: 3"),
        ("K:G\nA2  B", "X:1\nT:Untitled\nM:6/8\nK:G\nA2  B"),
        ("M:9/8", "X:1\nT:Untitled\nM:9/8\n"),
    ],
)
def test_raw_primers(raw: AbcChar, text: str, tokens: str) -> None:
    assert spelled(raw, text) == tokens


def test_a_primer_is_the_beginning_of_what_it_begins(clean: AbcChar) -> None:
    whole = "".join(clean.encode(piece(RAW)))
    for cut in range(RAW.index("e2d"), len(RAW)):
        if RAW[cut - 1] in "|d2c":  # between notes; "A3" cut before its 3 is another note
            assert whole.startswith(spelled(clean, RAW[:cut])), RAW[:cut]


def test_every_missing_character_is_named(clean: AbcChar) -> None:
    with pytest.raises(TunesmithError) as caught:
        clean.ids(list("A\té\u200bAé"))
    message = str(caught.value)
    assert "'\\t' (U+0009), 'é' (U+00E9), '\\u200b' (U+200B)" in message
    assert "'A'" not in message


def shifted(codec: AbcChar, text: str, semitones: int) -> str | None:
    tokens = codec.shift(piece(text), semitones)
    return None if tokens is None else "".join(tokens)


def test_a_shift_moves_the_music(clean: AbcChar) -> None:
    rich = AbcChar("clean", sorted({*clean.vocabulary, *"BCDEFGAbcdefga^_#'"}), clean.defaults)
    tune = "X:1\nT:a\nM:6/8\nL:1/8\nK:D\nA2B|"
    assert shifted(rich, tune, 0) == "M:6/8\nL:1/8\nK:D\nA2B|\n\n"
    assert shifted(rich, tune, 2) == "M:6/8\nL:1/8\nK:E\nB2c|\n\n"
    assert shifted(rich, tune, -2) == "M:6/8\nL:1/8\nK:C\nG2A|\n\n"
    assert shifted(rich, tune, 1) == "M:6/8\nL:1/8\nK:Eb\nB2c|\n\n"
    assert shifted(rich, tune, -80) is None  # below the range of MIDI
    assert (
        shifted(AbcChar("raw", sorted({*tune, "C", "G"}), {}), tune, -2)
        == "X:1\nT:a\nM:6/8\nL:1/8\nK:C\nG2A|\n\n"
    )


def test_a_shift_stays_in_the_vocabulary() -> None:
    tune = "M:6/8\nL:1/8\nK:D\nA2B|"
    poor = AbcChar("clean", sorted({*tune, "C", "G"}), {})
    assert shifted(poor, tune, -2) is not None
    assert shifted(poor, tune, 2) is None  # needs E and c


@pytest.mark.parametrize("form", ["raw", "clean"])
def test_a_shift_is_what_encoding_the_moved_tune_gives(nottingham: Path, form: Form) -> None:
    pieces = read_places([("n", nottingham)]).pieces[::10]
    codec = AbcChar.learn(pieces, form=form)
    codec = AbcChar(form, sorted({*codec.vocabulary, *"#b^_=,'"}), codec.defaults)
    for item in pieces:
        assert codec.shift(item, 3) == codec.encode(piece(transpose(item.content, 3)))


@pytest.mark.parametrize("config", [{"name": "abc-char.v9"}, {}, {"name": None}, {"name": "abc-char.v1"}])
def test_a_bad_configuration_is_refused_clearly(config: dict[str, object]) -> None:
    with pytest.raises(TunesmithError, match=r"unknown codec|is damaged"):
        codec_from_json(config)
