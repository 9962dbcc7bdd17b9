"""``tunesmith novelty`` and ``tunesmith generate --novel`` as a person types them."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tunesmith.corpora.load import load_corpus
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.humans import measure_humans

Cli = Callable[..., tuple[int, str, str]]

OWN = "X:1\nT:Own\nM:6/8\nL:1/8\nK:D\nD3 d3|F,3 f3|^G3 c'3|=C3 B,3|A,6|D6|]\n"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, cache: Path, little_book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNESMITH_CACHE", str(cache))
    monkeypatch.setattr(
        "tunesmith.evaluation.novelty.store.measure_humans", partial(measure_humans, sample=16)
    )
    (tmp_path / "own.abc").write_text(OWN, encoding="utf-8")
    tune = load_corpus(str(little_book)).pieces[4]
    (tmp_path / "known.abc").write_text(tune.content + "\n", encoding="utf-8")


def test_a_tune_of_ones_own(cli: Cli, little_book: Path) -> None:
    status, out, err = cli("novelty", "own.abc", "--corpus", little_book)
    assert (status, err) == (0, "")
    assert out.startswith("Own (own.abc): copies ")
    assert out.count("\n") == 1


def test_a_known_tune_is_said_to_be_known_and_can_be_left_out(cli: Cli, little_book: Path) -> None:
    status, out, err = cli("novelty", "known.abc", "--corpus", little_book)
    assert status == 0
    assert "copies more than each of 100 human tunes does" in out
    own = err.rsplit("--exclude ", 1)[1].strip()
    assert err.count("\n") == 1
    status, out, err = cli("novelty", "known.abc", "--corpus", little_book, "--exclude", own)
    assert (status, err) == (0, "")
    assert "each of 100" not in out


def test_many_have_a_summary_and_a_page(
    cli: Cli, little_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object, **wishes: object) -> None:
        raise TunesmithError("cannot be engraved")

    monkeypatch.setattr("tunesmith.api.beside.page_tune", refuse)  # which takes seconds
    (tmp_path / "bad.abc").write_text("no tune\n", encoding="utf-8")
    status, out, err = cli("novelty", ".", "--corpus", little_book, "-o", "page.html")
    assert status == 0
    lines = out.splitlines()
    assert [line.partition(":")[0] for line in lines[:2]] == ["Walk 5 (known.abc)", "Own (own.abc)"]
    assert lines[-1].startswith("2 tunes: 1 (50%")
    assert err.splitlines()[0].startswith("passed over: bad.abc: no line starts with X:")
    assert err.splitlines()[-1] == "page.html"
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.index(">Walk 5</a>") < page.index(">Own</a>")
    assert "Walk 5 is in the corpus" in page
    assert "It cannot be written down in notes." in page
    assert "http://" not in page.replace("http://www.w3.org/", "")


def test_json_alone_stands_on_stdout(cli: Cli, little_book: Path) -> None:
    status, out, _ = cli("novelty", "own.abc", "known.abc", "--corpus", little_book, "--json")
    found = json.loads(out)
    assert status == 0
    assert [tune["title"] for tune in found["tunes"]] == ["Own", "Walk 5"]
    assert found["tunes"][1]["figures"]["copied"] == 1


def test_takes_go_beside_what_their_model_learned(cli: Cli, ngram_run: Path) -> None:
    status, out, err = cli(
        "generate", ngram_run, "--seed", 1, "--novel", 0.3, "--format", "abc", "-o", "takes"
    )
    assert status == 0, err
    assert err.splitlines()[0].startswith("seed 1: refused, it copies more than ")
    assert "K:" in out
    assert json.loads(Path("takes/tune-2.json").read_text(encoding="utf-8"))["request"]["novel"] == 0.3
    status, out, err = cli("novelty", "takes")
    assert (status, err) == (0, "")
    assert out.startswith("Take 2 (takes/tune-2.json): copies ")
    status, _, err = cli("replay", "takes/tune-2.json")
    assert status == 0, err


def test_what_was_found_is_saved_before_it_gives_up(
    cli: Cli, ngram_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tunesmith.api.novel.TRIES", 1)
    wishes = ["--seed", 2, "--novel", 0.3, "--format", "abc", "-o", "takes"]
    status, _, err = cli("generate", ngram_run, "-n", 2, *wishes)
    assert status == 1
    assert err.splitlines()[-1].startswith("error: 1 takes on end copy more than 30% of human tunes do")
    assert Path("takes/tune-2.json").exists()
    wishes[1] = 3
    status, out, err = cli("generate", ngram_run, *wishes)
    assert (status, out) == (1, "")
    assert not Path("takes/tune-3.json").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["own.abc"], "name the corpus"),
        (["own.abc", "--corpus", "jgs"], "unknown corpus 'jgs': did you mean jigs"),
        (["gone.abc", "--corpus", "jigs"], "there is no gone.abc"),
    ],
)
def test_an_error_is_one_clear_line(cli: Cli, arguments: list[str], words: str) -> None:
    status, out, err = cli("novelty", *arguments)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert words in err
