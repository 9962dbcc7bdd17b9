"""The page is read as a browser reads it: by an HTML parser, then by following what it refers to."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from tunesmith.errors import TunesmithError
from tunesmith.render.inline_svg import inline_svg
from tunesmith.render.page import PageTune, write_page

VOID = {"meta", "link", "input"}
XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
SVG = f"""<svg {XMLNS} xmlns:xlink="http://www.w3.org/1999/xlink" width="120px" height="40px">
  <defs><g id="head"><path d="M0 0h3v2z"/></g></defs>
  <style>#sheet path {{stroke: currentColor}} #unknown {{fill: none}}</style>
  <g id="sheet"><g id="n1" class="note"><use xlink:href="#head"/></g>
  <g id="n2" class="note"><use href="#head" fill="#fff"/></g>
  <text x="4"><tspan>Am</tspan> <tspan>&lt;7&gt;</tspan></text></g>
</svg>"""
TIMELINE = [(0.0, 0.25, "n1"), (0.25, 0.5, "n2"), (0.5, 0.75, "n1"), (0.75, 1.0004, "n2")]  # repeated
HOSTILE = """</script></title><script>alert(1)</script><b x='"$title">"""


def tune(title="The Butterfly", **changes):
    given = {
        "title": title,
        "svg": SVG,
        "timeline": TIMELINE,
        "mp3": b"\xff\xfb sound",
        "abc": f"X:1\nT:{title}\nK:Am\nA<B & c>d|\n",
        "midi": b"MThd\x00",
        "facts": {"temperature": "0.8", "seed": "7"},
    }
    return PageTune(**(given | changes))


class Page(HTMLParser):
    """Every element with its attributes and the text directly within it."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(html)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if self.open:
            self.open[-1][2].append(data)

    def all(self, tag, **attributes):
        return [
            (attrs, "".join(text))
            for name, attrs, text in self.elements
            if name == tag and attributes.items() <= attrs.items()
        ]


def decoded(uri):
    kind, _, data = uri.partition(";base64,")
    return kind, base64.b64decode(data, validate=True)


@pytest.fixture
def html():
    tunes = [tune(), tune(HOSTILE, narrow_svg=SVG)]
    return write_page(tunes, title="Two jigs", subtitle="new", facts={"corpus": "jigs"})


def test_nothing_is_loaded_from_anywhere(html):
    for _, attrs, _ in Page(html).elements:
        for name in ("src", "href", "xlink:href", "action", "srcset", "poster"):
            assert attrs.get(name, "#").startswith(("data:", "#")), (name, attrs[name][:60])
    namespaces = set(re.findall(r"https?:[^\s\"'<>]+", html))
    assert namespaces <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "@import" not in html
    assert "url(" not in html


def test_the_policy_allows_our_script_and_no_other(html):
    page = Page(html)
    [(policy, _)] = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
    [(_, script)] = page.all("script", type="module")
    fingerprint = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy["content"].startswith(f"default-src 'none'; script-src 'sha256-{fingerprint}';")
    assert "unsafe-inline" not in policy["content"].split("style-src")[0]


def test_sound_and_files_come_out_as_they_went_in(html):
    page = Page(html)
    sounds = [decoded(attrs["src"]) for attrs, _ in page.all("audio")]
    assert sounds == [("data:audio/mpeg", b"\xff\xfb sound")] * 2
    files = [(attrs["download"], *decoded(attrs["href"])) for attrs, _ in page.all("a")]
    assert files[:2] == [
        ("the-butterfly.abc", "data:text/vnd.abc;charset=utf-8", tune().abc.encode()),
        ("the-butterfly.mid", "data:audio/midi", b"MThd\x00"),
    ]
    assert [text for _, text in page.all("pre")] == [tune().abc, tune(HOSTILE).abc]


def test_every_time_has_its_note_in_every_engraving(html):
    page = Page(html)
    ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    timelines = [json.loads(text) for _, text in page.all("script", type="application/json")]
    assert timelines[0] == [[0.0, 0.25, "n1"], [0.25, 0.5, "n2"], [0.5, 0.75, "n1"], [0.75, 1.0, "n2"]]
    prefixes = [attrs["data-prefix"] for attrs, _ in page.all("div") if "data-prefix" in attrs]
    assert prefixes == ["t1-", "t2-", "t2n-"]
    for prefix in prefixes:
        assert {f"{prefix}{note}" for _, _, note in timelines[0]} <= set(ids)


def test_hostile_text_stays_text(html):
    page = Page(html)
    assert HOSTILE in [text for _, text in page.all("h2")]
    assert len(page.all("script")) == 3  # two timelines and ours
    assert not page.all("b")
    hostile = tune(facts={HOSTILE: HOSTILE}, timeline=[(0, 1, HOSTILE)])
    again = Page(write_page([hostile], title=HOSTILE, subtitle=HOSTILE, facts={HOSTILE: HOSTILE}))
    assert [text for _, text in again.all("title")] == [HOSTILE]
    assert [text for _, text in again.all("dd")] == [HOSTILE] * 2
    assert json.loads(again.all("script", type="application/json")[0][1]) == [[0, 1, HOSTILE]]
    assert len(again.all("script")) == 2


def test_every_control_has_a_name(html):
    page = Page(html)
    for attrs, text in page.all("button") + page.all("input") + page.all("a"):
        assert attrs.get("aria-label") or text.strip()
    assert page.all("div", role="img")[0][0]["aria-label"] == "Score of The Butterfly"
    assert page.all("html")[0][0]["lang"] == "en"


def test_facts_are_told(html):
    page = Page(html)
    told = list(zip((t for _, t in page.all("dt")), (t for _, t in page.all("dd")), strict=True))
    assert told == [("corpus", "jigs"), *[("temperature", "0.8"), ("seed", "7")] * 2]


def test_a_page_without_tunes_and_one_of_a_hundred():
    assert "No tunes" in write_page([], title="No tunes")
    assert len(Page(write_page([tune()] * 100, title="Many")).all("article")) == 100


@pytest.mark.parametrize(
    ("title", "name"),
    [("Ó Cáit's Jig, No. 2", "o-caits-jig-no-2"), ("雪", "tune-1"), ("../../etc/passwd", "etc-passwd")],
)
def test_files_are_named_after_the_tune(title, name):
    assert f'download="{name}.mid"' in write_page([tune(title)], title="x")


def test_inline_svg_prefixes_ids_and_what_refers_to_them():
    svg = inline_svg(SVG, "t1-")
    assert set(re.findall(r' id="([^"]+)"', svg)) == {"t1-head", "t1-sheet", "t1-n1", "t1-n2"}
    assert svg.count('href="#t1-head"') == 2
    assert "#t1-sheet path" in svg
    assert "#unknown" in svg
    assert 'fill="#fff"' in svg
    assert "<tspan>Am</tspan> <tspan>&lt;7&gt;</tspan>" in svg


def test_inline_svg_scales_with_its_column():
    svg = inline_svg(SVG, "t1-")
    root = svg[: svg.index(">")]
    assert 'viewBox="0 0 120 40"' in root
    assert "width" not in root
    assert 'viewBox="0 0 9 9"' in inline_svg(f'<svg {XMLNS} viewBox="0 0 9 9"/>', "a")


def test_a_broken_svg_is_named():
    with pytest.raises(TunesmithError, match="not well-formed"):
        write_page([tune(svg="<svg><g></svg>")], title="x")
