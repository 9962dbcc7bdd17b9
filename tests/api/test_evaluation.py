"""The same figures for a model, an n-gram, people, and a folder of tunes."""

import json
from functools import partial
from pathlib import Path

import pytest

from tunesmith.api.evaluation import page
from tunesmith.api.evaluation.evaluate import evaluate
from tunesmith.api.evaluation.figures import Evaluation
from tunesmith.api.evaluation.table import headline, sections
from tunesmith.api.evaluation.texts import twins
from tunesmith.corpora.corpus import Corpus, Report, Split
from tunesmith.corpora.load import load_corpus
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.humans import measure_humans
from tunesmith.generation.request import Request
from tunesmith.generation.writer import generate
from tunesmith.models.checkpoint import load_checkpoint

TUNES, SEED = 22, 3


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUNESMITH_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setattr("tunesmith.evaluation.novelty.store.measure_humans", partial(measure_humans, sample=16))
        yield


@pytest.fixture(scope="module")
def found(tiny_run: Path) -> Evaluation:
    return evaluate(tiny_run, tunes=TUNES, seed=SEED)


def test_a_model_an_n_gram_and_people(found: Evaluation, tiny_run: Path) -> None:
    (model,) = found.models
    assert [one.name for one in found.subjects] == [tiny_run.name, "n-gram", "people"]
    assert model.good is not None
    measured = load_checkpoint(tiny_run).config["figures"]
    assert model.good.held_out.bits.value == pytest.approx(measured["model"]["held_out_piece_bits"])
    assert found.ngram.good is not None
    assert found.ngram.good.held_out.bits.value == pytest.approx(measured["markov"]["held_out_piece_bits"])
    assert model.good.more_of_ngram is not None
    difference = found.ngram.good.held_out.bits.value - model.good.held_out.bits.value
    assert model.good.more_of_ngram.value == pytest.approx(difference)
    assert found.people.good is None


def test_takes_are_those_that_generate_writes(found: Evaluation, tiny_run: Path) -> None:
    request = Request(checkpoint=tiny_run, seed=SEED + 4, max_tokens=1_000_000)
    (take,) = generate(request, load_checkpoint(tiny_run))
    assert found.models[0].pieces[4].piece.content == take.piece.content


def test_with_rules_all_is_sound_and_without_not(found: Evaluation) -> None:
    for one in (*found.models, found.ngram):
        assert one.sound.soundness.share == 1
        assert one.sound.forms.bars_right == 1
        assert one.unruled is not None
    assert found.models[0].unruled is not None
    assert found.models[0].unruled.soundness.share < 1
    assert found.people.sound.forms.eights == 1  # the little book is so made


def test_what_too_few_people_cannot_tell_is_said(found: Evaluation) -> None:
    assert len(found.people.pieces) == found.held_out < 20
    assert all(one.judged is None for one in found.subjects)
    assert any(f"only {found.held_out} tunes are held out" in notice for notice in found.notices)


def test_all_are_compared_at_the_same_number_of_notes(found: Evaluation) -> None:
    assert len({one.varied.notes for one in found.subjects if one.varied}) == 1


def test_two_workers_find_the_same_and_so_does_another_time(found: Evaluation, tiny_run: Path) -> None:
    told = list[tuple[str, int, int]]()
    again = evaluate(tiny_run, tunes=TUNES, seed=SEED, workers=2, told=lambda *work: told.append(work))
    assert json.dumps(again.to_json()) == json.dumps(found.to_json())
    assert told[-1] == ("style", 1, 1)
    written = [done for work, done, _ in told if work == "takes"]
    assert written == sorted(written)
    assert written[-1] == 4 * TUNES + len(found.people.pieces)


def test_a_folder_beside_a_run_and_an_n_gram_beside_itself(
    tiny_run: Path, ngram_run: Path, little_book: Path, tmp_path: Path
) -> None:
    tunes = load_corpus(str(little_book)).pieces[:6]
    (tmp_path / "mine.abc").write_text("\n\n".join(tune.content for tune in tunes), encoding="utf-8")
    (tmp_path / "broken.abc").write_text("no tune\n", encoding="utf-8")
    found = evaluate(ngram_run, compare=[tmp_path], tunes=4)
    ngram, folder = found.models
    assert ngram.good is not None
    assert ngram.name == ngram_run.name
    assert (folder.name, folder.good, folder.unruled, len(folder.pieces)) == (tmp_path.name, None, None, 4)
    assert folder.new is not None
    assert folder.new.copied.value == 1  # they are in the corpus
    assert any("broken.abc" in notice for notice in found.notices)


def test_a_folder_alone_needs_a_corpus(little_book: Path, tiny_run: Path, tmp_path: Path) -> None:
    with pytest.raises(TunesmithError, match="name what its tunes are to be measured beside"):
        evaluate(little_book)
    with pytest.raises(TunesmithError, match="leave --corpus out"):
        evaluate(tiny_run, corpus="jigs")
    with pytest.raises(TunesmithError, match="does not exist"):
        evaluate(tmp_path / "nowhere", corpus=str(little_book))
    (tmp_path / "empty").mkdir()
    with pytest.raises(TunesmithError, match="holds no music"):
        evaluate(tmp_path / "empty", corpus=str(little_book))
    (tmp_path / "x.tabla").write_text("tala: dadra\ntheka: dha dhin na | dha tin na\n", encoding="utf-8")
    with pytest.raises(TunesmithError, match="cannot be compared"):
        evaluate(tiny_run, compare=[tmp_path / "x.tabla"])


def test_near_twins_across_the_split_are_known() -> None:
    split = Split("plain", frozenset({"a", "b", "c", "d"}))
    groups = (("a", "x"), ("b", "c"), ("d", "y", "z"), ("x", "y"))
    corpus = Corpus("", "", (), "", "", False, "", Report(0, ()), groups, split)
    assert twins(corpus) == {"a", "d"}  # b and c are twins of each other, both held out


def test_every_row_has_a_cell_for_everyone(found: Evaluation) -> None:
    titles = [section.title for section in sections(found)]
    assert titles == ["How good", "How sound", "How new", "How varied"]  # three people are no style
    for section in sections(found):
        assert section.rows
        assert all(len(row.cells) == len(found.subjects) for row in section.rows)
    assert f"{TUNES} takes" in " ".join(headline(found))


def test_the_page_is_whole_and_loads_nothing(found: Evaluation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "HEARD", 1)
    written = page.evaluation_page(found)
    assert "Evaluation of tiny" in written
    assert written.count("<audio") == 1
    for title in ("By kind of character", "Bars as written", "Longest run of another tune"):
        assert title in written
    assert 'src="http' not in written
