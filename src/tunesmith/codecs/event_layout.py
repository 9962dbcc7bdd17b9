"""What the words of miditok's schemes are told beforehand: their options, and what the corpus holds."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from tunesmith.codecs.word_codec import refuse_options
from tunesmith.errors import TunesmithError

DRUMS = -1  # as a program
BEATS = (1, 2, 4, 8, 16)  # denominators of metres
LONGEST_METER = 32  # beats
DRUM_KIT = (27, 88)  # the pitches of General MIDI 2's drums

Meter = tuple[int, int]
_RANGES = {
    "num_velocities": (1, 127),
    "num_tempos": (2, 512),
    "beat_res": (4, 96),
    "max_beats": (1, 64),
    "bpe": (0, 60_000),
}
_PAIRS = {"pitch_range": (0, 127), "tempo_range": (10, 1000)}


@dataclass(frozen=True)
class Options:
    """Named as in miditok's TokenizerConfig, where it has them."""

    use_programs: bool = True  # a word for the instrument of every note; else one instrument plays all
    use_velocities: bool = True
    num_velocities: int = 32
    use_tempos: bool = True
    num_tempos: int = 32
    tempo_range: tuple[int, int] = (40, 250)  # quarter notes a minute
    use_time_signatures: bool = True  # else all is 4/4
    use_rests: bool = False  # silence has words of its own
    beat_res: int = 24  # positions in a beat, the unit of the metre: 24 holds triplets, and sixteenths in 2/2
    max_beats: int = 12  # the longest duration, and the longest step in time
    pitch_range: tuple[int, int] = (21, 109)  # lowest and highest; others are left out
    bpe: int = 0  # words after byte pair encoding; 0 for none

    @classmethod
    def read(cls, name: str, given: Mapping[str, Any], without: Collection[str] = ()) -> Self:
        """Raises TunesmithError for an option that the codec ``name`` lacks, or a value that cannot be."""
        refuse_options(name, dict(given), [f.name for f in fields(cls) if f.name not in without])
        told: dict[str, Any] = {option: _read(name, option, value) for option, value in given.items()}
        told |= {option: False for option in without if option.startswith("use_")}
        options = cls(**told)
        if options.beat_res % 4:
            raise TunesmithError(
                f"codec {name}: beat_res={options.beat_res} is no multiple of 4; give 12 or 24"
            )
        return options


def _read(codec: str, option: str, value: Any) -> Any:
    wrong = TunesmithError(f"codec {codec}: {option}={value!r} cannot be; {_expected(option)}")
    if option in _PAIRS:
        if not isinstance(value, list | tuple) or len(value) != 2 or not all(_whole(each) for each in value):
            raise wrong
        low, high = _PAIRS[option]
        if not low <= value[0] < value[1] <= high:
            raise wrong
        return tuple(value)
    if option in _RANGES:
        low, high = _RANGES[option]
        if not _whole(value) or not low <= value <= high:
            raise wrong
    elif not isinstance(value, bool):
        raise wrong
    return value


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _expected(option: str) -> str:
    if option in _PAIRS:
        return "give a lower and a higher number from {} to {}, such as 40..80".format(*_PAIRS[option])
    if option in _RANGES:
        return "give a whole number from {} to {}".format(*_RANGES[option])
    return "give true or false"


@dataclass(frozen=True)
class Layout:
    """Everything that decides what words mean."""

    options: Options
    programs: tuple[int, ...]  # of the instruments, drums last; one where words do not tell
    meters: tuple[Meter, ...]  # 4/4 is always one

    @property
    def finest(self) -> int:
        """The smallest beat of all metres, as a denominator: its positions are the ticks."""
        return max(meter[1] for meter in self.meters)

    @property
    def ticks(self) -> int:
        """To a quarter note."""
        return self.options.beat_res * self.finest // 4

    def step(self, meter: Meter) -> int:
        """Ticks from one position to the next."""
        return self.finest // meter[1]

    def bar(self, meter: Meter) -> int:
        """Ticks of a bar."""
        return meter[0] * self.options.beat_res * self.step(meter)

    @property
    def drum_range(self) -> tuple[int, int] | None:
        """The pitches of drums; those that miditok would write and not read again are none."""
        low, high = (
            max(DRUM_KIT[0], self.options.pitch_range[0]),
            min(DRUM_KIT[1], self.options.pitch_range[1]),
        )
        return (low, high) if low < high else None

    def to_json(self) -> dict[str, Any]:
        meters = [f"{numerator}/{denominator}" for numerator, denominator in self.meters]
        return {"options": asdict(self.options), "programs": list(self.programs), "meters": meters}

    @classmethod
    def from_json(cls, config: Mapping[str, Any]) -> Self:
        given: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in config["options"].items()
        }
        return cls(
            Options(**given), tuple(config["programs"]), tuple(read_meter(m) for m in config["meters"])
        )


def read_meter(text: str) -> Meter:
    numerator, _, denominator = text.partition("/")
    return int(numerator), int(denominator)


def units(value: str) -> tuple[int, int]:
    """A length such as ``1.3.12``, a beat and 3 positions of 12: its positions, and how many are a beat."""
    beats, positions, resolution = map(int, value.split("."))
    return beats * resolution + positions, resolution


def place_of(program: int) -> int:
    """The order of tracks: by program, drums last."""
    return 128 if program == DRUMS else program
