"""The page of explained units."""

from html.parser import HTMLParser

from tunesmith.render.units import Snippet, UnitCard, UnitTable, write_units

HOSTILE = "</code><script>alert(1)</script>"


class Page(HTMLParser):
    """Tags must nest; texts are kept by the tag around them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.append((self.open[-1], data))


def page() -> str:
    strong = Snippet(HOSTILE, 3, ["A", HOSTILE, "\n"], [0.5, 1.0, -0.25], 1)
    weak = Snippet("A tune", -1, ["K", ":"], [0.0, -0.5], 1)
    card = UnitCard("1:23", "pitch: correlation +0.93", [strong], [weak])
    table = UnitTable(["feature", "unit"], [["pitch", "1:23"], [HOSTILE, "0:1"]])
    return write_units([card], table, {"model": HOSTILE})


def test_everything_stands_there_and_nothing_runs() -> None:
    found = Page(page()).texts
    assert ("h2", "Unit 1:23") in found
    assert ("p", "pitch: correlation +0.93") in found
    assert ("span", HOSTILE) in found
    assert ("span", f"+1.00, {HOSTILE}, bar 3") in found
    assert ("span", "-0.50, A tune") in found
    assert ("th", HOSTILE) in found
    assert sum(tag == "script" for tag, _ in found) == 1


def test_the_colour_is_the_value_over_the_largest() -> None:
    html = page()
    assert "var(--fires) 100%,transparent" in html
    assert "var(--fires) 50%,transparent" in html
    assert "var(--rests) 25%,transparent" in html
