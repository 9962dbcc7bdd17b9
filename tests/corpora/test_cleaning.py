"""What cleaning leaves out, with its place."""

from tunesmith.corpora.cleaning import clean
from tunesmith.corpora.corpus import Corpus, Dropped, Report, Split
from tunesmith.corpora.facts import describe
from tunesmith.music.piece import Piece


def pieces(*texts: str) -> list[Piece]:
    return [Piece(f"b/{n}", "", "abc", text, f"b.abc:{100 * n}") for n, text in enumerate(texts, 1)]


def jig(body: str, number: int = 1, title: str = "A jig", key: str = "D", rest: str = "") -> str:
    return f"X:{number}\nT:{title}\n{rest}M:6/8\nL:1/8\nK:{key}\n{body}"


def dropped(*texts: str, meter: str = "") -> list[tuple[str, str, str]]:
    kept, found = clean(pieces(*texts), meter)
    assert len(kept) + len(found) == len(texts)
    return [(item.id, item.source, item.reason) for item in found]


def test_sound_tunes_are_kept_in_order_with_their_trees() -> None:
    texts = [jig("DEF GAB|"), jig("A3 D3|"), jig("d3 A3|", key="Ador")]
    kept, found = clean(pieces(*texts))
    assert [piece.content for piece, _ in kept] == texts
    assert [tune.key.text for _, tune in kept] == ["D", "D", "Ador"]
    assert found == []


def test_the_same_music_is_kept_once() -> None:
    again = jig("DEF  GAB |", number=7, title="By another name", rest="R:jig\nZ:another hand\n")
    assert dropped(jig("DEF GAB|"), again, jig("DEF GAB|", key="G"), jig("DEF GAd|")) == [
        ("b/2", "b.abc:200", "duplicate")
    ]


def test_the_duplicate_names_the_first() -> None:
    _, found = clean(pieces(jig("DEF|"), jig("DEF|")))
    assert str(found[0]) == "b.abc:200: the same music as b/1 [duplicate]"


def test_the_line_is_that_of_the_fault() -> None:
    two_voices, cut_tuplet = jig("DEF|\n[V:2] D3|\n"), jig("DEF|\nGAB|(3A|d3|")
    no_key = "X:1\nT:a\nM:6/8\nDEF|"
    assert dropped(two_voices, cut_tuplet, jig("DEF", key="Zz"), jig("z6|z6|"), no_key) == [
        ("b/1", "b.abc:106", "voices-ignored"),
        ("b/2", "b.abc:206", "tuplet-cut"),
        ("b/3", "b.abc:304", "key-unknown"),
        ("b/4", "b.abc:400", "no-notes"),
        ("b/5", "b.abc:502", "key-missing"),
    ]


def test_marks_that_are_not_understood_cost_no_tune() -> None:
    assert dropped(jig("DEF GAB|*DEF GAB|(DEF GAB|!fun!ABc def|")) == []


def test_only_the_wanted_metre() -> None:
    slip = jig("DEF GAB ABc|").replace("M:6/8", "M:9/8 % some bar it in 6/8")
    assert dropped(jig("DEF GAB|"), slip, jig("DEF|[M:9/8]DEF|"), meter="6/8") == [
        ("b/2", "b.abc:200", "metre")
    ]


def test_facts_by_hand() -> None:
    some = pieces(jig("DEF z3|[FA]3 d3|"), jig("A3 A,3|", key="Am"), jig("D3|"), jig("E3|"), jig("F3|"))
    corpus = Corpus(
        name="b",
        title="Book",
        pieces=tuple(some),
        source="b.abc",
        licence="none",
        non_commercial=False,
        checksum="00",
        report=Report(7, (Dropped("b/8", "b.abc:800", "metre", ""), Dropped("", "c.abc", "unreadable", ""))),
        groups=(("b/1", "b/3"), ("b/4", "b/5")),
        split=Split("plain", frozenset({"b/3", "b/4", "b/5"})),
    )
    facts = describe(corpus)
    assert (facts.read, facts.pieces, facts.train, facts.held_out) == (7, 5, 2, 3)
    assert facts.dropped == {"metre": 1, "unreadable": 1}
    assert (facts.near_duplicates, facts.near_duplicate_groups, facts.straddling) == (4, 2, 1)
    assert facts.notes == 5 + 2 + 3
    assert facts.characters == sum(len(piece.content) for piece in some)
    assert facts.distinct_characters == len(set("".join(piece.content for piece in some)))
    assert facts.meters == {"6/8": 5}
    assert facts.keys == {"D major": 4, "A minor": 1}
    assert facts.to_json()["keys"] == facts.keys
