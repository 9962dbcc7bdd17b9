"""Tunes beside a little corpus, and takes that copy too much."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tunesmith.api.beside import novelty_page
from tunesmith.api.model import Model, load, make_request
from tunesmith.api.novel import TRIES, Gauge, NotNovelError, Refusal, after, novel_takes, written
from tunesmith.api.novelty import (
    Judged,
    judge,
    line,
    named,
    summary,
    summary_line,
    to_json,
    verdict,
    warning,
    warnings_in_short,
)
from tunesmith.api.subjects import Subject
from tunesmith.errors import TunesmithError
from tunesmith.evaluation.novelty.humans import measure_humans
from tunesmith.evaluation.novelty.melody import read_melody
from tunesmith.evaluation.novelty.report import Copy, Passage
from tunesmith.evaluation.novelty.store import open_index
from tunesmith.generation.take import Take
from tunesmith.generation.writer import Writer, replay
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece

OWN = "X:1\nT:Own\nM:6/8\nL:1/8\nK:D\nD3 d3|F,3 f3|^G3 c'3|=C3 B,3|A,6|D6|]\n"


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUNESMITH_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setattr("tunesmith.evaluation.novelty.store.measure_humans", partial(measure_humans, sample=16))
        yield


@pytest.fixture(scope="module")
def gauge(ngram_run: Path) -> Gauge:
    return Gauge.of(load(ngram_run).checkpoint.config)


@pytest.fixture(scope="module")
def model(ngram_run: Path) -> Model:
    return load(ngram_run)


def subject(content: str, title: str = "Mine") -> Subject:
    return Subject(Piece("mine.abc", title, "abc", content, ""), "mine.abc")


def beside(gauge: Gauge, *contents: str, exclude: tuple[str, ...] = ()) -> list[Judged]:
    return judge([subject(content) for content in contents], gauge.index, gauge.humans, exclude)


def test_a_tune_of_the_corpus_is_known_in_any_key(gauge: Gauge) -> None:
    tune = gauge.index.piece(0)
    (one,) = beside(gauge, notation("abc").transpose(tune.content, 3))
    assert one.twin == tune.id
    assert one.found.percentile == 1
    assert warning(one) == (
        f"Mine is in the corpus, as {tune.id}: to measure it beside all other tunes, leave it and its "
        f"near-duplicates out with --exclude {tune.id}"
    )
    (alone,) = beside(gauge, tune.content, exclude=(tune.id,))
    assert (alone.twin, warning(alone)) == ("", "")
    assert alone.found.percentile is not None
    assert alone.found.percentile < 1


def test_a_part_of_a_tune_is_no_twin(gauge: Gauge) -> None:
    tune = gauge.index.piece(0).content
    (one,) = beside(gauge, tune[: tune.index(":|") + 2])
    assert one.found.longest is not None
    assert one.found.longest.notes == one.found.notes
    assert one.twin == ""


def test_many_warnings_are_one_line(gauge: Gauge) -> None:
    tunes = [gauge.index.piece(number).content for number in range(4)]
    assert len(warnings_in_short(beside(gauge, *tunes[:3]))) == 3
    (only,) = warnings_in_short(beside(gauge, *tunes))
    assert only.startswith("4 of these tunes are in the corpus themselves")
    assert warnings_in_short(beside(gauge, OWN)) == []


def test_an_id_that_nothing_has(gauge: Gauge) -> None:
    with pytest.raises(TunesmithError, match="has no piece little/99; did you mean little"):
        beside(gauge, OWN, exclude=("little/99",))


@pytest.mark.parametrize(
    ("percentile", "words"),
    [
        (0.37, "copies more than 37 of 100 human tunes do"),
        (0.999, "copies more than 99 of 100 human tunes do"),
        (0.29, "copies more than 29 of 100 human tunes do"),  # 28.999... in binary
        (1.0, "copies more than each of 100 human tunes does"),
        (0.0, "copies as little as the human tunes that copy least"),
        (None, "the corpus is too small to tell how much human tunes copy"),
    ],
)
def test_in_words(percentile: float | None, words: str) -> None:
    assert verdict(percentile) == words


def test_the_line_of_a_tune_and_of_many(gauge: Gauge) -> None:
    tune = gauge.index.piece(0)
    judged = beside(gauge, tune.content, OWN)
    notes = len(read_melody(tune))
    assert line(judged[0]) == (
        "Mine (mine.abc): copies more than each of 100 human tunes does (100% of it); "
        f"longest run {notes} notes, 16 whole bars (its bars 1 to 16 are bars 1 to 16 of “{tune.title}”); "
        f"16 of 16 bars in the corpus; nearest “{tune.title}” (1.00)"
    )
    assert "; 1 of 4 bars in the corpus;" in line(judged[1])
    told = summary_line(summary(judged))
    assert told.startswith(
        "2 tunes: 1 (50%, 0% to 100%) copy more than 90% of human tunes do (of human tunes 10%"
    )


def test_a_piece_goes_by_its_title_if_that_says_anything() -> None:
    nowhere = Passage(0, 1, (1, 1), ())
    assert named(Copy(2, 0, "a/b/3", "The Kesh", nowhere, nowhere)) == "The Kesh"
    assert named(Copy(2, 0, "tabla/by-rule/3", "by-rule", nowhere, nowhere)) == "tabla/by-rule/3"
    assert named(Copy(2, 0, "bach/bwv254", "bwv254", nowhere, nowhere)) == "bwv254"
    assert named(Copy(2, 0, "a/4", "", nowhere, nowhere)) == "a/4"


def test_json_says_it_all(gauge: Gauge) -> None:
    judged = beside(gauge, gauge.index.piece(0).content, OWN)
    found = to_json(judged, gauge.index, ["passed over: x"])
    assert [tune["identical"] for tune in found["tunes"]] == [gauge.index.ids[0], None]
    assert found["tunes"][0]["percentile"] == 1
    assert found["tunes"][0]["longest"]["source"]["bars"] == (1, 16)
    assert found["summary"]["tunes"] == 2
    assert found["notes"] == ["passed over: x"]


def test_the_page_shows_passages_and_colours_notes_that_are_there(gauge: Gauge) -> None:
    other = gauge.index.piece(3).content.split("\n")[6].split("|")
    mixed = OWN.replace("|A,6|", f"|{other[2]}|{other[3]}|A,6|")
    html = novelty_page(beside(gauge, mixed), gauge.index, gauge.humans)
    assert html.count('<section class="beside"') == 1
    assert "This tune, bars 5 to 6" in html
    (first,) = {rule for rule in html.split("<style>") if rule.startswith(":is(#t1-") and "--marked" in rule}
    for place in first[4 : first.index(")")].split(","):
        if place.startswith("#t1-"):
            assert f'id="{place[1:]}"' in html


def test_the_same_without_people(tmp_path: Path) -> None:
    (tmp_path / "one.abc").write_text(OWN, encoding="utf-8")
    index, humans = open_index(str(tmp_path / "one.abc"))
    (one,) = judge([subject(OWN)], index, humans)
    assert one.found.percentile is None
    assert "too small to tell" in line(one)
    assert "too few human tunes" in novelty_page([one], index, humans)
    assert summary([one]).above is None


def test_takes_that_copy_are_passed_over_and_others_keep_their_seeds(
    model: Model, gauge: Gauge, ngram_run: Path
) -> None:
    writer, refused = Writer.of(model.checkpoint), list[Refusal]()
    request = make_request(checkpoint=ngram_run, count=3, seed=1, novel=0.3)
    takes = [take for take in novel_takes(writer, request, gauge, refused.append) if isinstance(take, Take)]
    assert [refusal.seed for refusal in refused] == [1, 3]
    assert [take.seed for take in takes] == [2, 4, 5]
    plain = make_request(checkpoint=ngram_run, count=5, seed=1)
    texts = {take.seed: take.text for take in writer.write(plain) if isinstance(take, Take)}
    assert [take.text for take in takes] == [texts[seed] for seed in (2, 4, 5)]
    assert all(take.request == request for take in takes)
    assert all(refusal.percentile > 0.3 and refusal.source.startswith("Walk") for refusal in refused)
    assert str(refused[0]).startswith("seed 1: refused, it copies more than ")
    assert replay(takes[1]) == takes[1]
    assert [tune.take for tune in model.generate(count=3, seed=1, novel=0.3)] == takes


def test_all_are_new_enough_for_one(model: Model) -> None:
    assert [tune.take.seed for tune in model.generate(count=3, seed=1, novel=1)] == [1, 2, 3]


def test_when_nothing_is_new_it_says_how_near_it_came(
    model: Model, gauge: Gauge, ngram_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(self: Gauge, take: Take, codec: object, limit: float) -> Refusal | None:
        return None if take.seed == 5 else Refusal(take.seed, 0.99 - (take.seed == 9) * 0.4, 0.7, "Walk 1")

    monkeypatch.setattr(Gauge, "refuses", refuses)
    request = make_request(checkpoint=ngram_run, count=2, seed=4, novel=0.5, max_tokens=20)
    refused: list[Refusal] = []
    items = novel_takes(Writer.of(model.checkpoint), request, gauge, refused.append)
    found = next(item for item in items if isinstance(item, Take))
    with pytest.raises(NotNovelError, match=r"20 takes on end copy more than 50% .* seed 9, more than 59%"):
        list(items)
    assert found.seed == 5
    assert [refusal.seed for refusal in refused] == [4, *range(6, 6 + TRIES)]


def test_a_primer_is_not_counted(model: Model, gauge: Gauge) -> None:
    tune = gauge.index.piece(0).content
    primer = tune[tune.index("M:") : tune.index("|", tune.index("|:") + 20) + 1]
    (taken,) = model.generate(primer=primer, seed=2, rules="off")
    codec = Writer.of(model.checkpoint).codec
    whole, rest = read_melody(taken.take.piece), written(taken.take, codec)
    given = sum(sign in "ABCDEFGabcdefg" for sign in primer.partition("|:")[2])
    assert given > 6
    assert len(rest) == len(whole) - given
    assert rest.heights.tolist() == whole.heights[given:].tolist()


def test_a_melody_from_some_note_on() -> None:
    melody = read_melody(subject("X:1\nM:2/4\nL:1/8\nK:C\nCDEF|GABc|c4|]\n").piece)
    cut = after(melody, 2)
    assert cut.heights.tolist() == melody.heights[2:].tolist()
    assert cut.bars.tolist() == [0, 0, 1, 1, 1, 1, 2]
    assert cut.bar_keys.tolist() == [0, *melody.bar_keys[1:].tolist()]
    assert after(melody, 4).bar_keys.tolist() == melody.bar_keys[1:].tolist()
    assert after(melody, 0) is melody
    assert len(after(melody, 9)) == len(after(melody, 99)) == 0
    assert np.array_equal(cut.starts, [0, 7])


def test_what_cannot_be_measured_is_refused_with_a_cure(
    model: Model, gauge: Gauge, ngram_run: Path, tmp_path: Path
) -> None:
    config = model.checkpoint.config
    with pytest.raises(TunesmithError, match="does not say what it learned"):
        Gauge.of({})
    with pytest.raises(TunesmithError, match=r"--novel needs the corpus .*gone\.abc"):
        Gauge.of({"corpus": {"name": str(tmp_path / "gone.abc")}})
    with pytest.raises(TunesmithError, match="has changed since"):
        Gauge.of({"corpus": {**config["corpus"], "checksum": "0"}})
    request = make_request(checkpoint=ngram_run, novel=0.5, voices="soprano")
    with pytest.raises(TunesmithError, match="leave one of them out"):
        next(novel_takes(Writer.of(model.checkpoint), request, gauge))
    with pytest.raises(TunesmithError, match="novel: input should be greater than 0"):
        make_request(checkpoint=ngram_run, novel=0)
