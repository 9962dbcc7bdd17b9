"""What kaidas and relas ask of their theme and variations."""

from collections.abc import Iterator
from fractions import Fraction

from tunesmith.music.tabla.bols import Bol, Moments, dry, known_bol
from tunesmith.music.tabla.composition import Composition, Note, Section
from tunesmith.music.tabla.forms import THEME, VARIATION, Form
from tunesmith.music.tabla.hits import RE, TE
from tunesmith.music.tabla.tala import Tala
from tunesmith.music.tabla.tihai import last_stroke, strokes

Finding = tuple[int, str, str]  # where in the text, the rule, the message
CADENCE = 2  # bols that a variation has in common with the end of its theme


def shape(composition: Composition, section: Section, form: Form, tala: Tala) -> Iterator[Finding]:
    """What kaidas and relas ask of theme and variations."""
    if not form.mirrored or section.name not in (THEME, VARIATION):
        return
    if section.matras % tala.matras == 0:
        yield from _mirror(section, tala)
    theme = next((s for s in composition.sections if s.name == THEME and s.notes), None)
    if section.name == VARIATION and theme:
        yield from _foreign(section, theme)
        ends, kept = ([bol for bol, _ in strokes(part)][-CADENCE:] for part in (section, theme))
        if ends != kept:
            message = f"the variation ends with {' '.join(ends)}, its theme with {' '.join(kept)}"
            yield last_stroke(section).start, "ending-changed", message


def _mirror(section: Section, tala: Tala) -> Iterator[Finding]:
    """The second half is the first but for its bass, which is silent until a vibhag begins."""
    middle = section.matras / 2
    dry_until = middle + dry_stretch(tala, middle)
    struck, time = list[tuple[Note, Fraction, tuple[str, ...]]](), Fraction(0)
    for number in section.order():
        note = section.notes[number]
        struck += [(note, when, hit) for when, hit in _dry_moments(note, time)]
        time += note.duration
    bhari = [(note, when, hit) for note, when, hit in struck if when < middle]
    khali = [(note, when - middle, hit) for note, when, hit in struck if when >= middle]
    for (full, *told), (empty, *kept) in zip(bhari, khali, strict=False):
        if told != kept:
            message = f"the khali half does not mirror the bhari half: {empty.bol} where it has {full.bol}"
            yield empty.start, "khali-not-mirrored", message
            return
    if len(bhari) != len(khali):
        message = f"the khali half has {len(khali)} strokes, the bhari half {len(bhari)}"
        yield section.start, "khali-not-mirrored", message
    for note, time, _ in khali:
        if middle + time < dry_until and _dry(note.bol) != note.bol:
            message = f"{note.bol} rings in the khali: {_dry(note.bol)} is dry"
            yield note.start, "khali-not-dry", message
            return


def _dry_moments(note: Note, onset: Fraction) -> list[tuple[Fraction, tuple[str, ...]]]:
    """What the hands would do for it without the bass; nothing for a rest."""
    bol = known_bol(note.bol)
    struck = unfingered(dry(bol)) if bol else ((note.bol,),) if note.bol else ()
    share = note.duration / max(1, len(struck))
    return [(onset + number * share, hit) for number, hit in enumerate(struck)]


def unfingered(bol: Bol) -> Moments:
    """Its strokes, te and re as one: they are the same stroke by other fingers, so tete is te te."""
    return tuple(tuple(TE if stroke == RE else stroke for stroke in moment) for moment in bol.strokes)


def dry_stretch(tala: Tala, middle: Fraction) -> Fraction:
    """For how many matras from the middle on the bass is silent: to the end of the vibhag."""
    vibhag = tala.vibhag(middle)
    return tala.starts[vibhag] + tala.vibhags[vibhag] - middle % tala.matras


def _dry(name: str) -> str:
    bol = known_bol(name)
    return dry(bol).name if bol else name


def _foreign(section: Section, theme: Section) -> Iterator[Finding]:
    """A variation has only bols of its theme, ringing or dry, whole or in part."""
    own = {_dry(note.bol) for note in theme.notes if note.bol}
    moments = {moment for name in own if (bol := known_bol(name)) for moment in unfingered(bol)}
    told = set[str]()
    for note in section.notes:
        bol = known_bol(note.bol)
        if bol is None or dry(bol).name in own or set(unfingered(dry(bol))) <= moments or note.bol in told:
            continue
        told.add(note.bol)
        yield (
            note.start,
            "variation-foreign-bol",
            f"{note.bol} is not in the theme: a variation keeps its bols",
        )
