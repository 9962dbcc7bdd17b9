"""Read as a browser would: tags nest, texts are where they belong, nothing comes from outside."""

import re
from html.parser import HTMLParser

import pytest

from tunesmith.render.page import PageTune, asset
from tunesmith.render.plot_figure import rows_of
from tunesmith.render.plots import Bars, Dots, Series
from tunesmith.render.report import Headline, Items, Notes, Plots, Section, Text, write_report
from tunesmith.render.table import Cell, Table, table_html

HOSTILE = '</style><script>alert("1")</script>'
VOID = {"meta", "link", "input", "source", "br"}


class Page(HTMLParser):
    """Tags must nest; texts are kept with the classes and the tag around them."""

    def __init__(self, html):
        super().__init__()
        self.open, self.texts, self.tags, self.ids = [], [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
        if tag not in VOID:
            self.open.append((tag, given.get("class", "")))

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if self.open and data.strip():
            self.texts.append((*self.open[-1], data.strip()))


def bars(title="Loss by kind", names=("model", "n-gram")):
    series = [Series(name, [1, 2]) for name in names]
    return Bars(title=title, categories=["note", "bar"], series=series, note="Notes cost most.")


def page(**changes):
    table = Table(
        ["", "model", "n-gram"],
        [["bits", Cell("1.24", "1.21 to 1.27", best=True), "1.61"], ["seen", "12 %", Cell("–")]],
        title="Held-out tunes",
        notes=["68 tunes."],
    )
    blocks = [
        table,
        Plots([bars()], "Where it is lost"),
        Text("A paragraph."),
        Items([("Repeats:", "too few"), ("", HOSTILE)], "What gives it away"),
        Notes([("Bits.", "Lower is better.")]),
    ]
    sections = [
        Section("How good", "It is good.", blocks),
        Section(HOSTILE, HOSTILE),
        Section("How new", "New."),
    ]
    given = {"headlines": [Headline("1.24", "bits per character", [("n-gram", "1.61")], "1.21 to 1.27")]}
    return write_report("Report", "Of a run", {"corpus": HOSTILE}, sections, **(given | changes))


def tune(title="A jig"):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><g id="n1"/></svg>'
    return PageTune(title, svg, [(0, 1, "n1")], b"mp3", "X:1\n", b"midi")


def test_everything_stands_where_it_belongs():
    texts = Page(page(notices=["Three tunes have a twin."])).texts
    for expected in [
        ("h1", "", "Report"),
        ("p", "notice", "Three tunes have a twin."),
        ("p", "value", "1.24"),
        ("dt", "", "n-gram"),
        ("dd", "", "1.61"),
        ("span", "interval", "1.21 to 1.27"),
        ("h2", "", "How good"),
        ("p", "lead", "It is good."),
        ("h3", "", "Held-out tunes"),
        ("p", "note", "68 tunes."),
        ("h3", "", "Where it is lost"),
        ("figcaption", "", "Loss by kind"),
        ("p", "note", "Notes cost most."),
        ("p", "text", "A paragraph."),
        ("strong", "", "Repeats:"),
        ("summary", "", "How to read this"),
        ("p", "", "Lower is better."),
    ]:
        assert expected in texts, expected
    assert sum(tag == "h2" for tag, _, _ in texts) == 3


def test_nothing_of_a_name_is_taken_for_html_and_nothing_is_loaded():
    html = page()
    found = Page(html)
    assert ("h2", "", HOSTILE) in found.texts
    assert ("p", "lead", HOSTILE) in found.texts
    assert sum(tag == "script" for tag, _ in found.tags) == 1
    (policy,) = [given["content"] for tag, given in found.tags if given.get("http-equiv")]
    assert policy.startswith("default-src 'none'")
    for _, given in found.tags:
        for name in ("src", "href", "xlink:href"):
            assert given.get(name, "#").startswith(("#", "data:"))
    assert not re.search(r"url\((?!#)", html)


def test_the_same_figures_give_the_same_bytes():
    assert page() == page()


def test_figures_stand_in_columns_with_their_intervals_beside_them():
    texts = Page(page()).texts
    assert ("th", "number", "model") in texts
    assert ("td", "number best", "1.24") in texts
    assert ("td", "interval", "1.21 to 1.27") in texts
    assert ("td", "number", "–") in texts
    wordy = table_html(Table(["", "from"], [["a", "3 notes"], ["b", "The Rakes"]]))
    assert HOSTILE not in table_html(Table([HOSTILE], [[HOSTILE]], HOSTILE, [HOSTILE]))
    assert HOSTILE not in table_html(Table(["", ""], [["", Cell(HOSTILE, HOSTILE)]]))
    assert ("td", "", "3 notes") in Page(wordy).texts
    assert "interval" not in wordy


def test_a_row_must_be_as_long_as_the_head():
    with pytest.raises(ValueError, match="not as long"):
        table_html(Table(["", "a"], [["b"]]))


@pytest.mark.parametrize(
    ("plots", "rows"),
    [(0, []), (1, [1]), (2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (6, [3, 3]), (7, [4, 3]), (8, [4, 4])],
)
def test_rows_of_plots_are_full(plots, rows):
    assert rows_of(plots) == rows


@pytest.mark.parametrize("plots", range(1, 60))
def test_no_row_has_more_than_four_and_each_can_be_filled(plots):
    assert sum(rows_of(plots)) == plots
    assert set(rows_of(plots)) <= {1, 2, 3, 4}


def shown(plots):
    return write_report("t", "", {}, [Section("s", "", [Plots(plots)])])


def test_a_plot_is_drawn_for_desks_and_for_telephones_with_ids_of_their_own():
    found = Page(shown([bars(), bars("Another")]))
    assert len(found.ids) == len(set(found.ids))
    drawn = [given["viewbox"].split()[2] for tag, given in found.tags if given.get("role") == "img"]
    assert drawn == ["500", "340", "500", "340"]
    assert "".join(shown([bars()] * 3)).count('role="img"') == 3  # one serves both


def test_a_common_legend_stands_once():
    legends = re.findall(r'<ul class="legend">.*?</ul>', shown([bars(), bars("Another")]))
    assert len(legends) == 1
    others = shown([bars(), bars("Another", ("model", "people"))])
    assert len(re.findall(r'<ul class="legend">', others)) == 2
    alone = Dots(title="t", rows=["a"], series=[Series("AUC", [0.5])])
    assert "legend" not in shown([alone]).split("<main>")[1]


def test_links_lead_to_sections_and_to_tunes():
    found = Page(page(tunes=[tune(), tune("Another")], tunes_heading="Takes"))
    links = [given["href"][1:] for tag, given in found.tags if tag == "a" and given["href"].startswith("#")]
    assert links == ["part-1", "part-2", "part-3", "tunes"]
    assert set(links) <= set(found.ids)
    assert ("h2", "", "A jig") in found.texts
    assert sum(tag == "audio" for tag, _ in found.tags) == 2
    assert "contents" not in write_report("t", "", {}, [Section("s", "")]).split("<main>")[1]


def test_a_report_of_nothing_is_a_page():
    assert ("h1", "", "t") in Page(write_report("t", "", {}, [])).texts


def test_no_rule_reaches_into_scores():
    rules = [rule.split("{")[0] for rule in asset("report.css").split("}")]
    selectors = [one.strip() for rule in rules for one in rule.splitlines()[-1:] for one in one.split(",")]
    engraved = {".note", ".text", ".staff", ".measure", ".beam", ".rest", ".stem", ".system", ".verse"}
    assert not engraved & set(selectors)
    assert "p.note" in selectors
