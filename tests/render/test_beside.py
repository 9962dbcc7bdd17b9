"""The page of tunes beside a corpus: scales, rolls, scores in two colours."""

import re
from html.parser import HTMLParser

from tunesmith.render.beside import Card, Passage, Row, Score, Table, write_beside
from tunesmith.render.page import PageTune
from tunesmith.render.scale import BINS, WIDTH, Scale, histogram, scale
from tunesmith.render.strip import NOTE, Strip, Tone, strip

HOSTILE = "</p><script>alert(1)</script>"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9px" height="9px"><g id="n1"><path d="M0 0h1"/></g>'
    '<g id="n2"/><g id="n3"/></svg>'
)


class Page(HTMLParser):
    """Tags must nest; ids are kept, and the number of each kind of tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in ("meta", "link", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tune(title: str) -> PageTune:
    return PageTune(title, SVG, [(0.0, 1.0, "n1")], b"\xff\xfb", "X:1\nK:C\nC|\n", b"MThd")


def card(title: str = "Mine", **changes: object) -> Card:
    given: dict[str, object] = {
        "title": title,
        "place": "mine.abc",
        "verdict": "It copies more than 37 of 100 human tunes do.",
        "warning": "",
        "scales": [Scale("Copied", 0.5, "50%", "more than 37 of 100", [0.1, 0.9], 1.0)],
        "passages": [Passage("This tune, bar 1", SVG, ["n1"]), Passage("Theirs, bar 4", SVG, ["n2"])],
        "take": Score("This tune", tune("Mine"), ["n1"], ["n1", "n2"]),
        "source": Score("Theirs", tune("Theirs"), ["n3"]),
        "nearest": "“Other” is near.",
        "strip": Strip([Tone(0, 12, 60, 1)], [Tone(0, 12, 60, 1)], [(0, 0, True)], ("Mine", "Other")),
        "neighbour": Score("Other", None),
    }
    return Card(**(given | changes))  # type: ignore[arg-type]


def page(*cards: Card, table: Table | None = None) -> str:
    return write_beside(cards, table, title="T", subtitle="S", facts={}, notes=[HOSTILE])


def test_the_run_has_one_colour_and_the_other_shared_bars_another() -> None:
    html = page(card())
    rules = re.findall(r"<style>:is\(([^)]*)\):not\(\.sounding\) \{ color: var\((--\w+)\)", html)
    assert ("#t1-n1,#t1n-n1", "--marked") in rules
    assert ("#t1-n2,#t1n-n2", "--shared") in rules  # n1 is in a shared bar too, and in the run
    assert ("#t2-n3,#t2n-n3", "--marked") in rules
    assert ("#p1-0-n1", "--marked") in rules
    assert ("#p1-1-n2", "--marked") in rules
    assert len(rules) == 5


def test_ids_are_there_once_and_what_is_coloured_exists() -> None:
    html = page(card("A"), card("B"))
    found = Page(html).ids
    assert len(found) == len(set(found))
    assert {"t1-n1", "t2-n3", "t4-n1", "t5-n3", "p1-0-n1", "p2-1-n2", "beside-1", "beside-2"} <= set(found)


def test_nothing_that_is_told_can_run() -> None:
    hostile = card(HOSTILE, place=HOSTILE, verdict=HOSTILE, warning=HOSTILE, nearest=HOSTILE)
    rows = [Row(HOSTILE, HOSTILE, 1, [HOSTILE]), Row("B", "b.abc", 0, ["1"])]
    html = page(hostile, table=Table(["tune", HOSTILE], rows))
    tags = Page(html).tags
    assert tags.count("script") == 1 + 2  # the player, and the timeline of either score
    assert "<script>alert" not in html
    assert 'href="#beside-1"' in html
    assert "#beside-0" not in html
    assert "default-src 'none'" in html


def test_an_option_is_not_broken_and_what_cannot_be_written_down_is_said() -> None:
    html = page(card(warning="leave it out with --exclude a/1"))
    assert '<span class="option">--exclude</span> a/1' in html
    assert "It cannot be written down in notes." in html


def test_the_histogram_counts_everything_once() -> None:
    counts = histogram([0.0, 0.5, 0.999, 1.0, float("nan")], 1.0)
    assert len(counts) == BINS
    assert (counts[0], counts[BINS // 2], counts[-1], sum(counts)) == (1, 1, 2, 4)


def test_the_mark_stands_where_the_value_is() -> None:
    drawn = scale(Scale("Longest run", 7, "7 notes", "rank", [1, 14], 14.0, ("0", "14 notes")))
    assert f'class="mark" d="M{WIDTH / 2:.1f} ' in drawn
    assert 'aria-label="Longest run: 7 notes, rank"' in drawn
    assert f'cx="{WIDTH - 1:.1f}"' in scale(Scale("Run", 99, "", "", [1], 14.0))  # beyond the scale


def test_lines_join_what_is_the_same_and_the_tunes_lie_along_each_other() -> None:
    above = [Tone(0, 12, 60, 1), Tone(12, 24, 62, 1), Tone(36, 12, 64, 2)]
    below = [Tone(0, 96, 50, 0), Tone(96, 12, 62, 7), Tone(108, 24, 40, 7), Tone(132, 12, 52, 8)]
    drawn = strip(Strip(above, below, [(1, 1, True), (2, 2, False)], ("Mine", "Theirs")))
    assert drawn.count('class="alike"') == 2
    assert drawn.count("M") == 2  # one line, and the name
    assert "Mine above, Theirs below: 1 note is the same" in drawn
    bars = re.findall(r">(\d+)</text>", drawn)
    assert bars == ["1", "2", "7"]  # of the one below only what lies beside the other
    own, other = re.findall(r'class="alike" x="([\d.]+)"', drawn)
    assert own == other == f"{NOTE + 2:.1f}"


def test_strokes_and_nothing_in_common() -> None:
    bols = [Tone(0, 12, 130, 1), Tone(12, 12, 999, 1), Tone(24, 12, 130, 1)]
    drawn = strip(Strip(bols, bols, [(0, 0, True), (1, 1, True), (2, 2, True)], ("A", "B")))
    assert len(set(re.findall(r' y="([\d.]+)" width', drawn))) == 4  # two heights in either row
    assert strip(Strip(bols, bols, [], ("A", "B"))) == ""
