"""Tabla from the folder to the take: learn, write, check, hear, look inside, write again."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tunesmith.api.learn import train
from tunesmith.generation.take import Take
from tunesmith.music.tabla.compositions import compositions
from tunesmith.music.tabla.text import read
from tunesmith.render.tabla.synth import PEAK
from tunesmith.training.recipe import preset

Cli = Callable[..., tuple[int, str, str]]
THEKA = "tala: dadra   laya: 120   form: theka\ntheka: dha dhin na | dha tin na\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tabla")
    (folder / "book.tabla").write_text("\n".join(compositions()[::12]))
    list(train(str(folder / "book.tabla"), folder / "run", recipe=preset("markov")))
    return folder / "run"


def test_a_take_keeps_what_was_asked_for(run: Path, tmp_path: Path, cli: Cli) -> None:
    status, out, err = cli(
        "generate", run, "--tala", "Teental", "--form", "kaida", "--variations", 4, "--laya", 120,
        "--seed", 3, "-o", "takes", "--format", "tabla,mid,svg,png,pdf,mp3,html",
    )  # fmt: skip
    assert status == 0, err
    assert out.startswith("tala: teental   laya: 120   form: kaida\ntheme")
    assert len(re.findall("^variation", out, re.MULTILINE)) == 4
    names = {path.name for path in (tmp_path / "takes").iterdir()}
    assert names == {f"tune-3.{form}" for form in ("tabla", "mid", "svg", "png", "pdf", "mp3", "json")} | {
        "index.html"
    }
    assert cli("check", tmp_path / "takes" / "tune-3.tabla")[0] == 0
    page = (tmp_path / "takes" / "index.html").read_text()
    ids = set(re.findall(r'id="t1-(n[0-9x]+)"', page))
    timeline = json.loads(re.search(r'class="timeline">(.*?)</script>', page)[1])  # type: ignore[index]
    assert {own for _, _, own in timeline} <= ids
    assert ("tihai" in out) == any(own.endswith("x3") for _, _, own in timeline)
    take = Take.load(tmp_path / "takes" / "tune-3.json")
    assert read(take.piece.content)[0].laya == 120
    status, out, _ = cli("replay", tmp_path / "takes" / "tune-3.json")
    assert (status, out) == (0, take.piece.content + "\n")
    status, _, err = cli("replay", tmp_path / "takes" / "tune-3.json", "-o", "again")
    assert (tmp_path / "again" / "tune-3.tabla").read_text() == take.piece.content


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (["--tala", "tintaal"], "did you mean teental"),
        (["--form", "AABB"], "--form AABB: this model knows"),
        (["--key", "D"], "--key cannot be kept"),
        (["--form", "tukda", "--variations", "2"], "--variations is for --form kaida or rela"),
        (["--format", "abc"], "cannot write abc of tabla; choose from tabla, mid"),
        (["--tala", "rupak", "--rules", "off"], "can only be held with --rules strict"),
        (["--primer", "tala: dadra\ntheka: dha dhxx"], "dhxx"),
    ],
)
def test_what_cannot_be_is_refused(run: Path, cli: Cli, wishes: list[str], said: str) -> None:
    status, _, err = cli("generate", run, *wishes)
    assert status == 1
    assert said in err
    assert err.count("\n") == 1


def test_a_composition_goes_on(run: Path, tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "begun.tabla").write_text("tala: tintal  laya: 80\ntheme: dha dha tete | dha dha")
    status, out, err = cli("generate", run, "--primer", "begun.tabla", "--seed", 1, "--format", "tabla")
    assert status == 0, err
    assert out.startswith("tala: teental   laya: 80   form: kaida\ntheme: dha dha tete | dha dha ")
    (tmp_path / "tune.abc").write_text("X:1\nK:D\nABc|\n")
    assert "and tune.abc is none" in cli("generate", run, "--primer", "tune.abc")[2]


def test_hear_and_see(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "a.tabla").write_text(THEKA)
    for name, wishes in (
        ("plain.wav", ()),
        ("again.wav", ()),
        ("drone.wav", ("--drone", "--click")),
        ("low.wav", ("--sa", "C4")),
        ("slow.wav", ("--tempo", 60)),
    ):
        assert cli("render", "a.tabla", "-o", name, *wishes)[0] == 0
    plain, again, drone, low, slow = (
        soundfile.read(tmp_path / f"{name}.wav")[0] for name in ("plain", "again", "drone", "low", "slow")
    )
    assert np.array_equal(plain, again)
    assert np.abs(plain).max() == pytest.approx(PEAK, abs=1e-3)
    assert len(slow) - len(plain) == pytest.approx(2.5 * 48_000, rel=0.1)  # five matras of half a second more
    quiet = slice(-48_000, -24_000)
    assert np.abs(drone[quiet]).mean() > 5 * np.abs(plain[quiet]).mean()
    assert not np.array_equal(low, plain)
    for name in ("a.svg", "a.png", "a.pdf", "a.mid", "copy.tabla"):
        assert cli("render", "a.tabla", "-o", name)[0] == 0
    assert (tmp_path / "copy.tabla").read_text() == THEKA
    assert (
        "tabla has sounds of its own" in cli("render", "a.tabla", "-o", "a.mp3", "--instrument", "flute")[2]
    )
    assert "--drone does nothing to .mid" in cli("render", "a.tabla", "-o", "a.mid", "--drone")[2]
    assert "“H” is not a note" in cli("render", "a.tabla", "-o", "a.wav", "--sa", "H")[2]
    assert "cannot read the samples" in cli("render", "a.tabla", "-o", "a.wav", "--samples", "none")[2]
    (tmp_path / "tune.abc").write_text("X:1\nL:1/8\nM:6/8\nK:D\nABc def|\n")
    assert "--drone does nothing here" in cli("render", "tune.abc", "-o", "a.wav", "--drone")[2]


def test_samples_of_ones_own(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "a.tabla").write_text("tala: dadra\ntheka: na na na | na na na\n")
    (tmp_path / "kit").mkdir()
    tone = np.sin(2 * np.pi * 1000 * np.arange(4_800) / 48_000) * np.exp(-np.arange(4_800) / 900)
    soundfile.write(tmp_path / "kit" / "na.wav", tone, 48_000)
    status, _, err = cli("render", "a.tabla", "-o", "a.wav", "--samples", "kit")
    assert status == 0
    assert "synthesized, as there is no file: tin, tun" in err
    sound, _ = soundfile.read(tmp_path / "a.wav")
    spectrum = np.abs(np.fft.rfft(sound[:, 0]))
    assert np.argmax(spectrum) * 48_000 / len(sound) == pytest.approx(1000, abs=10)


def test_convert(tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "old.bol").write_text("DHA; DHIN; NA; DHA; TIN; NA;")
    status, _, err = cli("convert", "old.bol", "new.tabla")
    assert (status, err) == (0, "6 matras: taken for dadra; --tala says which\n")
    assert (tmp_path / "new.tabla").read_text().startswith("tala: dadra")
    assert cli("convert", "old.bol", "a.tabla", "--tala", "Dadra")[2] == ""
    assert "names its own" in cli("convert", "new.tabla", "b.tabla", "--tala", "dadra")[2]
    assert "says nothing of tabla" in cli("convert", "new.tabla", "b.mid", "--key", "D")[2]
    assert "cannot write 'abc' of tabla" in cli("convert", "new.tabla", "b.abc")[2]
    assert "has no composition 2: there are 1" in cli("convert", "new.tabla", "b.mid", "--tune", "2")[2]
    (tmp_path / "tune.abc").write_text("X:1\nK:D\nABc|\n")
    assert "is for tabla" in cli("convert", "tune.abc", "b.mid", "--tala", "dadra")[2]


def test_look_inside(run: Path, tmp_path: Path, cli: Cli) -> None:
    (tmp_path / "a.tabla").write_text(THEKA)
    status, out, err = cli("inspect", run, "a.tabla", "--json")
    assert status == 0, err
    found = json.loads(out)
    seen = [token["token"] for token in found["tokens"]]
    assert seen[:4] == ["tala:dadra", "laya:120", "form:theka", "theka"]
    assert found["tokens"][5]["quarters"] == 1  # matras, in tabla
    assert cli("inspect", run, "a.tabla", "-o", "view.html")[0] == 0
    assert 'id="t1-n5"' in (tmp_path / "view.html").read_text()


def test_what_a_corpus_of_tabla_holds(run: Path, cli: Cli) -> None:
    status, out, _ = cli("corpora", "show", run.parent / "book.tabla")
    assert status == 0
    assert "compositions in" in out
    assert "laya        30 to" in out
