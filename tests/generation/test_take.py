import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tunesmith.errors import TunesmithError
from tunesmith.generation.request import Request
from tunesmith.generation.take import Take
from tunesmith.music.piece import Piece


def take(**fields):
    return Take(
        **{
            "format": "tunesmith-take.v1",
            "version": "0.1.0",
            "request": Request(checkpoint="runs/jigs", primer="X", temperature=0.9),
            "seed": 7,
            "fingerprint": "0a" * 32,
            "piece": Piece("", "Été", "abc", "X:1\nT:Été\nK:D\nDFA|", ""),
            "ended": True,
            "primed": 1,
            "tokens": ("X", "é", "\n"),
            "probabilities": (1.0, 0.5, 0.125),
            **fields,
        }
    )


def test_text_and_bits_leave_the_primer_to_its_author():
    assert take().text == "Xé\n"
    assert take().bits_per_character == (1 + 3) / 2
    assert take(probabilities=(0.5, 0.5, 0.0)).bits_per_character == float("inf")


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.text(max_size=3), st.floats(0, 1)), min_size=1, max_size=20),
    st.integers(0, 2**63 + 10_000),
    st.booleans(),
)
def test_json_loses_nothing(written, seed, ended):
    tokens, probabilities = zip(*written, strict=True)
    before = take(tokens=tokens, probabilities=probabilities, primed=0, seed=seed, ended=ended)
    assert Take.from_json(before.to_json()) == before


def test_a_file_loses_nothing_and_is_readable(tmp_path):
    take().save(tmp_path / "tune.json")
    assert Take.load(tmp_path / "tune.json") == take()
    text = (tmp_path / "tune.json").read_text(encoding="utf-8")
    assert '\n  "seed": 7,\n' in text
    assert "Été" in text
    assert json.loads(text)["format"] == "tunesmith-take.v1"


def test_a_take_is_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        take().seed = 8


def changed(**fields):
    return json.dumps({**json.loads(take().to_json()), **fields})


def without(name):
    fields = json.loads(take().to_json())
    del fields[name]
    return json.dumps(fields)


REQUEST = json.loads(take().to_json())["request"]
PIECE = json.loads(take().to_json())["piece"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[]", "object"),
        ("[" * 100_000, "JSON"),
        (b"\xff\xfe\x00", "JSON"),
        (changed(format="tunesmith-take.v2"), "format"),
        (changed(mood="sad"), "mood"),
        (changed(seed=-1), "seed"),
        (changed(seed="7"), "seed"),
        (changed(ended=1), "ended"),
        (changed(tokens=["X", "é"]), "fit together"),
        (changed(primed=3), "fit together"),
        (changed(probabilities=[1, 0.5, 1.5]), "probabilities.2"),
        (changed(probabilities=[1, 0.5, float("nan")]), "probabilities.2"),
        (changed(request={**REQUEST, "tempo": 3}), "request.tempo"),
        (changed(request={**REQUEST, "temperature": -1}), "request.temperature"),
        (changed(piece={**PIECE, "composer": "?"}), "piece.composer"),
        (without("format"), "format"),
        (without("fingerprint"), "fingerprint"),
        (without("request"), "request"),
    ],
)
def test_anything_else_is_refused_by_name(text, named, tmp_path):
    with pytest.raises(TunesmithError, match=named) as refused:
        Take.from_json(text)
    assert "\n" not in str(refused.value)
    path = tmp_path / "tune.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(TunesmithError, match=r"tune\.json: not a take"):
        Take.load(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(TunesmithError, match=r"none\.json: no such file"):
        Take.load(tmp_path / "none.json")
    with pytest.raises(TunesmithError, match="directory"):
        Take.load(tmp_path)
