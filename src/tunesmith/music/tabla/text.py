"""The text form of tabla, written. docs/tabla.md describes it; ``reading.py`` reads it."""

from collections import Counter
from fractions import Fraction

from tunesmith.music.tabla.composition import Composition, Section, clock
from tunesmith.music.tabla.reading import read, read_notes
from tunesmith.music.tabla.tala import known_tala
from tunesmith.music.tabla.words import joined, spelled

__all__ = ["read", "read_notes", "write"]

INDENT = "  "


def write(composition: Composition) -> str:
    """The composition's one standard spelling, a newline at its end. ``read`` gives it back."""
    fields = (
        ("tala", composition.tala),
        ("laya", str(composition.laya)),
        ("form", composition.form),
    )
    lines = [f"title: {composition.title}"] if composition.title else []
    lines.append("   ".join(f"{name}: {value}" for name, value in fields if value))
    tala = known_tala(composition.tala)
    cycle, onset = tala.matras if tala else 0, Fraction(0)
    for section in composition.sections:
        lines += _section(section, onset, cycle)
        onset += section.matras
    return "\n".join(lines) + "\n"


def _section(section: Section, onset: Fraction, cycle: int) -> list[str]:
    """Its lines; a new one begins after a bar line on sam. ``onset``: where it begins, in matras."""
    speed = f" @{section.speed}" if section.speed != 1 else ""
    lines, words = list[str](), [f"{section.name}{speed}:"]
    bars = {bar.at: bar for bar in section.bars}
    opened = Counter(repeat.first for repeat in section.repeats)
    breaks = sorted({*bars, *opened, *(repeat.end for repeat in section.repeats), len(section.notes)})
    begun: list[tuple[int, int]] = []  # of the groups that are open, where they end and how often they go
    place, (unit, times) = 0, clock(section.notes)
    order = iter(section.repeats)
    while True:
        while begun and begun[-1][0] == place:
            words.append(f") x{begun.pop()[1]}")
        if place in bars:
            words.append(f"|{bars[place].mark}")
            if (
                cycle
                and not begun
                and 0 < place < len(section.notes)
                and (onset + Fraction(times[place], unit)) % cycle == 0
            ):
                # The mark of a vibhag goes with it to the next line.
                lines.append(" ".join(words[:-1] if bars[place].mark else words))
                words = [INDENT[1:], words[-1]] if bars[place].mark else [INDENT[1:]]
        for _ in range(opened[place]):
            repeat = next(order)
            begun.append((repeat.end, repeat.times))
            words.append("(")
        while breaks and breaks[0] <= place:
            breaks.pop(0)
        if place == len(section.notes):
            break
        aligned = times[place] * section.speed % unit == 0
        ahead = section.notes[place : min(breaks[0], place + 16)]
        word, taken = joined(ahead, section.speed) if aligned else ("", 0)
        if not taken:
            word, taken = spelled(section.notes[place], section.speed), 1
        words.append(word)
        place += taken
    return [*lines, " ".join(words)]
