"""The words of miditok: REMI, TSD, Structured and MIDILike, one stream for all instruments."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tunesmith.codecs.byte_pairs import BytePairs, Merge
from tunesmith.codecs.composed_grammar import ComposedGrammar
from tunesmith.codecs.event_grammar import EventGrammar
from tunesmith.codecs.event_grammar_bars import BarGrammar
from tunesmith.codecs.event_grammar_offs import OffGrammar
from tunesmith.codecs.event_grammar_shifts import ShiftGrammar, StrictGrammar
from tunesmith.codecs.event_layout import Layout, Options
from tunesmith.codecs.event_preparing import learn_layout, prepare
from tunesmith.codecs.event_reader import read_events
from tunesmith.codecs.grammar import Grammar
from tunesmith.codecs.score_codec import ScoreCodec
from tunesmith.codecs.word_codec import END
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.midi.text import read
from tunesmith.music.piece import Piece

if TYPE_CHECKING:
    from miditok import MusicTokenizer
    from symusic.core import ScoreTick

ROUNDS = 10  # of writing and reading, until nothing changes any more
PITCHED = {"Pitch", "NoteOn", "NoteOff"}


class MiditokCodec(ScoreCodec):
    """One of miditok's tokenizers (Fradet et al. 2021). Its token strings are the words.

    miditok spells scores; what words mean is read without it, so writing music does not load it.
    """

    scheme: ClassVar[str]  # miditok's name
    rules: ClassVar[type[EventGrammar]]
    without: ClassVar[frozenset[str]]  # options that it lacks
    cuts: ClassVar[bool] = False  # a note ends where its pitch begins again

    def __init__(self, layout: Layout, words: Sequence[str], merges: Sequence[Merge] = ()) -> None:
        self.layout = layout
        self.words = tuple(words)  # before byte pair encoding
        self.pairs = BytePairs(self.words, merges)
        super().__init__(self.pairs.vocabulary)

    @classmethod
    def learn(cls, pieces: Iterable[Piece], **options: Any) -> Self:
        """Instruments and metres are those of the pieces; all else follows from the options."""
        pieces = list(pieces)
        layout = learn_layout(Options.read(cls.name, options, cls.without), pieces)
        plain = cls(layout, [END, *_vocabulary(cls._build(layout))])
        size = layout.options.bpe
        if not size:
            return plain
        if size <= len(plain.words):
            raise TunesmithError(
                f"codec {cls.name}: bpe={size} is too few; {len(plain.words)} words are there before"
            )
        pairs = BytePairs.learn(plain.words, plain._chunks(pieces), size)
        return cls(layout, plain.words, pairs.merges)

    def _chunks(self, pieces: Iterable[Piece]) -> Iterable[list[str]]:
        for piece in pieces:
            try:
                yield from self._bars(self._settle(read(piece.content))[0])
            except TunesmithError:  # what cannot be held teaches nothing
                continue

    # what it holds

    def hold(self, score: "ScoreTick") -> "ScoreTick":
        return self._settle(score)[1]

    def spell(self, score: "ScoreTick") -> list[str]:
        return self._join(self._spell(score))

    def encode(self, piece: Piece) -> list[str]:
        return [*self._join(self._settle(read(piece.content))[0]), END]

    def read(self, words: Sequence[str]) -> "ScoreTick":
        known = (word for word in words if word in self._ids)
        return read_events(self.pairs.part(known), self.layout)

    def _settle(self, score: "ScoreTick") -> "tuple[list[str], ScoreTick]":
        """The words of a score, and the score that has exactly these.

        Once is not enough: rounding moves a tempo beyond the last note, or makes two notes overlap.
        """
        words = self._spell(score)
        for _ in range(ROUNDS):
            held = read_events(words, self.layout)
            again = self._spell(held)
            if again == words:
                return words, held
            words = again
        raise TunesmithError(f"codec {self.name} reads its own words of this score differently each time")

    def _spell(self, score: "ScoreTick") -> list[str]:
        from miditok import TokSequence

        found = self._tokenizer.encode(prepare(score, self.layout, self.cuts), encode_ids=False)
        only = found if isinstance(found, TokSequence) else found[0]
        return [str(word) for word in only.tokens]

    def _join(self, words: Sequence[str]) -> list[str]:
        return [token for bar in self._bars(words) for token in self.pairs.join(bar)]

    def _bars(self, words: Sequence[str]) -> list[list[str]]:
        """Pairs do not reach over bar lines, nor over metres where these stand alone."""
        starts = [place for place, word in enumerate(words) if word == "Bar_None"]
        if not starts:
            alone = [place for place, word in enumerate(words) if word.startswith("TimeSig_")]
            starts = [edge for place in alone for edge in (place, place + 1)]
        edges = sorted({0, *starts, len(words)})
        return [list(words[a:b]) for a, b in pairwise(edges)]

    def shift(self, piece: Piece, semitones: int) -> list[str] | None:
        """Word by word, which is quicker than through the score. Drums stay."""
        moved = [_shifted(word, semitones) for word in self._settle(read(piece.content))[0]]
        return [*self._join(moved), END] if set(self.words) >= set(moved) else None

    # for the sampler

    def grammar(self, controls: Controls) -> Grammar:
        base = self.rules(self.name, self.words, self.layout, controls)
        return ComposedGrammar(base, self.pairs.pieces) if self.pairs.merges else base

    # the library

    @cached_property
    def _tokenizer(self) -> "MusicTokenizer":
        return self._build(self.layout)

    @classmethod
    def _build(cls, layout: Layout) -> "MusicTokenizer":
        try:
            import miditok
        except ImportError as error:
            raise TunesmithError(f"codec {cls.name} needs miditok: pip install 'tunesmith[train]'") from error
        options = layout.options
        resolution = {(0, options.max_beats): options.beat_res}
        beats = {
            denominator: [n for n, d in layout.meters if d == denominator] for _, denominator in layout.meters
        }
        config = miditok.TokenizerConfig(
            pitch_range=options.pitch_range,
            beat_res=resolution,
            beat_res_rest=resolution,
            num_velocities=options.num_velocities,
            special_tokens=["PAD"],
            encode_ids_split="no",
            use_velocities=options.use_velocities,
            use_programs=options.use_programs,
            programs=list(layout.programs),
            use_pitchdrum_tokens=min(layout.programs) < 0,
            drums_pitch_range=layout.drum_range or (0, 1),
            use_tempos=options.use_tempos,
            num_tempos=options.num_tempos,
            tempo_range=options.tempo_range,
            delete_equal_successive_tempo_changes=True,
            use_time_signatures=options.use_time_signatures,
            time_signature_range=beats,
            use_rests=options.use_rests,
            remove_duplicated_notes=True,
        )
        tokenizer: MusicTokenizer = getattr(miditok, cls.scheme)(config)
        return tokenizer

    def to_json(self) -> dict[str, Any]:
        merges = [list(merge) for merge in self.pairs.merges]
        return {"name": self.name, **self.layout.to_json(), "words": list(self.words), "merges": merges}

    @classmethod
    def from_json(cls, config: dict[str, Any]) -> Self:
        merges = [(int(left), int(right)) for left, right in config["merges"]]
        return cls(Layout.from_json(config), config["words"], merges)


DROPPED = "keys, marks, names, controllers, and instruments that the corpus lacks are dropped"
FEW = "velocities and tempos become the nearest of a few; tracks of one instrument become one; "


class Remi(MiditokCodec):
    """``remi.v1``: bars and positions in them (Huang and Yang 2020); with programs and metres REMI+."""

    name = "remi.v1"
    scheme = "REMI"
    rules = BarGrammar
    without = frozenset({"use_rests"})
    loss = (
        "onsets and lengths move to the nearest 24th of a beat, a note lasts 12 beats at most; "
        f"{FEW}a metre changes at the next bar line; {DROPPED}"
    )


class Tsd(MiditokCodec):
    """``tsd.v1``: steps in time, and notes with a duration (Fradet et al. 2023)."""

    name = "tsd.v1"
    scheme = "TSD"
    rules = ShiftGrammar
    without = frozenset[str]()
    loss = Remi.loss


class Structured(MiditokCodec):
    """``structured.v1``: of every note a step in time, pitch, velocity, duration (Hadjeres 2021)."""

    name = "structured.v1"
    scheme = "Structured"
    rules = StrictGrammar
    without = frozenset({"use_tempos", "num_tempos", "tempo_range", "use_time_signatures", "use_rests"})
    loss = (
        "onsets and lengths move to the nearest 24th of a quarter note, neither a note nor the time between "
        "onsets is longer than 12 quarter notes; velocities become the nearest of a few; tracks of one "
        f"instrument become one; tempos, metres, {DROPPED}"
    )


class MidiLike(MiditokCodec):
    """``midilike.v1``: notes on, notes off, steps in time (Oore et al. 2018)."""

    name = "midilike.v1"
    scheme = "MIDILike"
    rules = OffGrammar
    without = frozenset[str]()
    cuts = True
    loss = (
        "onsets and ends move to the nearest 24th of a beat, a note ends where its pitch begins again; "
        f"{FEW}a metre changes at the next bar line; {DROPPED}"
    )


def _vocabulary(tokenizer: "MusicTokenizer") -> list[str]:
    """miditok's words, without those for padding, in its order."""
    special = set(tokenizer.special_tokens)
    return [str(word) for word in tokenizer.vocab if word not in special]


def _shifted(word: str, semitones: int) -> str:
    kind, _, value = word.partition("_")
    return f"{kind}_{int(value) + semitones}" if kind in PITCHED else word
