"""An evaluation as rows of a table: what the command prints and the page shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tunesmith.api.evaluation.figures import Evaluation, Good, Sound
from tunesmith.evaluation.estimate import Estimate
from tunesmith.evaluation.novelty.summary import NoveltyFigures
from tunesmith.evaluation.style.judge import Telling
from tunesmith.evaluation.variety import GRAMS, Variety

BROKEN, TOLD, FORMS = 4, 4, 5  # how many rules, telling numbers and forms are named


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of everyone."""

    label: str
    cells: tuple[str, ...]  # for each of ``Evaluation.subjects``; "" where it means nothing
    inner: bool = False  # it says more of the row above


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that answer one question."""

    title: str  # "How good"
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def sections(found: Evaluation) -> list[Section]:
    """All of an evaluation in the order of its questions, but for those to which there is no answer."""
    answers = [_good(found), _sound(found), _style(found), _new(found), _varied(found)]
    return [section for section in answers if section.rows]


def _good(found: Evaluation) -> Section:
    def of(figure: Callable[[Good], str]) -> tuple[str, ...]:
        return tuple(figure(one.good) if one.good else "" for one in found.subjects)

    unit = found.unit
    rows = [
        Row(f"bits per {unit}, held out", of(lambda good: interval(good.held_out.bits, 3))),
        Row("bits per note", of(lambda good: interval(good.held_out.per_note, 2))),
        Row(f"bits per {_bar(found)}", of(lambda good: interval(good.held_out.per_bar, 2))),
        Row(f"likeliest {unit} is right", of(lambda good: share(good.held_out.accuracy.value))),
        Row("calibration error", of(lambda good: share(good.held_out.calibration.error))),
        Row("bits more than on what it learned", of(lambda good: f"{good.gap:+.3f}")),
        Row("bits fewer than the n-gram", of(lambda good: interval(good.more_of_ngram, 3))),
    ]
    notes = []
    if found.twins:
        apart = of(lambda good: interval(good.apart.bits, 3) if good.apart else "")
        rows.insert(1, Row("without near twins of training", apart, inner=True))
        notes.append(
            f"{found.twins} of {found.held_out} held-out tunes have a near twin among those that were learned"
        )
    else:
        notes.append(f"none of {found.held_out} held-out tunes has a near twin among those that were learned")
    return Section("How good", [row for row in rows if any(row.cells)], notes)


def _sound(found: Evaluation) -> Section:
    def of(figure: Callable[[Sound], str]) -> tuple[str, ...]:
        return tuple(figure(one.sound) for one in found.subjects)

    def off(figure: Callable[[Sound], str]) -> tuple[str, ...]:
        return tuple(figure(one.unruled) if one.unruled else "" for one in found.subjects)

    def broken(sound: Sound) -> str:
        return listed(f"{rule} {tunes}" for rule, tunes in list(sound.soundness.broken.items())[:BROKEN])

    def forms(sound: Sound) -> str:
        return listed(f"{name} {tunes}" for name, tunes in list(sound.forms.letters.items())[:FORMS])

    bar = _bar(found)
    rows = [
        Row("sound tunes, with rules", of(lambda sound: share(sound.soundness.share, floor=True))),
        Row("sound tunes, without rules", off(lambda sound: share(sound.soundness.share, floor=True))),
        Row(f"sound {bar}s, without rules", off(lambda sound: share(sound.forms.bars_right))),
        Row("all parts of eight bars", of(lambda sound: share(sound.forms.eights))),
        Row("some part repeated", of(lambda sound: share(sound.forms.repeats))),
        Row(
            "ends where it must" if found.notation == "tabla" else "ends on the tonic",
            of(lambda sound: share(sound.forms.closes)),
        ),
        Row(f"{bar}s, median", of(lambda sound: f"{sound.forms.length:g}")),
    ]
    notes = [
        f"{one.name} mostly in the forms {named}" for one in found.subjects if (named := forms(one.sound))
    ]
    for one in found.subjects:
        if broken(one.unruled or one.sound):
            without = " without rules" if one.unruled else ""
            notes.append(f"{one.name}{without} broke {broken(one.unruled or one.sound)}")
    return Section("How sound", [row for row in rows if any(row.cells)], notes)


def _style(found: Evaluation) -> Section:
    section = Section("How like the style")
    for measure in _measures(found):
        own = [next((one for one in each.style if one.measure == measure), None) for each in found.subjects]
        cells = [f"{one.overlap.value:.2f} / {one.distance.value:.2f}" if one else "" for one in own]
        floor = next(one for one in own if one)
        cells[-1] = f"{floor.overlap_floor.value:.2f} / {floor.distance_floor.value:.2f}"
        section.rows.append(Row(measure, tuple(cells)))
    judged = tuple(interval(one.judged.area, 2) if one.judged else "" for one in found.subjects)
    if any(judged):
        section.rows.append(Row("a judge tells them apart (AUC)", judged))
    section.notes.append(
        "overlap of histograms (1 is best) / Jensen-Shannon distance (0 is best) from held-out people; in "
        "their own column half of them beside the other half. AUC: 0.5 is guessing, 1 is never wrong"
    )
    for one in found.subjects:
        if one.judged and one.judged.telling:
            told = listed(map(_telling, one.judged.telling[:TOLD]))
            section.notes.append(f"{one.name} is given away by {told} (medians, theirs and people's)")
    return section


def _new(found: Evaluation) -> Section:
    def of(figure: Callable[[NoveltyFigures], str]) -> tuple[str, ...]:
        return tuple(figure(one.new) if one.new else "" for one in found.subjects)

    rows = [
        Row("of a tune copied, mean", of(lambda new: percent(new.copied))),
        Row("copy more than 90 % of people do", of(lambda new: percent(new.above))),
        Row("longest run of a tune, median, notes", of(lambda new: f"{new.longest:g}")),
        Row("of one tune in ten, above", of(lambda new: f"{new.longest_of_ten:g}"), inner=True),
        Row(f"{_bar(found)}s that are in the corpus", of(lambda new: percent(new.bars))),
    ]
    notes = ["people are compared with all but themselves and their near twins"]
    return Section("How new", [row for row in rows if any(row.cells)], notes)


def _varied(found: Evaluation) -> Section:
    def of(figure: Callable[[Variety], str]) -> tuple[str, ...]:
        return tuple(figure(one.varied) if one.varied else "" for one in found.subjects)

    rows = [
        *(_runs(found, n) for n in GRAMS[1:]),
        Row(f"different {_bar(found)}s", of(lambda own: share(own.bars.value))),
        Row("of a tune in the others (self-BLEU)", of(lambda own: share(own.overlap.value))),
        Row("note for note like another", of(lambda own: f"{own.same} of {own.tunes}")),
    ]
    notes = [f"each at {one.varied.notes:,} notes" for one in found.subjects[:1] if one.varied]
    return Section("How varied", [row for row in rows if any(row.cells)], notes)


def _runs(found: Evaluation, n: int) -> Row:
    shares = (share(one.varied.distinct[n].value) if one.varied else "" for one in found.subjects)
    return Row(f"different runs of {n} notes", tuple(shares))


def _measures(found: Evaluation) -> Iterable[str]:
    return dict.fromkeys(one.measure for subject in found.subjects for one in subject.style)


def _telling(one: Telling) -> str:
    """ "different bars 1 for 0.72" """
    return f"{one.name} {one.ours:.3g} for {one.theirs:.3g}"


def _bar(found: Evaluation) -> str:
    return "cycle" if found.notation == "tabla" else "bar"


def interval(estimate: Estimate | None, digits: int) -> str:
    """ "1.236 ± 0.039": half of the 95 % interval; "" for none."""
    if estimate is None:
        return ""
    return f"{estimate.value:.{digits}f} ± {(estimate.high - estimate.low) / 2:.{digits}f}"


def percent(estimate: Estimate | None) -> str:
    """ "12 % ± 4" """
    if estimate is None:
        return ""
    return f"{100 * estimate.value:.1f} % ± {50 * (estimate.high - estimate.low):.1f}"


def share(value: float | None, floor: bool = False) -> str:
    """ "98.5 %"; where it must not look like all, rounded down; "" for none."""
    if value is None:
        return ""
    return f"{int(1000 * value + 1e-9) / 10 if floor else 100 * value:.1f} %"


def listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def headline(found: Evaluation) -> list[str]:
    """What was measured, and how to read the rest."""
    models = listed(one.name for one in found.models)
    how = f"takes with rules and as many without, at temperature {found.temperature:g}, seed {found.seed}"
    own = f"{found.tunes} {how}" if found.facts else f"{len(found.models[0].pieces)} tunes"
    ngram = f"{len(found.ngram.pieces)}" if found.facts else f"{len(found.ngram.pieces)} {how}"
    return [
        f"{models} beside {found.title[:1].lower()}{found.title[1:]}.",
        f"{own}; of the n-gram {ngram}; of people {len(found.people.pieces)} held-out tunes.",
        "± is half of a 95 % interval over tunes; docs/evaluation.md tells what each figure means.",
    ]
