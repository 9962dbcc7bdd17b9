"""Scores from the folder to the take: learn, write, replay, harmonise, look inside."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from symusic.core import NoteTick, ScoreTick, TempoTick, TimeSignatureTick, TrackTick

from tunesmith.api.learn import train
from tunesmith.generation.take import Take
from tunesmith.music.midi.text import read
from tunesmith.training.recipe import preset

Cli = Callable[..., tuple[int, str, str]]

CHORDS = {"I": (72, 67, 64, 48), "IV": (72, 69, 65, 53), "V": (71, 67, 62, 55), "vi": (72, 69, 64, 57)}


def write_chorales(folder: Path, count: int = 40) -> None:
    """Chorales of our own: four chords to a bar, four bars, ending on the first degree."""
    folder.mkdir()
    for number in range(count):
        chance = random.Random(number)
        chords = [*chance.choices(list(CHORDS), k=14), "V", "I"]
        score = ScoreTick(480)
        score.tempos.append(TempoTick(0, 80))
        score.time_signatures.append(TimeSignatureTick(0, 4, 4))
        for voice, name in enumerate(("Soprano", "Alto", "Tenor", "Bass")):
            track = TrackTick(name, 52, False)
            for place, chord in enumerate(chords):
                track.notes.append(NoteTick(480 * place, 480, CHORDS[chord][voice], 80))
            score.tracks.append(track)
        (folder / f"c{number}.mid").write_bytes(score.dumps_midi())
    (folder / "broken.mid").write_bytes(b"MThd\0\0\0\6\0\1")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scores")
    write_chorales(folder / "music")
    recipe = preset("markov").changed({"codec.name": "grid"})
    list(train(str(folder / "music"), folder / "run", recipe=recipe))
    return folder / "run"


def test_training_lets_one_listen(run: Path, tmp_path: Path, cli: Cli) -> None:
    music = run.parent / "music"
    status, out, err = cli(
        "train", music, "-o", "run", "--codec", "GRID", "--preset", "markov", "--listen", "heard"
    )
    assert status == 0, err
    assert "bits per word" in out
    written = sorted(path.name for path in (tmp_path / "heard").iterdir())
    assert written[:4] == ["1-as-heard.mid", "1-as-heard.mp3", "1-as-it-is.mid", "1-as-it-is.mp3"]


def test_takes_are_scores(run: Path, tmp_path: Path, cli: Cli) -> None:
    status, _, err = cli(
        "generate", run, "-n", "2", "--seed", "4", "--bars", "4", "--format", "mid", "-o", tmp_path
    )
    assert status == 0, err
    take = Take.load(tmp_path / "tune-4.json")
    score = read(take.piece.content)
    assert [track.name for track in score.tracks] == ["Soprano", "Alto", "Tenor", "Bass"]
    assert take.tokens.count("|") in (3, 4)
    assert (tmp_path / "tune-5.mid").read_bytes()[:4] == b"MThd"
    assert cli("replay", tmp_path / "tune-4.json")[0] == 0


def test_a_melody_is_harmonised(run: Path, tmp_path: Path, cli: Cli) -> None:
    melody = [72, 71, 72, 71]
    (tmp_path / "melody.abc").write_text("X:1\nL:1/4\nM:4/4\nK:C\ncBcB|c4|]\n")
    options = ("--particles", "8", "--sweeps", "1", "--seed", "1", "--format", "mid", "-o", tmp_path)
    melody_file = tmp_path / "melody.abc"
    status, _, err = cli("generate", run, "--primer", melody_file, "--voices", "soprano", *options)
    assert status == 0, err
    take = Take.load(tmp_path / "tune-1.json")
    score = read(take.piece.content)
    assert [note.pitch for note in score.tracks[0].notes] == [*melody, 72]
    assert len(score.tracks) == 4
    assert cli("replay", tmp_path / "tune-1.json")[0] == 0


def test_a_beginning_is_continued(run: Path, tmp_path: Path, cli: Cli) -> None:
    music = run.parent / "music" / "c3.mid"
    status, _, err = cli("generate", run, "--primer", music, "--seed", "1", "--format", "mid", "-o", tmp_path)
    assert status == 0, err
    take = Take.load(tmp_path / "tune-1.json")
    assert take.primed > 100
    assert len(take.tokens) > take.primed


def test_the_inside_can_be_looked_at(run: Path, tmp_path: Path, cli: Cli) -> None:
    status, out, err = cli("inspect", run, run.parent / "music" / "c3.mid", "--json")
    assert status == 0, err
    tokens = json.loads(out)["tokens"]
    assert [token["kind"] for token in tokens[2:6]] == ["soprano", "alto", "tenor", "bass"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--voices", "soprano"), "needs --primer"),
        (("--sweeps", "2"), "is for --voices"),
        (("--end-on", "tonic"), "--end-on cannot be kept"),
        (("--bars", "8", "--form", "AABB"), "--form cannot be kept"),
        (("--voices", "soprano", "--primer", "C", "--bars", "5"), "from the primer: leave --bars out"),
        (("--primer", "missing.mid"), "there is no primer file"),
    ],
)
def test_what_cannot_be_done_is_one_line(run: Path, options: tuple[str, ...], says: str, cli: Cli) -> None:
    status, _, err = cli("generate", run, *options)
    assert status == 1
    assert says in err
    assert err.count("\n") == 1
