"""The language of sound tunes, character by character.

``advance`` gives the state after a character, or None where that character would break a rule, or lead to
where every continuation breaks one. So whoever writes only what it lets pass can always go on, and what is
written when ``done`` says so is sound: the checker (``music/abc/check``) finds nothing in it. It looks ahead
by arithmetic, not by search: what is left of the bar has to be a sum of lengths that can be written
(``lengths.py``), bar lines and repeats have to be in their places (``sections.py``), heads within the
demands (``heads.py``).

It accepts every sound tune in canonical spelling that is no longer than ``controls.MOST_BARS``, so that even
a model that knows nothing comes to an end.
"""

from tunesmith.music.abc.grammar.controls import MOST_CHANGES, Controls
from tunesmith.music.abc.grammar.fields import Fields
from tunesmith.music.abc.grammar.heads import ACCIDENTALS, LETTERS, Head
from tunesmith.music.abc.grammar.lengths import EVEN, TUPLET_SIGNS
from tunesmith.music.abc.grammar.notes import DECORATION, GRACE, MEASURES, SLUR, SYMBOL, TUPLET, Notes
from tunesmith.music.abc.grammar.sections import BARS, SIMPLE_BARS
from tunesmith.music.abc.grammar.state import State
from tunesmith.music.abc.grammar.symbols import begins_symbol, is_symbol

DECORATIONS = frozenset("~.uvHLMOPRST")
MOST_SLURS, MOST_SIGNS, LONGEST_QUOTE = 3, 3, 60


class Automaton(Fields, Notes):
    """The sound tunes that a vocabulary of characters can spell and that keep the demands.

    ``clean`` is the text that ``write_clean`` gives; else whole tunes, as ``write`` gives them.
    """

    def __init__(self, controls: Controls, vocabulary: frozenset[str], *, clean: bool) -> None:
        super().__init__(controls, vocabulary, clean=clean)
        self.bars = [bar for bar in (SIMPLE_BARS if controls.simple else BARS) if vocabulary.issuperset(bar)]
        self.kinds: dict[str, set[str]] = {}  # how a bar line may begin -> what it may do
        for bar in self.bars:
            for end in range(1, len(bar) + 1):
                self.kinds.setdefault(bar[:end], set()).add(BARS[bar])

    def start(self) -> State:
        return State(lex="")

    def done(self, state: State) -> bool:
        """Whether the tune has ended, with an empty line."""
        return state.mode == "done"

    def _done(self, state: State, sign: str) -> None:
        """Nothing follows."""

    def _gap(self, state: State, sign: str) -> State | None:
        """Between notes: what may begin here?"""
        gap = state.gap
        if gap.stage == MEASURES:
            gap = gap._replace(stage=0)
            return self._gap(state._replace(gap=gap), sign) if sign in " |\n" else None
        if sign in LETTERS or sign in ACCIDENTALS:
            return self.begin_head(state, sign, Head("note"))
        if sign in "zx":
            return self.begin_rest(state, sign)
        if sign == "[":
            return self.alive(state._replace(mode="bracket", lex=()))
        if sign in '"({~.':
            return self._mark(state, sign)
        if gap.stage:
            return self._decoration(state, sign) if sign in DECORATIONS else None
        if sign in "|:":
            return self._begin_bar(state, sign)
        if sign in " \n\\" or sign == ")":
            return self._space(state, sign)
        if gap.line and self.may_write(state, sign):
            return self._begin_line(state, sign)
        if gap.line and sign == "%" and not self.clean and gap.fields < MOST_CHANGES:
            return self.comment(state._replace(gap=gap._replace(fields=gap.fields + 1)), "\n")
        if sign == "Z":
            return self.begin_measures(state)
        return self._decoration(state, sign) if sign in DECORATIONS and not gap.line else None

    # spaces and line ends

    def _space(self, state: State, sign: str) -> State | None:
        gap, time = state.gap, state.time
        if sign == " ":
            spare = not (gap.line or gap.space)
            return state._replace(gap=gap._replace(space=True)) if spare else None
        if sign == ")":
            closes = state.slurs and not gap.bar and not state.part.empty
            return state._replace(slurs=state.slurs - 1, gap=gap._replace(line=False)) if closes else None
        if gap.stage or time.left or time.stretch != EVEN:
            return None
        if sign == "\n" and gap.line:
            ends = not state.slurs and self.sections.ends(state)
            return state._replace(mode="done") if ends else None
        if sign == "\n":
            return self.new_line(state)
        return self.alive(state._replace(mode="continued", lex=False)) if not gap.line else None

    def _continued(self, state: State, sign: str) -> State | None:
        """After a backslash: a line end, then a field; the music goes on after it."""
        if not state.lex:
            return self.alive(state._replace(lex=True)) if sign == "\n" else None
        return self.alive(self.field(state, "\n", sign)) if self.may_write(state, sign) else None

    def _begin_line(self, state: State, letter: str) -> State | None:
        """A field, or in whole tunes a decoration that looks like the beginning of one."""
        if not self.clean and letter in DECORATIONS:
            return self.alive(state._replace(mode="letter", lex=letter))
        return self.alive(self.field(state, "\n", letter))

    def _letter(self, state: State, sign: str) -> State | None:
        if sign != ":":
            return None
        return self._colon(self.field(state, "\n", state.lex), sign)

    def _end_letter(self, state: State) -> State | None:
        return self._decoration(state._replace(mode="gap"), state.lex)

    # marks before a note

    def _mark(self, state: State, sign: str) -> State | None:
        gap = state.gap
        if sign == "{":
            return self.begin_graces(state) if gap.stage < GRACE else None
        if sign in "~.":
            return self._decoration(state, sign)
        if sign == '"':
            once = gap.stage == 0 or (not self.clean and gap.stage == SYMBOL and gap.signs < MOST_SIGNS)
            begun = state._replace(gap=gap._replace(stage=SYMBOL, signs=gap.signs + 1))
            if not once or (self.controls.chords is False) or not self.may_sound(begun):
                return None
            return self.alive(begun._replace(mode="quote", lex=""))
        return self.alive(state._replace(mode="tuplet", lex="(")) if gap.stage <= SLUR else None

    def _decoration(self, state: State, sign: str) -> State | None:
        gap = state.gap
        signs = gap.signs if gap.stage == DECORATION else 0
        spare = not self.clean and gap.stage <= DECORATION and signs < MOST_SIGNS
        if not spare or not self.may_sound(state):
            return None
        return state._replace(
            mode="gap", lex=(), gap=gap._replace(stage=DECORATION, signs=signs + 1, line=False)
        )

    def _quote(self, state: State, sign: str) -> State | None:
        text: str = state.lex
        free = not self.clean and not self.controls.chords  # an annotation, perhaps
        if sign == '"':
            whole = bool(text) if free else is_symbol(text, self.vocabulary)
            return state._replace(mode="gap", lex=()) if whole else None
        if free:
            grows = sign not in "\n%" and len(text) < LONGEST_QUOTE
        else:
            grows = begins_symbol(text + sign, self.vocabulary)
        return state._replace(lex=text + sign) if grows else None

    def _tuplet(self, state: State, sign: str) -> State | None:
        """``(3``, ``(3:2``, ``(3:2:3``."""
        text, time = state.lex + sign, state.time
        may = sign in TUPLET_SIGNS and self._may_group(state)
        grows = may and self.lengths.may_group(text, time.room, time.unit, time.compound)
        return state._replace(lex=text) if grows else None

    def _end_tuplet(self, state: State) -> State | None:
        """In whole tunes a parenthesis may also open a slur."""
        text, time = state.lex, state.time
        if text == "(":
            return self._slur(state)
        group = (
            self.lengths.group(text, time.room, time.unit, time.compound) if self._may_group(state) else None
        )
        if group is None:
            return None
        time = time._replace(left=group.left, p=group.p, q=group.q)
        return state._replace(mode="gap", lex=(), time=time, gap=state.gap._replace(stage=TUPLET, signs=0))

    def _may_group(self, state: State) -> bool:
        return not state.time.left and state.time.stretch == EVEN and self.may_sound(state)

    def _slur(self, state: State) -> State | None:
        if self.clean or state.slurs >= MOST_SLURS or ")" not in self.vocabulary or not self.may_sound(state):
            return None
        return state._replace(mode="gap", lex=(), slurs=state.slurs + 1, gap=state.gap._replace(stage=SLUR))

    # bar lines, endings, and what else begins with a bracket

    def _begin_bar(self, state: State, sign: str) -> State | None:
        gap, time = state.gap, state.time
        apart = not gap.bar or gap.space or gap.line  # two bar lines side by side would be read as one
        if not apart or time.left or time.stretch != EVEN:
            return None
        return self.alive(state._replace(mode="bar", lex=sign))

    def _bar(self, state: State, sign: str) -> State | None:
        text: str = state.lex
        if sign.isdigit():  # |1 is short for |[1
            crossed = None if self.clean else self._end_bar(state)
            return None if crossed is None else self._ending(crossed, sign)
        grows = any(self.sections.cross(state, kind) is not None for kind in self.kinds.get(text + sign, ()))
        return state._replace(lex=text + sign) if grows else None

    def _end_bar(self, state: State) -> State | None:
        return self.sections.cross(state, BARS[state.lex]) if state.lex in self.bars else None

    def _ending(self, state: State, sign: str) -> State | None:
        if "2" not in self.vocabulary or sign not in "12" or state.gap.stage:
            return None
        return self.sections.ending(state, int(sign))

    def _bracket(self, state: State, sign: str) -> State | None:
        plain = state._replace(mode="gap", lex=())
        if sign == "|":
            gap = state.gap
            return self._begin_bar(plain, "[|") if not gap.stage else None
        if sign.isdigit():
            return self._ending(plain, sign)
        if sign in "KML" and "]" in self.vocabulary:
            return self.alive(self.field(plain, "[", sign)) if self.may_change(plain, sign) else None
        chord = self.begin_chord(plain)
        return None if chord is None else self._chord(chord, sign)
