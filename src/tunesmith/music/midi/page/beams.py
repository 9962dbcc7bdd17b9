"""Which neighbours stand under one beam."""

from collections.abc import Sequence
from fractions import Fraction

from tunesmith.music.midi.page.rhythm import Piece, beat, compound
from tunesmith.music.midi.page.sheet import Signature


def beams(found: Sequence[Piece], meter: Signature, late: Fraction) -> list[int]:
    """For every piece of a voice in a measure the number of its beam, 0 for none.

    A beam holds what flags fall within a beat; eighths alone also within half a bar of four beats, and within
    a bar of 3/8. A tuplet has a beam of its own.
    """
    numbers = [0] * len(found)
    groups: list[list[int]] = []
    open_group: tuple[object, list[int]] = (None, [])
    for index, piece in enumerate(found):
        if piece.chord is None or not piece.value.flags:
            open_group = (None, [])
            continue
        place = _place(found, piece, meter, late)
        if place != open_group[0]:
            open_group = (place, [])
            groups.append(open_group[1])
        open_group[1].append(index)
    for number, group in enumerate(groups, 1):
        if len(group) > 1:
            for index in group:
                numbers[index] = number
    return numbers


def _place(found: Sequence[Piece], piece: Piece, meter: Signature, late: Fraction) -> object:
    """What is equal for pieces of one beam."""
    if piece.tuplet is not None:
        return piece.tuplet.number, -1
    one = beat(meter)
    if meter[1] > 4 and not compound(meter):
        one = Fraction(4 * meter[0], meter[1]) if meter == (3, 8) else Fraction(1)
    half = 2 * one
    if (
        not compound(meter)
        and meter[0] % 4 == 0
        and meter[1] == 4
        and _only_eighths(found, piece, half, late)
    ):
        return 0, (piece.onset + late) // half, "half"
    return 0, (piece.onset + late) // min(one, Fraction(2)) if not compound(meter) else (
        piece.onset + late
    ) // one


def _only_eighths(found: Sequence[Piece], piece: Piece, half: Fraction, late: Fraction) -> bool:
    """Whether the half of the bar that a piece stands in is all in eighths without tuplets."""
    window = (piece.onset + late) // half
    return all(
        other.value.flags == 1 and not other.value.dots and other.tuplet is None and other.chord is not None
        for other in found if (other.onset + late) // half == window
    )  # fmt: skip
