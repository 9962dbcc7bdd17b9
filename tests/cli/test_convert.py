"""``tunesmith convert``."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = "convert"
Cli = Callable[..., tuple[int, str, str]]
TUNE = "X:1\nT:Walk\nM:6/8\nL:1/8\nK:D\nA|dfa fed|BAB A2 A|dfa fed|ecA d2|]\n"


@pytest.fixture
def tune(tmp_path: Path) -> Path:
    path = tmp_path / "walk.abc"
    path.write_text(TUNE, encoding="utf-8")
    return path


def test_there_and_back(cli: Cli, tune: Path) -> None:
    assert cli(tune, "walk.mid")[0] == 0
    status, out, err = cli("walk.mid", "back.abc")
    assert (status, out) == (0, "")
    assert "metre: 6/8, as the file states" in err
    assert "pickup: 1/8" in err
    assert "A|dfa fed|BAB A2 A|dfa fed|ecA d2|]" in Path("back.abc").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.musicxml", b"<?xml"), ("a.mei", b"<?xml"), ("a.svg", b"<svg"), ("a.png", b"\x89PNG"),
     ("a.pdf", b"%PDF"), ("a.mid", b"MThd"), ("a.wav", b"RIFF"), ("a.abc", b"X:1")],
)  # fmt: skip
def test_every_form_of_a_file_of_events(cli: Cli, tune: Path, name: str, start: bytes) -> None:
    cli(tune, "walk.mid")
    for source in (tune, Path("walk.mid")):
        assert cli(source, name)[0] == 0
        assert Path(name).read_bytes().lstrip().startswith(start)


def test_wishes_are_told_in_json(cli: Cli, tune: Path) -> None:
    cli(tune, "walk.mid")
    status, out, _ = cli("walk.mid", "b.abc", "--key", "Bm", "--pickup", "1/8", "--json")
    assert status == 0
    assert "key: B minor, as you say" in json.loads(out)["inferred"]
    assert "K:Bm" in Path("b.abc").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [(("walk.abc", "a.xyz"), "cannot write a.xyz"), (("none.abc", "a.mid"), "no such file"),
     (("none.mid", "a.abc"), "cannot be read"), (("walk.abc", "a.abc", "--key", "D"), "transpose"),
     (("walk.mid", "a.abc", "--track", "9"), "no track 9"), (("walk.mid", "a.abc", "--grid", "5"), "no grid"),
     (("walk.mid", "a.abc", "--tune", "2"), "--tune"),
     (("walk.mid", "a.mp3", "--key", "D"), "nothing to .mp3")],
)  # fmt: skip
def test_what_cannot_be_is_one_line(cli: Cli, tune: Path, arguments: tuple[str, ...], reason: str) -> None:
    cli(tune, "walk.mid")
    status, _, err = cli(*arguments)
    assert status == 1
    assert reason in err
    assert err.strip().count("\n") == 0
