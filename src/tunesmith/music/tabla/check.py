"""Whether a composition keeps the rules of its tala and its form. docs/tabla.md lists the rules."""

from collections.abc import Iterator
from fractions import Fraction

from tunesmith.errors import TunesmithError
from tunesmith.music.problem import Problem
from tunesmith.music.tabla.bols import find_bol, known_bol
from tunesmith.music.tabla.composition import Composition, Section, clock
from tunesmith.music.tabla.forms import (
    CHAKRADAR,
    SECTIONS,
    TIHAI,
    Form,
    form_names,
    known_form,
    nearest,
)
from tunesmith.music.tabla.mirror import Finding, shape
from tunesmith.music.tabla.reading import Places
from tunesmith.music.tabla.tala import Tala, find_tala, known_tala
from tunesmith.music.tabla.text import read, write
from tunesmith.music.tabla.tihai import ends_thrice, last_stroke, strokes, thrice


def check(composition: Composition) -> list[Problem]:
    """What breaks a rule, in the order of the text; that of ``write`` where it was never read."""
    if not composition.source:
        composition, _ = read(write(composition))
    places = Places(composition.source)
    findings = [*_names(composition)]
    tala = known_tala(composition.tala)
    if tala is not None and any(section.notes for section in composition.sections):
        findings += _in_tala(composition, tala)
    return sorted({places.problem(*finding) for finding in findings})


def _names(composition: Composition) -> Iterator[Finding]:
    """Talas, forms, sections and bols that nobody knows."""
    if composition.tala:  # that there is none, the reader says
        try:
            find_tala(composition.tala)
        except TunesmithError as error:
            yield _field(composition, "tala"), "unknown-tala", str(error)
    if composition.form and known_form(composition.form) is None:
        message = f"unknown form {composition.form!r}: {nearest(composition.form, form_names())}"
        yield _field(composition, "form"), "unknown-form", message
    for section in composition.sections:
        if section.name not in SECTIONS:
            message = f"unknown section {section.name!r}: {nearest(section.name, SECTIONS)}"
            yield section.start, "unknown-section", message
        for note in section.notes:
            if note.bol and known_bol(note.bol) is None:
                try:
                    find_bol(note.bol)
                except TunesmithError as error:
                    yield note.start, "unknown-bol", str(error)


def _field(composition: Composition, name: str) -> int:
    return max(0, composition.source.lower().find(f"{name}:"))


def _in_tala(composition: Composition, tala: Tala) -> Iterator[Finding]:
    form = known_form(composition.form)
    onset, whole = Fraction(0), True
    for section in composition.sections:
        if section.notes:
            yield from _vibhags(section, tala, onset)
            lands = section.name in (TIHAI, CHAKRADAR)
            if lands:
                yield from _thrice(section, tala, onset)
            elif form and form.whole and section.matras % tala.matras:
                whole = False
                yield _incomplete(section, section.matras, tala)
            if form:
                yield from shape(composition, section, form, tala)
            onset += section.matras
            if form and form.whole and not lands:  # what follows was meant to begin on sam
                onset += -onset % tala.matras
    if form:
        yield from _form(composition, form, tala)
    if whole:
        yield from _ending(composition, tala, form)


def _vibhags(section: Section, tala: Tala, onset: Fraction) -> Iterator[Finding]:
    """Bar lines stand where vibhags begin. The first that does not is told; others follow from it."""
    first: dict[int, int] = {}  # the tick at which each note is first played
    order = section.order()
    unit, times = clock([section.notes[number] for number in order])
    for number, time in zip([*order, len(section.notes)], times, strict=True):
        first.setdefault(number, time)
    before = onset
    for bar in section.bars:
        place = onset + Fraction(first[bar.at], unit)
        if place % tala.matras not in tala.starts:
            yield bar.start, "vibhag-misplaced", _misplaced(place, before, tala)
            return
        mark = tala.marks[tala.vibhag(place)]
        if bar.mark and bar.mark != mark:
            yield bar.start, "mark-wrong", f"the vibhag that begins here is marked {mark}, not {bar.mark}"
        before = place


def _misplaced(place: Fraction, before: Fraction, tala: Tala) -> str:
    if place == before:
        return f"no vibhag of {tala.name} begins here: {_where(place, tala)}"
    vibhag = tala.vibhag(before)
    due = tala.starts[vibhag] + tala.vibhags[vibhag] - before % tala.matras
    has = place - before
    difference = f"{abs(has - due)} too {'many' if has > due else 'few'}"
    return (
        f"{matras(has)} since the last bar line, {difference}: "
        f"vibhag {vibhag + 1} of {tala.name} has {tala.vibhags[vibhag]}"
    )


def _where(place: Fraction, tala: Tala) -> str:
    return f"it is matra {place % tala.matras + 1} of {tala.matras}"


def matras(number: Fraction) -> str:
    """ "1 matra", "7/2 matras"."""
    return f"{number} matra{'' if number == 1 else 's'}"


def _incomplete(section: Section, length: Fraction, tala: Tala) -> Finding:
    over = length % tala.matras
    cycles = length // tala.matras + 1
    short = (
        f"{matras(tala.matras - over)} short of {cycles * tala.matras}"
        if cycles == 1 or over * 2 > tala.matras
        else f"{matras(over)} more than {(cycles - 1) * tala.matras}"
    )
    what = f"the {section.name} lasts {matras(length)}, {short} ({tala.name} has {tala.matras})"
    return section.notes[-1].start, "cycle-incomplete", f"{what}; it ends in vibhag {tala.vibhag(over) + 1}"


def _thrice(section: Section, tala: Tala, onset: Fraction) -> Iterator[Finding]:
    played = strokes(section)
    if not thrice(played):
        message = f"the {section.name} is not three equal statements: write it as ( ... ) x3"
        yield section.start, f"{section.name}-unequal", message
    elif section.name == CHAKRADAR and not ends_thrice(played[: len(played) // 3]):
        message = "each statement of a chakradar ends with a tihai: ( ... ( ... ) x3 ) x3"
        yield section.start, "chakradar-without-tihai", message
    if played and (onset + played[-1][1]) % tala.matras:
        yield last_stroke(section).start, f"{section.name}-not-on-sam", _late(onset + played[-1][1], tala)


def _late(place: Fraction, tala: Tala) -> str:
    over = place % tala.matras
    late, early = matras(over), matras(tala.matras - over)
    by = f"{late} after sam" if over * 2 <= tala.matras else f"{early} before sam"
    return f"the last stroke falls {by}, on matra {over + 1} of {tala.matras}"


def _ending(composition: Composition, tala: Tala, form: Form | None) -> Iterator[Finding]:
    """It ends where a cycle ends, or with a stroke on sam."""
    sections = [section for section in composition.sections if section.notes]
    last = sections[-1]
    before = sum((section.matras for section in sections[:-1]), Fraction(0))
    played = strokes(last)
    landed = bool(played) and (before + played[-1][1]) % tala.matras == 0
    if landed or last.name in (TIHAI, CHAKRADAR):
        return
    if form and form.lands and played:
        yield last_stroke(last).start, "sam-missed", _late(before + played[-1][1], tala)
    elif (before + last.matras) % tala.matras:
        yield _incomplete(last, before + last.matras, tala)


def _form(composition: Composition, form: Form, tala: Tala) -> Iterator[Finding]:
    named = [section for section in composition.sections if section.name == form.section]
    if not named:
        message = f"a {form.name} needs a section '{form.section}:'"
        yield composition.sections[0].start, f"{form.section}-missing", message
    for section in named:
        if form.most_cycles and strokes(section) and strokes(section)[-1][1] > form.most_cycles * tala.matras:
            message = f"a {form.name} lasts a cycle at most ({tala.matras} matras), not {section.matras}"
            yield section.start, f"{form.name}-long", message
        count = sum(len(bol.strokes) for note in section.notes if (bol := known_bol(note.bol)))
        length = sum((note.duration for note in section.notes), Fraction(0))
        if form.least_density and section.notes and count < form.least_density * length:
            message = (
                f"a rela runs: {form.least_density} strokes a matra or more, not {float(count / length):.1f}"
            )
            yield section.start, "rela-slow", message
