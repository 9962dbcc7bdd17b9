"""What a user may demand of a tune. The grammar lets nothing else be written."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.reading.fields import read_unit
from tunesmith.music.abc.tune import STEPS
from tunesmith.music.key import Key, parse_key
from tunesmith.music.meter import Meter, parse_meter
from tunesmith.music.tabla.tala import find_tala

MOST_BARS = 256  # of any tune, as written: the longest of the known collections has 200
MOST_CHANGES = 4  # of key, metre and unit between two notes


@dataclass(frozen=True, slots=True)
class Controls:
    """Demands on a tune; None leaves a choice to the model.

    ``form`` of a tune names the parts in the order played, each once or twice in a row: AABB is two parts,
    each repeated; of tabla it is a kaida, a tihai ... ``bars`` counts the bars as written, all parts
    together; all parts have equally many, a pickup and the short bar that completes it count as one, and so
    do a first and a second ending. ``simple`` rules out changes of key, metre and unit within the tune, notes
    shorter than a quarter of the unit or with more than one dot, double accidentals, tuplets with colons, bar
    rests and bar lines that are not seen.
    """

    key: Key | None = None
    meter: Meter | None = None
    unit: Fraction | None = None  # of a whole note
    bars: int | None = None
    form: str | None = None
    range: tuple[int, int] | None = None  # lowest and highest MIDI pitch
    chords: bool | None = None  # True: a chord symbol at the beginning of every bar; False: none at all
    end_on_tonic: bool = False
    tala: str | None = None
    laya: int | None = None  # matras a minute
    variations: int | None = None  # of a theme
    most_bars: int = MOST_BARS  # where ``bars`` leaves their number free
    simple: bool = False  # without what tunes hardly ever have, and a model in a corner escapes to

    @classmethod
    def read(
        cls,
        *,
        key: str | None = None,
        meter: str | None = None,
        unit: str | None = None,
        bars: int | None = None,
        form: str | None = None,
        range: str | None = None,  # noqa: A002  # the word that users know
        chords: bool | None = None,
        end_on: str | None = None,
        tala: str | None = None,
        laya: int | None = None,
        variations: int | None = None,
        most_bars: int = MOST_BARS,
        simple: bool = False,
    ) -> "Controls":
        """Demands as a user writes them: ``key="Ador"``, ``meter="6/8"``, ``range="G3..B5"``.

        Raises TunesmithError for one that cannot be read, or demands that contradict each other.
        """
        controls = cls(
            key=_key(key) if key else None,
            meter=_meter(meter) if meter else None,
            unit=_unit(unit) if unit else None,
            bars=bars,
            form=form,
            range=_range(range) if range else None,
            chords=chords,
            end_on_tonic=_end_on(end_on) if end_on else False,
            tala=find_tala(tala).name if tala else None,
            laya=laya,
            variations=variations,
            most_bars=most_bars,
            simple=simple,
        )
        if controls.end_on_tonic and controls.key is not None and not controls.key.tonic:
            raise TunesmithError(f"the key {controls.key.name} has no tonic to end on; name another")
        return controls

    @property
    def made(self) -> list[str]:
        """The demands that are made, as the command line calls them: key, meter, end-on."""
        names = ("key", "meter", "unit", "bars", "form", "range", "tala", "laya", "variations")
        found = [name for name in names if getattr(self, name) is not None]
        return [*found, *["chords"] * bool(self.chords), *["end-on"] * self.end_on_tonic]

    @property
    def plan(self) -> tuple[int, ...]:
        """How often each part is played, in order; empty where the form is free.

        A number of bars without a form is two parts. Raises TunesmithError where that cannot be written.
        """
        form = self.form or ("AABB" if self.bars is not None else "")
        runs = [(name, len(list(run))) for name, run in groupby(form)]
        names = "".join(name for name, _ in runs)
        if names != "ABCDEFGHIJKLMNOP"[: len(names)] or any(times > 2 for _, times in runs):
            raise TunesmithError(
                f"the form {form!r} cannot be written with repeats: name the parts A, B, C ... "
                "in order, each once or twice in a row, such as AABB, AB or AABBC"
            )
        if self.bars is not None and runs and self.bars % len(runs):
            raise TunesmithError(
                f"{self.bars} bars cannot be shared equally by the {len(runs)} parts of {form}: "
                f"ask for a multiple of {len(runs)}, or give another --form"
            )
        return tuple(times for _, times in runs)

    @property
    def part_bars(self) -> int | None:
        """Bars of each part."""
        return None if self.bars is None else self.bars // len(self.plan)


def read_pitch(text: str) -> int | None:
    """The MIDI number of a pitch in scientific notation, ``G3``, ``Bb5``, ``F#4``; None when it is none."""
    head, octave = text[:-1], text[-1:]
    if not head or not octave.isdigit() or head[0].upper() not in STEPS or head[1:] not in ("", "#", "b"):
        return None
    return 12 * (int(octave) + 1) + STEPS[head[0].upper()] + {"": 0, "#": 1, "b": -1}[head[1:]]


def _key(text: str) -> Key:
    key, complaint = parse_key(text)
    if key is None or complaint:
        raise TunesmithError(f"--key: {complaint or f'“{text}” is not a key; write D, F#m or Ador'}")
    return key


def _meter(text: str) -> Meter:
    meter = parse_meter(text)
    if meter is None:
        raise TunesmithError(f"--meter: “{text}” is not a metre; write 6/8, C, C| or none")
    return meter


def _unit(text: str) -> Fraction:
    unit = read_unit(text)
    if unit is None:
        raise TunesmithError(f"--unit: “{text}” is not a note length; write 1/8 or 1/16")
    return unit


def _range(text: str) -> tuple[int, int]:
    low, _, high = text.partition("..")
    pitches = read_pitch(low.strip()), read_pitch(high.strip())
    if pitches[0] is None or pitches[1] is None or pitches[0] > pitches[1]:
        raise TunesmithError(f"--range: “{text}” is not a range; write the lowest and highest note as G3..B5")
    return pitches[0], pitches[1]


def _end_on(text: str) -> bool:
    if text != "tonic":
        raise TunesmithError(f"--end-on: “{text}” is not known; a tune can be made to end on: tonic")
    return True
