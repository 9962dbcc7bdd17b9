"""Reading notes, rests, chords and grace notes."""

from tunesmith.music.abc.grammar.heads import ACCIDENTALS, LETTERS, MOST_MARKS, Head, is_tonic
from tunesmith.music.abc.grammar.language import Language, Written
from tunesmith.music.abc.grammar.lengths import BROKEN, EVEN
from tunesmith.music.abc.grammar.state import Gap, Spot, State

MOST_GRACES = 8
SYMBOL, SLUR, TUPLET, DECORATION, GRACE, MEASURES = range(1, 7)  # the order of a note's marks, and its end


class Notes(Language):
    def begin_head(self, state: State, sign: str, head: Head) -> State | None:
        """A notehead begins with its accidental or its letter."""
        if sign in LETTERS:
            head = head._replace(letter=sign)
        elif head.accidental + sign in ACCIDENTALS and not (head.accidental and self.controls.simple):
            head = head._replace(accidental=head.accidental + sign)
        else:
            return None
        if not self._can_be(state, head):
            return None
        gap = Gap(line=False, stage=state.gap.stage)  # all that still matters of it
        return state._replace(mode="head", lex=head, gap=gap)

    def _can_be(self, state: State, head: Head) -> bool:
        """Whether a head that is begun can become one that may stand here."""
        if head.place == "note" and not self.may_sound(state):
            return False
        bound = self.heads.pitched or (head.place != "grace" and (state.tied or head.before))
        if not bound:
            return True
        return any(self._may_be(state, whole) for whole in self.heads.completions(head))

    def _may_be(self, state: State, head: Head) -> bool:
        if not self.heads.may_be(state, head):
            return False
        if not self.sections.homeward(state):
            return True
        spot = self.heads.spot(state, head)
        if head.accidental and state.key.tonic[0] == spot[0] and not is_tonic(spot, state.key):
            return False  # the tonic's own step must stay at hand
        leave = head.place == "chord" or not is_tonic(spot, state.key)
        return head.place == "grace" or bool(self.choices(state, leave=leave).whole)

    def _head(self, state: State, sign: str) -> State | None:
        head: Head = state.lex
        if not head.letter:
            return self.begin_head(state, sign, head)
        longer = head._replace(marks=head.marks + 1)
        fits = sign == head.mark and longer.marks <= MOST_MARKS and self._can_be(state, longer)
        return state._replace(lex=longer) if fits else None

    def _end_head(self, state: State) -> State | None:
        head: Head = state.lex
        if not head.letter or not self._may_be(state, head):
            return None
        spot = self.heads.spot(state, head)
        if head.accidental:
            state = state._replace(altered=tuple(sorted({**dict(state.altered), spot[0]: spot[2]}.items())))
        if head.place == "note":
            return state._replace(mode="length", lex=Written("note", "", (spot,)))
        if head.place == "chord":
            rest = head._replace(accidental="", letter="", marks=0, before=(*head.before, spot))
            return state._replace(mode="chord", lex=rest)
        return state._replace(mode="grace", lex=(len(head.before) + 1, ""))

    # lengths

    def _length(self, state: State, sign: str) -> State | None:
        written: Written = state.lex
        choices = self.choices(state, leave=self._leave(state, written))
        if written.text + sign in choices.begun:
            return state._replace(lex=written._replace(text=written.text + sign))
        if sign in "<>" and choices.may_break(written.text, sign):
            return state._replace(mode="broken", lex=(written, sign))
        if sign == "-" and written.kind != "rest" and not written.kept and self._may_tie(state, written):
            kept = tuple(dict.fromkeys(written.spots))  # a unison is tied to one head or two
            return state._replace(mode="tie", lex=written._replace(kept=kept))
        return None

    def _end_length(self, state: State) -> State | None:
        return self._finish(state, state.lex, "")

    def _tie(self, state: State, sign: str) -> State | None:
        written: Written = state.lex
        choices = self.choices(state, leave=self._leave(state, written))
        if sign in "<>" and choices.may_break(written.text, sign):
            return state._replace(mode="broken", lex=(written, sign))
        return None

    _end_tie = _end_length

    def _broken(self, state: State, sign: str) -> State | None:
        """After ``>`` or ``<``; the sign may grow."""
        written, signs = state.lex
        choices = self.choices(state, leave=self._leave(state, written))
        if sign in "<>" and choices.may_break(written.text, signs + sign):
            return state._replace(lex=(written, signs + sign))
        return None

    def _end_broken(self, state: State) -> State | None:
        return self._finish(state, *state.lex)

    def _finish(self, state: State, written: Written, signs: str) -> State | None:
        """The note is whole."""
        choices = self.choices(state, leave=self._leave(state, written))
        if written.text not in choices.whole.get(signs, ()):
            return None
        time = state.time
        before, stretch = BROKEN[signs] if signs else (time.stretch, EVEN)
        length = self.lengths.ticks(written.text, time.unit)
        after = time.room._replace(stretch=before).after(length, stretch)
        assert after is not None
        time = time._replace(
            pos=time.goal - after.rest,
            left=after.left,
            p=after.p,
            q=after.q,
            stretch=after.stretch,
            pair=after.pair,
        )
        home = self.heads.end_on_tonic and (
            self._tonic(written.spots, state) if written.kind != "rest" or not state.home else state.home
        )
        return state._replace(
            mode="gap", lex=(), time=time, tied=written.kept, home=home, gap=Gap(line=False),
            part=self.sections.sounded(state.part),
        )  # fmt: skip

    def _leave(self, state: State, written: Written) -> bool:
        """Whether the bar must not end with this note."""
        if written.kept and self._tie_stays(state, written.spots):
            return True
        return self.sections.homeward(state) and not self._tonic(written.spots, state)

    def _tie_stays(self, state: State, spots: tuple[Spot, ...]) -> bool:
        """Whether a tie must not leave this bar: no bar follows, or one that has to end on the tonic."""
        if self.sections.ending_bar(state):
            return True
        return self.sections.before_home(state) and not self._tonic(spots, state)

    def _tonic(self, spots: tuple[Spot, ...], state: State) -> bool:
        return len(spots) == 1 and is_tonic(spots[0], state.key)

    def _may_tie(self, state: State, written: Written) -> bool:
        """Whether the note may last on into the next."""
        if self.sections.homeward(state) and not self._tonic(written.spots, state):
            return False
        leave = self._tie_stays(state, written.spots)
        return any(written.text in texts for texts in self.choices(state, leave=leave).whole.values())

    def begin_rest(self, state: State, sign: str) -> State | None:
        if state.tied or state.gap.stage == GRACE or not self.may_sound(state):
            return None
        written = Written("rest")
        if self._leave(state, written) and not self.choices(state, leave=True).whole:
            return None
        return state._replace(mode="length", lex=written)

    def begin_measures(self, state: State) -> State | None:
        """``Z``: rests of whole bars."""
        time, part = state.time, state.part
        whole = (
            time.bar and time.pos == 0 and time.goal == time.bar and not time.left and time.stretch == EVEN
        )
        if not whole or state.tied or part.fresh or state.gap.stage or self.sections.homeward(state):
            return None
        if self.controls.chords or self.controls.simple or not self.sections.open_to_notes(state):
            return None
        return state._replace(mode="measures", lex="")

    def _measures(self, state: State, sign: str) -> State | None:
        if not state.lex and sign in "23456789":
            bars = int(sign) - 1
            if self.sections.plan or not self.sections.has_bars(state, bars):
                return None
            return state._replace(lex=sign, counts=self.sections.count(state.counts, bars))
        return None

    def _end_measures(self, state: State) -> State:
        """Only a space or bar line follows: ``Z:`` would be a field at the beginning of a line."""
        return state._replace(
            mode="gap", lex=(), time=state.time._replace(pos=state.time.bar), home=False,
            gap=Gap(line=False, stage=MEASURES), part=self.sections.sounded(state.part),
        )  # fmt: skip

    # chords and grace notes

    def begin_chord(self, state: State) -> State | None:
        head = Head("chord")
        if (
            "]" not in self.vocabulary
            or not self.may_sound(state)
            or (self.sections.homeward(state) and not self.choices(state, leave=True).whole)
        ):
            return None
        return state._replace(mode="chord", lex=head)

    def _chord(self, state: State, sign: str) -> State | None:
        """Between the heads of a chord."""
        head: Head = state.lex
        if sign == "-" and head.before and head.before[-1] not in head.kept:
            leave = self._tie_stays(state, ())
            if self.sections.homeward(state) or not self.choices(state, leave=leave).whole:
                return None
            return state._replace(lex=head._replace(kept=(*head.kept, head.before[-1])))
        if sign == "]":
            if len(head.before) < 2 or not set(state.tied) <= set(head.before):
                return None
            return state._replace(mode="length", lex=Written("chord", "", head.before, head.kept))
        return self.begin_head(state, sign, head)

    def begin_graces(self, state: State) -> State | None:
        if "}" not in self.vocabulary or not self.may_sound(state):
            return None
        return self.alive(state._replace(mode="grace", lex=(0, "{")))

    def _grace(self, state: State, sign: str) -> State | None:
        """Between grace notes; ``lex`` counts them and holds the length of the last."""
        count, text = state.lex
        if text == "{" and sign == "/":
            return self.alive(state._replace(lex=(0, "")))
        begun, spellings = self.lengths.spellings(state.time.unit)
        whole = text in ("{", "") or text in spellings
        if sign == "}" and count and whole:
            return state._replace(mode="gap", lex=(), gap=state.gap._replace(stage=GRACE, signs=0))
        if count and text + sign in begun:
            return state._replace(lex=(count, text + sign))
        if not whole or count >= MOST_GRACES:
            return None
        filler: tuple[Spot, ...] = (("C", 0, 0),) * count  # only their number matters
        return self.begin_head(state, sign, Head("grace", before=filler))
