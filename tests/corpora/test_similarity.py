"""The same tune in another key or setting is found; another tune is not."""

import random
import re
from collections.abc import Iterable
from itertools import combinations

import pytest

from tunesmith.corpora import similarity
from tunesmith.corpora.corpus import Corpus
from tunesmith.corpora.load import load_corpus
from tunesmith.corpora.similarity import melody, near_duplicates
from tunesmith.music.abc.parser import parse

HEAD = "X:1\nT:a\nM:6/8\nL:1/8\nK:{}\n"
CHANCE = random.Random(3)


def walk(notes: int) -> list[int]:
    """A random melody as heights on the staff."""
    place, heights = 7, []
    for _ in range(notes):
        place = min(14, max(0, place + CHANCE.choice((-3, -2, -1, 1, 2, 3))))
        heights.append(place)
    return heights


def abc(heights: list[int], key: str = "C", length: str = "", up: int = 0) -> str:
    names = "CDEFGABcdefgabc'd'e'f'g'a'b'"
    letters = re.findall("[A-Ga-g]'?", names)
    return HEAD.format(key) + " ".join(letters[height + up] + length for height in heights) + "|\n"


def groups(*texts: str) -> list[list[int]]:
    return near_duplicates([melody(parse(text)) for text in texts])


def test_a_melody_is_its_steps_from_note_to_note() -> None:
    assert list(melody(parse(HEAD.format("D") + "C E2 | c3/2 [GB] z {f}A- | A A\n"))) == [
        130,
        133,
        127,
        127,
        128,
    ]


def test_transposition_note_lengths_and_accidentals_do_not_matter() -> None:
    tune, other = walk(60), walk(60)
    assert groups(
        abc(tune),
        abc(other),
        abc(tune, key="G", length="3/2", up=4),
        abc(tune, key="Cm"),
    ) == [[0, 2, 3]]


def test_a_setting_with_changed_notes_is_found() -> None:
    tune = walk(90)
    setting = [height + (index % 13 == 5) for index, height in enumerate(tune)]
    assert groups(abc(tune), *(abc(walk(90)) for _ in range(50)), abc(setting, up=2)) == [[0, 51]]


def test_a_part_in_common_is_enough() -> None:
    part, one, other = walk(40), walk(40), walk(40)
    assert groups(abc(part + one), abc(other + part)) == [[0, 1]]


def test_a_cadence_in_common_is_not_enough() -> None:
    cadence = walk(12)
    assert groups(*(abc(walk(60) + cadence) for _ in range(20))) == []


def test_nor_is_it_where_the_tunes_are_short() -> None:
    songs = []
    for _ in range(20):
        cadence = walk(14)
        songs += [abc(walk(25) + cadence), abc(walk(25) + cadence)]
    assert groups(*songs) == []


def test_being_alike_is_passed_on() -> None:
    a, b, c = walk(40), walk(40), walk(40)
    assert groups(abc(a), abc(walk(80)), abc(a + b), abc(b + c), abc(c)) == [[0, 2, 3, 4]]


def test_a_hundred_copies_are_one_group() -> None:
    tune = abc(walk(60))
    assert groups(*[tune] * 100) == [list(range(100))]


def test_tunes_without_music_are_alike_to_none() -> None:
    assert groups() == []
    assert groups(HEAD.format("C"), HEAD.format("C")) == []
    assert groups(abc(walk(60)), HEAD.format("C")) == []


def title_words(title: str) -> str:
    plain = re.sub(r"[^a-z ]", "", re.sub(r"--.*|\bthe\b|\ba\b", "", title.lower()))
    return " ".join(plain.split())


def test_equal_titles_in_two_collections_confirm_the_pairs(jigs: Corpus) -> None:
    """Titles know nothing of notes: they agree for 1 in 5 of the pairs found, 1 in 6,500 of all."""
    titles = {piece.id: title_words(piece.title) for piece in jigs.pieces}

    def agreement(pairs: Iterable[tuple[str, str]]) -> tuple[int, int]:
        across = [(a, b) for a, b in pairs if a.partition("/")[0] != b.partition("/")[0]]
        return sum(titles[a] == titles[b] for a, b in across), len(across)

    same, found = agreement(pair for group in jigs.groups for pair in combinations(group, 2))
    every, pairs = agreement(combinations(titles, 2))
    assert found > 100
    assert same / found > 500 * every / pairs
    assert same / every > 0.6  # the rest are mostly other tunes of the same name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # The Irish Washerwoman of Ryan and of Aird
        ("ryans/IrishWashWomanJig/1", "airds/book4/0619"),
        # O'Neill's Kelly the Rake is Ryan's Moll in the Wad
        ("oneills/0732-0758_mh/736", "ryans/MollInTheWadJig/1"),
        # O'Neill's The King of the Rath is Ryan's Rub the Bag, in another key
        ("oneills/1801-1850/1808", "ryans/RubTheBagJig/1"),
        # O'Neill's Miss Monroe's Jig is Aird's Mrs Spens Monro's Jig
        ("oneills/0981-1000/982", "airds/book4/0622"),
    ],
)
def test_pairs_found_by_ear(jigs: Corpus, one: str, other: str) -> None:
    assert any(one in group and other in group for group in jigs.groups)


@pytest.mark.long
@pytest.mark.parametrize(("name", "largest"), [("folk", 20), ("essen", 20)])
def test_no_group_swallows_a_collection(name: str, largest: int) -> None:
    assert max(map(len, load_corpus(name).groups)) <= largest


def test_a_part_of_the_runs_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    tunes = [walk(200) for _ in range(60)]
    settings = [[height + (index % 17 == 5) for index, height in enumerate(tune)] for tune in tunes[:30]]
    texts = [abc(tune) for tune in (*tunes, *settings)]
    pairs = [[index, 60 + index] for index in range(30)]
    assert groups(*texts) == pairs
    monkeypatch.setattr(similarity, "MOST_RUNS", 90 * 200 // 4)  # one run in five is looked at
    assert groups(*texts) == pairs
