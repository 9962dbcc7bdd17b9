"""An evaluation as a page: the figures on top, a table and plots for every question, tunes to hear."""

from collections.abc import Iterator, Sequence

from tunesmith.api.evaluation.figures import Evaluation, Good, Measured, Subject
from tunesmith.api.evaluation.table import Section as Rows
from tunesmith.api.evaluation.table import headline, sections, share
from tunesmith.api.outputs import page_tune
from tunesmith.evaluation.goodness import Stretch
from tunesmith.render.page import PageTune
from tunesmith.render.plots import Bars, Curves, Dots, Group, Line, Plot, Series, Spread, Steps, Tone
from tunesmith.render.report import Block, Headline, Items, Notes, Plots, Section, write_report
from tunesmith.render.table import Table

STYLE = "How like the style"
KINDS, RULES = 10, 10  # of tokens, and rules, that are drawn
HEARD = 3  # takes of all models together, one of each at least

READING = {
    "How good": [
        (
            "Bits",
            "What it costs to write the held-out tunes down for one who has the model: one bit less is "
            "half the guessing. Bits per note and per bar can be compared between spellings, bits per token "
            "cannot.",
        ),
        (
            "Calibration",
            "Of the tokens that the model is 80 % sure of, 80 % should be right: a curve below the diagonal "
            "believes too much of itself. Good calibration is no taste.",
        ),
        ("People", "have no bits: they are what is read."),
    ],
    "How sound": [
        (
            "Rules",
            "With rules nothing unsound can be written, which proves the rules and not the model. What the "
            "model has understood is told by the takes without. Printed music breaks rules too.",
        ),
    ],
    STYLE: [
        (
            "Floor",
            "Two halves of the same collection differ by chance; no imitation should be nearer than that. "
            "Every histogram is taken of equally many tunes.",
        ),
        (
            "Judge",
            "Trees that see some fifty numbers of a tune and the bits that n-grams need for it. What it "
            "cannot tell apart a listener still may, and what it can tell may be inaudible: see what gives "
            "them away.",
        ),
    ],
    "How new": [
        (
            "Copied",
            "Traditional tunes share phrases, so notes in common mean little by themselves: people beside "
            "people are the measure. A model that copies less than people do is not better for it.",
        ),
    ],
    "How varied": [
        ("More is not better", "Noise is more varied than music. What is wanted is what people have."),
    ],
}


def evaluation_page(found: Evaluation) -> str:
    """One self-contained HTML file."""
    leads = {
        "How good": "How well it foretells tunes that it has not seen.",
        "How sound": "What breaks a rule of notation, and what form it has.",
        STYLE: "Beside held-out tunes of people, and whether a judge can tell them apart.",
        "How new": "How much of each take stands in a tune of the collection, in any key.",
        "How varied": "How much its takes repeat each other.",
    }
    plots = {
        "How good": _good,
        "How sound": _sound,
        STYLE: _style,
        "How new": _new,
        "How varied": _varied,
    }
    names = [one.name for one in found.subjects]
    parts = []
    for section in sections(found):
        drawn = plots[section.title](found)
        blocks: list[Block] = [_table(section, names), *([Plots(drawn)] if drawn else [])]
        blocks += [Plots(_histograms(found)), *_told(found)] if section.title == STYLE else []
        parts.append(Section(section.title, leads[section.title], [*blocks, Notes(READING[section.title])]))
    facts = {
        f"{name}: {fact}" if len(found.facts) > 1 else fact: value
        for name, facts in found.facts.items()
        for fact, value in facts.items()
    }
    return write_report(
        f"Evaluation of {', '.join(one.name for one in found.models)}",
        " ".join(headline(found)),
        facts,
        parts,
        headlines=_headlines(found),
        notices=found.notices,
        tunes=list(_tunes(found)),
        tunes_heading="To hear: the first takes with rules",
    )


def _headlines(found: Evaluation) -> list[Headline]:
    asked, others = found.models[0], found.subjects[1:]
    made = []
    if asked.good:
        bits = asked.good.held_out.bits
        beside = [(one.name, f"{one.good.held_out.bits.value:.2f}") for one in others if one.good]
        made.append(_headline(f"{bits.value:.2f}", f"bits per {found.unit}", beside, bits.low, bits.high))
    raw = asked.unruled or asked.sound
    beside = [(one.name, share((one.unruled or one.sound).soundness.share, floor=True)) for one in others]
    label = "sound without rules" if asked.unruled else "sound"
    made.append(Headline(share(raw.soundness.share, floor=True), label, beside))
    if asked.judged:
        area = asked.judged.area
        beside = [(one.name, f"{one.judged.area.value:.2f}") for one in others if one.judged]
        made.append(_headline(f"{area.value:.2f}", "the judge's AUC", beside, area.low, area.high))
    if asked.new and asked.new.above:
        beside = [(one.name, share(one.new.above.value)) for one in others if one.new and one.new.above]
        made.append(Headline(share(asked.new.above.value), "copy more than 90 % of people do", beside))
    if asked.varied:
        beside = [(one.name, share(one.varied.bars.value)) for one in others if one.varied]
        made.append(Headline(share(asked.varied.bars.value), "of its bars differ", beside))
    return made


def _headline(value: str, label: str, beside: list[tuple[str, str]], low: float, high: float) -> Headline:
    return Headline(value, label, beside, f"{low:.2f} to {high:.2f}")


def _table(section: Rows, names: Sequence[str]) -> Table:
    rows = [(row.label, *row.cells) for row in section.rows]
    return Table(("", *names), rows, notes=section.notes)


def _good(found: Evaluation) -> list[Plot]:
    goods = [(one.name, one.good, tone) for one, tone in _toned(found) if one.good]
    if not goods:
        return []
    bits = f"bits per {found.unit}"
    kinds = [cost.kind for cost in goods[0][1].held_out.by_kind[:KINDS]]
    return [
        Curves(
            title="By place in the tune",
            lines=[_stretches(name, good.held_out.by_tenth, tone, tenths=True) for name, good, tone in goods],
            x_label="of the tune",
            y_label=bits,
            x_shares=True,
        ),
        Curves(
            title=f"From the first {found.unit}s on",
            lines=[
                _stretches(name, good.held_out.by_token, tone, tenths=False) for name, good, tone in goods
            ],
            x_label=f"{found.unit}s read",
            y_label=bits,
            log_x=True,
        ),
        Curves(
            title="Is it as right as it is sure?",
            lines=[_reliability(name, good, tone) for name, good, tone in goods],
            x_label="sure",
            y_label="right",
            x_shares=True,
            y_shares=True,
            x_limits=(0, 1),
            y_limits=(0, 1),
            diagonal="as sure as right",
        ),
        Bars(
            title=f"By kind of {found.unit}",
            categories=kinds,
            series=[_kinds(name, good, kinds, tone) for name, good, tone in goods],
            label=bits,
        ),
    ]


def _stretches(name: str, stretches: Sequence[Stretch], tone: Tone, tenths: bool = False) -> Line:
    xs = [(one.first + 0.5) / 10 if tenths else float(one.last + 1) for one in stretches]
    bits = [one.bits for one in stretches]
    return Line(
        name, xs, [one.value for one in bits], [one.low for one in bits], [one.high for one in bits], tone
    )


def _reliability(name: str, good: Good, tone: Tone) -> Line:
    bins = good.held_out.calibration.bins
    return Line(name, [one.sure for one in bins], [one.right for one in bins], tone=tone)


def _kinds(name: str, good: Good, kinds: Sequence[str], tone: Tone) -> Series:
    bits = {cost.kind: cost.bits for cost in good.held_out.by_kind}
    return Series(name, [bits.get(kind) for kind in kinds], tone=tone)


def _sound(found: Evaluation) -> list[Plot]:
    plots: list[Plot] = []
    raw = [(one, one.unruled or one.sound, tone) for one, tone in _toned(found)]
    rules = list(dict.fromkeys(rule for _, sound, _ in raw for rule in sound.soundness.broken))[:RULES]
    if rules:
        series = [
            Series(
                one.name,
                [sound.soundness.broken.get(rule, 0) / max(1, sound.soundness.tunes) for rule in rules],
                tone=tone,
            )
            for one, sound, tone in raw
        ]
        plots.append(
            Bars(
                title="Rules that are broken without rules",
                categories=rules,
                series=series,
                label="of tunes",
                shares=True,
            )
        )
    lengths = [
        Group(one.name, [float(piece.form.bars) for piece in one.pieces], tone) for one, tone in _toned(found)
    ]
    what = "Cycles" if found.notation == "tabla" else "Bars"
    plots.append(Spread(title=f"{what} as written", groups=lengths, label=what.lower()))
    return plots


def _style(found: Evaluation) -> list[Plot]:
    plots: list[Plot] = []
    styled = [(one, tone) for one, tone in _toned(found) if one.style]
    if styled:
        measures = [distance.measure for distance in styled[0][0].style]
        series = [
            Series(
                one.name,
                [distances[name].distance.value if name in distances else None for name in measures],
                [distances[name].distance.low if name in distances else None for name in measures],
                [distances[name].distance.high if name in distances else None for name in measures],
                tone=tone,
            )
            for one, tone in styled
            if (distances := {distance.measure: distance for distance in one.style})
        ]
        floor = [distance.distance_floor.value for distance in styled[0][0].style]
        series.append(Series("people and people", floor, tone="soft", mark="tick"))
        plots.append(
            Dots(title="Distance from people", rows=measures, series=series, label="Jensen-Shannon distance")
        )
    judged = [(one, one.judged.area, tone) for one, tone in _toned(found) if one.judged]
    if judged:
        areas = [area for _, area, _ in judged]
        plots.append(
            Dots(
                title="Can a judge tell it from people?",
                rows=[one.name for one, _, _ in judged],
                series=[
                    Series(
                        "AUC",
                        [area.value for area in areas],
                        [area.low for area in areas],
                        [area.high for area in areas],
                    )
                ],
                tones=[tone for _, _, tone in judged],
                label="area under the ROC curve",
                limits=(0.4, 1.0),
                mark=(0.5, "guessing"),
            )
        )
    return plots


def _histograms(found: Evaluation) -> list[Plot]:
    """What the first model was compared by."""
    first, tone = next(_toned(found))
    return [
        Steps(
            title=distance.measure.capitalize(),
            categories=[one.category for one in distance.shares],
            series=[
                Series("people", [one.theirs for one in distance.shares]),
                Series(first.name, [one.ours for one in distance.shares], tone=tone),
            ],
            shares=True,
        )
        for distance in first.style
    ]


def _told(found: Evaluation) -> list[Block]:
    """What gives each of them away."""
    blocks: list[Block] = []
    for one in found.subjects:
        if one.judged and one.judged.telling:
            items = [
                (
                    each.name,
                    f"{each.ours:.3g} for {each.theirs:.3g} (medians); AUC {each.alone:.2f} by itself",
                )
                for each in one.judged.telling
            ]
            blocks.append(Items(items, title=f"What gives {one.name} away"))
    return blocks


def _new(found: Evaluation) -> list[Plot]:
    def spread(title: str, label: str, values: dict[str, list[float]], shares: bool) -> Spread:
        groups = [Group(one.name, values[one.name], tone) for one, tone in _toned(found)]
        return Spread(title=title, label=label, groups=groups, shares=shares)

    novelties = {one.name: [own.novelty for own in one.pieces if own.novelty] for one in found.subjects}
    if not any(novelties.values()):
        return []
    return [
        spread(
            "How much of each is copied",
            "of the tune",
            {name: [one.copied for one in own] for name, own in novelties.items()},
            True,
        ),
        spread(
            "Longest run of another tune",
            "notes",
            {name: [float(one.longest) for one in own] for name, own in novelties.items()},
            False,
        ),
    ]


def _varied(found: Evaluation) -> list[Plot]:
    varied = [(one, one.varied, tone) for one, tone in _toned(found) if one.varied]
    if not varied:
        return []
    grams = list(varied[0][1].distinct)
    return [
        Bars(
            title="Different runs of notes",
            categories=[f"{n} note{'s' if n > 1 else ''}" for n in grams],
            series=[
                Series(
                    one.name,
                    [own.distinct[n].value for n in grams],
                    [own.distinct[n].low for n in grams],
                    [own.distinct[n].high for n in grams],
                    tone=tone,
                )
                for one, own, tone in varied
            ],
            label="of all runs of that length",
            shares=True,
        )
    ]


def _toned(found: Evaluation) -> Iterator[tuple[Subject, Tone]]:
    """Models in colours, the n-gram and people always in the same two."""
    tones: tuple[Tone, ...] = ("1", "3", "4", "2")
    for place, one in enumerate(found.models):
        yield one, tones[place % len(tones)]
    yield found.ngram, "2"
    yield found.people, "soft"


def _tunes(found: Evaluation) -> Iterator[PageTune]:
    for one in found.models:
        for place, own in enumerate(one.pieces[: max(1, HEARD // len(found.models))]):
            yield page_tune(own.piece, f"{one.name}: {place + 1}", _facts(own))


def _facts(own: Measured) -> dict[str, str]:
    facts = {"form": own.form.letters or "-"}
    if own.novelty:
        facts["copied"] = share(own.novelty.copied)
        facts["nearest tune"] = own.novelty.neighbour or "none"
    return facts
