"""Tabla bol by bol: what is held comes back exactly, and no unsound piece can be written."""

import random
from functools import cache

import numpy as np
import pytest

from tunesmith.codecs.bol_landing import Landing
from tunesmith.codecs.bols import Bols
from tunesmith.codecs.registry import codec_from_json, find_codec
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece
from tunesmith.music.tabla.check import check
from tunesmith.music.tabla.compositions import compositions
from tunesmith.music.tabla.text import read

KAIDA = """title: The first one
tala: tintal   laya: 90   form: kaida
theme:  dha dha tete | dha dha tin na | ta ta tete | dha dha dhin na
variation @2: dha dha dha dha dha dha tete | dha dha tete dha dha tin na
  ta ta ta ta ta ta tete dha dha tete dha dha dhin na
tihai: ( dha dha tete dha - ) x3
"""
TALAS = ("teental", "jhaptal", "ektal", "rupak", "dadra", "keherwa", "deepchandi", "dhamar")


@cache
def corpus() -> list[Piece]:
    return [Piece(f"tabla/{place}", "", "tabla", text, "") for place, text in enumerate(compositions())]


@cache
def learned() -> Bols:
    return Bols.learn(corpus())


def piece(text: str) -> Piece:
    return Piece("", "", "tabla", text, "")


def uniform(controls: Controls, seed: int) -> list[str]:
    """What a model writes that likes everything alike."""
    grammar, chance = learned().grammar(controls), random.Random(seed)
    state, ids = grammar.start(), list[int]()
    while not grammar.done(state):
        ids.append(chance.choice(np.flatnonzero(grammar.allowed(state)).tolist()))
        state = grammar.advance(state, ids[-1])
        assert len(ids) < 5_000
    return learned().tokens(ids)


def is_sound(words: list[str]) -> None:
    written = learned().decode(words)
    composition, problems = read(written.content)
    assert [*problems, *check(composition)] == [], written.content
    assert learned().encode(written) == words


def test_words_by_hand() -> None:
    words = learned().encode(piece(KAIDA))
    assert words[:8] == ["tala:teental", "laya:90", "form:kaida", "theme", "dha", "dha", "tete=2", "dha"]
    assert words[words.index("variation@2") + 1 :][:2] == ["dha=1/2", "dha=1/2"]
    assert words[-8:] == ["(", "dha", "dha", "tete=2", "dha", "-", ")x3", "end"]


def test_what_is_held() -> None:
    text = learned().quantize(piece(KAIDA)).content
    assert text.startswith("tala: teental   laya: 90   form: kaida\ntheme: dha dha tete | dha dha tin na |")
    assert "The first one" not in text
    assert text.count("|") == 3 + 3  # the variation has the lines that were left out
    for broken in ("tala: none\ntheme: dha", "tala: teental\ntheme: dha xyz", "tala: dadra\n", ""):
        with pytest.raises(TunesmithError):
            learned().encode(piece(broken))


def test_round_trip() -> None:
    codec = learned()
    for one in corpus()[::15]:
        words, held = codec.encode(one), codec.quantize(one)
        assert codec.decode(words) == held
        assert codec.encode(held) == words
        assert codec.quantize(held) == held
    again = codec_from_json(codec.to_json())
    assert again.vocabulary == codec.vocabulary
    assert find_codec("bol", "tabla") == "bol.v1"


def accepted(pieces: list[Piece]) -> float:
    codec = learned()
    grammar, kept = codec.grammar(Controls()), 0
    for one in pieces:
        state = grammar.start()
        for token in codec.ids(codec.encode(one)):
            if not grammar.allowed(state)[token]:
                break
            state = grammar.advance(state, token)
        else:
            assert grammar.done(state)
            kept += 1
    return kept / len(pieces)


def test_the_corpus_is_accepted() -> None:
    """But for what need not be written: tete that a vibhag parts in one half, a theme that begins silent."""
    assert accepted(corpus()[::30]) > 0.95  # one in thirty: three of them


@pytest.mark.long
def test_all_of_the_corpus_is_accepted() -> None:
    assert accepted(corpus()) > 0.985  # 2,368 of 2,382


@pytest.mark.parametrize("form", ["theka", "kaida", "rela", "mukhda", "tukda", "tihai", "chakradar"])
def test_uniform_samples_are_sound(form: str) -> None:
    for seed in range(6):
        words = uniform(Controls.read(form=form), seed)
        assert f"form:{form}" in words
        is_sound(words)


def test_a_theka_leads_on() -> None:
    """After a part of the theka that no tihai can follow there is no second one, which comes back there."""
    words = uniform(Controls.read(tala="teental"), 311)  # it came to a dead end
    is_sound(words)


@pytest.mark.long
@pytest.mark.parametrize("tala", TALAS)
def test_a_thousand_uniform_samples_of_a_tala(tala: str) -> None:
    for seed in range(1000):
        is_sound(uniform(Controls.read(tala=tala), seed))


def test_demands() -> None:
    words = uniform(Controls.read(tala="Rupaktal", form="kaida", laya=120, variations=4), 3)
    assert words[:3] == ["tala:rupak", "laya:120", "form:kaida"]
    assert sum(word.startswith("variation") for word in words) == 4
    is_sound(words)
    for demand, says in (
        ({"tala": "tintaal"}, "did you mean teental"),
        ({"laya": 91}, "--laya 91: this model knows 30, 35"),
        ({"form": "sonata"}, "--form sonata: this model knows"),
        ({"form": "tihai", "variations": 2}, "--variations is for --form kaida or rela"),
        ({"key": "D"}, "--key cannot be kept"),
    ):
        with pytest.raises(TunesmithError, match=says):
            learned().grammar(Controls.read(**demand))  # type: ignore[arg-type]
    with pytest.raises(TunesmithError, match="no tala"):
        Bols(["end", "dha", "laya:90", "form:theka", "theka"]).grammar(Controls())


def test_where_tihais_land() -> None:
    """dha dha tete dha, 5 matras, from sam in 16: 2 of rest after each, so 5 + 2 + 5 + 2 + 5 = 19."""
    landing = Landing(16, [1, 2], [1], 24, 4)
    assert not landing.lands(0, 5, 4)
    assert landing.lands(0, 6, 4)  # 2 times 6 and 4 are 16
    assert landing.rest_needed(-(2 * 5 + 4)) == 1
    assert not Landing(16, [2], [2], 24, 4).rested(-(2 * 5 + 4))
    assert landing.lands_within(0, 3, 4, 3, 2) == landing.rested(-(9 + 32 + 3))
    assert not Landing(7, [2], [], 8, 4).can(0, 0, -1) or Landing(7, [2], [], 8, 4).lands(0, 2, 0)


def test_places() -> None:
    words = learned().encode(piece(KAIDA))
    places = learned().places(words)
    feature = {feature.name: feature.values for feature in places.features}
    first = words.index("theme") + 1
    assert places.beats[first : first + 4].tolist() == [0, 1, 2, 4]
    assert feature["the bass rings"][first : first + 3].tolist() == [1, 1, 0]
    assert feature["khali"][first + 6 : first + 8].tolist() == [0, 1]
    assert places.bars[words.index("variation@2") + 1] == 1
    assert places.kinds[-4:] == ("bol", "rest", "repeat", "end")


def test_any_words_are_read() -> None:
    for seed in range(60):
        words = [*random.Random(seed).choices(learned().vocabulary, k=120), "nonsense", "dha=1/0", ")x99"]
        written = learned().decode([word for word in words if word != "end"])
        learned().places(words)
        assert notation("tabla").problems(written.content) is not None


def told(text: str) -> dict[str, list[int]]:
    """The four features, each for every word: what the model knows when it writes that one."""
    codec = learned()
    ids = codec.ids(codec.encode(piece(text)))
    rows = [[0, 0, 0, 0], *codec.features(ids).tolist()]
    return dict(zip(("place", "lacking", "back", "theme"), zip(*rows[:-1], strict=True), strict=True))  # type: ignore[arg-type]


def test_what_the_model_is_told() -> None:
    """In a kaida of teental: the place in quarter matras, the theme's bols, the bhari half's."""
    codec, words = learned(), learned().encode(piece(KAIDA))
    features = told(KAIDA)
    places = [0, 1, 1, 1, 1, 5, 9, 17]  # tala laya form theme, dha dha tete dha: at 0, 1, 2 and 4 matras
    assert list(features["place"][:8]) == places
    khali = words.index("ta")
    assert [codec.vocabulary[i - 1] for i in features["back"][khali : khali + 3]] == ["dha", "dha", "tete=2"]
    varied = words.index("variation@2")
    assert [codec.vocabulary[i - 1] for i in features["theme"][varied + 1 : varied + 2]] == ["dha"]
    assert set(features["theme"][:varied]) == {0}


def test_what_a_tihai_lacks() -> None:
    """( dha dha tete dha - ) x3 from sam in 16: five matras, the last bol at 4, lack 2; with the rest, 0."""
    text = "tala: teental\nform: tihai\ntihai: ( dha dha tete dha - ) x3\n"
    features, words = told(text), learned().encode(piece(text))
    opened = words.index("(")
    steps = list(features["lacking"][opened + 1 : words.index(")x3") + 1])
    # after dha 2, dha dha 2 2 + 1, tete 2 4 + 2, dha 2 5 + 4, the rest 2 6 + 4, in quarter matras from 1
    assert steps == [0, *(1 + 4 * ((-falls) % 16) for falls in (2, 5, 10, 14, 16))]
    assert features["lacking"][words.index(")x3") + 1] == 0
    text = "tala: dadra\nform: chakradar\nchakradar: ( dha ( dha - ) x3 - - ) x3\n"
    features, words = told(text), learned().encode(piece(text))
    # one matra, ( two ) x3, two: nine each; the last bol at 1 + 4 of the third, so at 18 + 5 = 23
    assert features["lacking"][words.index(")x3", words.index(")x3") + 1)] == 1 + 4 * ((-23) % 6)


def test_features_take_any_words() -> None:
    codec, chance = learned(), random.Random(1)
    ids = [chance.randrange(len(codec.vocabulary)) for _ in range(20_000)]
    features = codec.features(ids)
    assert (features < np.array(codec.sides)).all()
