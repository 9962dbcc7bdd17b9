"""Only sound tabla: cycles add up, tihais land on sam, the khali half mirrors the bhari half.

What is begun can always be ended: a word is allowed only where the rest of the half, the cycle or the
way to sam can still be filled with words of the vocabulary.
"""

from collections.abc import Iterable, Sequence

from tunesmith.codecs.bol_halves import Halves
from tunesmith.codecs.bol_landing import Landing
from tunesmith.codecs.bol_lexicon import PARTED, Lexicon
from tunesmith.codecs.bol_spot import CYCLES, FOLLOWS, LONGEST, MOST_THEKAS, MOST_VARIATIONS, SILENCE, Spot
from tunesmith.codecs.demands import refuse_demands, wanted
from tunesmith.codecs.masks import Mask, MaskedGrammar, Masks
from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls
from tunesmith.music.tabla.forms import CHAKRADAR, THEME, TIHAI, VARIATION, Form

KEPT = ("tala", "laya", "form", "variations")


class BolGrammar(MaskedGrammar):
    """The grammar of ``bol.v1``."""

    def __init__(self, words: Sequence[str], controls: Controls) -> None:
        """Raises TunesmithError for demands that cannot be kept."""
        lexicon = self._lexicon = Lexicon(words)
        self._all = tuple(lexicon.notes)
        self._masks = Masks(len(words))
        self._halves = {token: Halves(lexicon, tala) for token, tala in lexicon.talas.items()}
        bols, rests = lexicon.lengths(lexicon.bols), lexicon.lengths(lexicon.rests)
        self._landings = {
            token: Landing(
                tala.matras * lexicon.unit, bols, rests, LONGEST * lexicon.unit, SILENCE * lexicon.unit
            )
            for token, tala in lexicon.talas.items()
        }
        self._read_demands(controls)

    def _read_demands(self, controls: Controls) -> None:
        lexicon, self._variations = self._lexicon, controls.variations
        refuse_demands("bol", controls, KEPT)
        self._talas = wanted("--tala", {t: tala.name for t, tala in lexicon.talas.items()}, controls.tala)
        self._layas = wanted("--laya", {t: str(laya) for t, laya in lexicon.layas.items()}, controls.laya)
        forms = {t: form.name for t, form in lexicon.forms.items() if form.name in FOLLOWS}
        self._forms = wanted("--form", forms, controls.form)
        if controls.variations is not None:
            self._forms = [t for t in self._forms if VARIATION in FOLLOWS[forms[t]]]
            if not self._forms:
                raise TunesmithError("--variations is for --form kaida or rela: leave it out, or the form")
        self._possible = {
            tala: opening
            for tala in self._talas
            if (opening := [form for form in self._forms if self._opens(tala, form)])
        }
        self._talas = list(self._possible)
        if not self._talas:
            raise TunesmithError("this model has not the bols for such a piece: ask for another tala or form")

    # the contract

    def start(self) -> Spot:
        return Spot()

    def _mask(self, state: Spot) -> Mask:
        return self._masks.get(state._replace(past=0), lambda: self._may(state))

    def advance(self, state: Spot, token: int) -> Spot:
        if not self.allowed(state)[token]:
            word = self._lexicon.words[token]
            raise TunesmithError(f"{word!r} may not stand here: the piece would not come out")
        return self._step(state, token)

    def done(self, state: Spot) -> bool:
        return state.stage == "done"

    def bars(self, state: Spot) -> int:
        """Cycles that are complete."""
        if state.tala < 0:
            return 0
        return (state.past + state.time) // self._cycle(state)

    # for a grammar that spells these words

    @property
    def lexicon(self) -> Lexicon:
        return self._lexicon

    def alike(self, state: Spot) -> Spot:
        """The same for states that the same words may follow, now and later."""
        return state._replace(past=0)

    def step(self, state: Spot, token: int) -> Spot:
        """The state after a word that is known to be allowed."""
        return self._step(state, token)

    # the steps

    def _step(self, state: Spot, token: int) -> Spot:
        lexicon = self._lexicon
        if token in lexicon.length:
            return self._noted(state, token)
        if token == lexicon.end:
            return state._replace(stage="done")
        if token == lexicon.open:
            if state.stage == "open":
                return state._replace(stage="lead" if state.name == CHAKRADAR else "group")
            return state._replace(stage="within", lead=state.time, time=0, last=-1, silent=0, bols=0)
        if token == lexicon.close:
            return self._closed(state)
        if state.stage == "tala":
            return state._replace(stage="laya", tala=token)
        if state.stage == "laya":
            return state._replace(stage="form")
        if state.stage == "form":
            return state._replace(stage="section", form=token)
        return self._headed(state, token)

    def _headed(self, state: Spot, token: int) -> Spot:
        heading = self._lexicon.headings[token]
        grouped = heading.name in (TIHAI, CHAKRADAR)
        past = state.past + state.time
        return state._replace(
            stage="open" if grouped else "notes",
            name=heading.name,
            number=state.number + 1 if heading.name == state.name else 1,
            start=past % self._cycle(state), past=past, time=0, last=-1, silent=0, notes=(), strokes=0,
            theme=state.notes if state.name == THEME else state.theme,
        )  # fmt: skip

    def _noted(self, state: Spot, token: int) -> Spot:
        lexicon = self._lexicon
        sounds = bool(lexicon.bol[token])
        return state._replace(
            time=state.time + lexicon.length[token],
            last=state.time if sounds else state.last,
            silent=0 if sounds else state.silent + lexicon.length[token],
            notes=(*state.notes, token) if state.name in (THEME, VARIATION) else (),
            strokes=state.strokes + lexicon.strokes[token] if state.name == THEME else 0,
            bols=min(2, state.bols + sounds) if state.stage == "within" else state.bols,
        )

    def _closed(self, state: Spot) -> Spot:
        if state.stage == "within":
            return state._replace(stage="after", inner=state.time, time=0, silent=0)
        each = state.lead + 3 * state.inner + state.time if state.stage == "after" else state.time
        return state._replace(stage="ending", past=state.past + 3 * each, time=0, silent=0, lead=0, inner=0)

    # what may follow

    def _may(self, state: Spot) -> list[int]:
        lexicon = self._lexicon
        match state.stage:
            case "tala":
                return self._talas
            case "laya":
                return self._layas
            case "form":
                return self._possible[state.tala]
            case "section" | "ending":
                return self._next(state)
            case "open":
                return [lexicon.open]
            case "group":
                return self._in_group(state)
            case "lead":
                return self._in_lead(state)
            case "within":
                return self._within(state)
            case "after":
                return self._after(state)
            case "notes":
                return [*self._notes(state), *self._ended(state)]
        return []

    def _next(self, state: Spot) -> list[int]:
        """What may follow a section, or begin the piece."""
        lexicon, form = self._lexicon, self._form(state)
        found: list[int] = []
        for name in FOLLOWS[form.name][state.name]:
            if self._counted(state, name) and name == "":
                found.append(lexicon.end)
            elif name and self._counted(state, name) and self._begins(state, name):
                found += [token for token, heading in lexicon.headings.items() if heading.name == name]
        return found

    def _counted(self, state: Spot, name: str) -> bool:
        """Whether there are enough sections so far, and not too many, for this one or for the end."""
        told = state.number if state.name == VARIATION else 0
        if name == VARIATION:
            return told < (MOST_VARIATIONS if self._variations is None else self._variations)
        if state.name in (THEME, VARIATION) and self._variations is not None:
            return told == self._variations
        return name != "theka" or state.name != "theka" or state.number < MOST_THEKAS

    def _begins(self, state: Spot, name: str) -> bool:
        """Whether a section of that name can be completed from here."""
        if not any(heading.name == name for heading in self._lexicon.headings.values()):
            return False
        start, landing = (state.start + state.time) % self._cycle(state), self._landings[state.tala]
        if name == TIHAI:
            return self._lexicon.groups and landing.can(start, 0, -1)
        if name == CHAKRADAR:
            return self._lexicon.groups and landing.can_lead(start, 0)
        if name in CYCLES:
            return self._fills(self._all, self._limit(state.tala, name, start))
        # A whole cycle of theka comes back to this place, from which something else must lead on.
        others = [after for after in FOLLOWS[self._form(state).name].get(name, ()) if after not in ("", name)]
        return name != "theka" or not others or any(self._begins(state, after) for after in others)

    def _opens(self, tala: int, form: int) -> bool:
        """Whether a piece of that form can be written at all."""
        name = self._lexicon.forms[form].name
        begun = Spot(tala=tala, form=form)
        halves = self._halves[tala]
        if THEME in FOLLOWS[name]:
            return self._runs(halves, form) and self._begins(begun, THEME)
        if name == "theka":
            return self._fills(self._all, self._cycle(begun)) and self._begins(begun, "theka")
        return any(self._begins(begun, first) for first in FOLLOWS[name][""] if first != "theka")

    def _runs(self, halves: Halves, form: int) -> bool:
        """Whether the words can fill a half, with as many strokes as the form wants."""
        most = self._lexicon.most_strokes(halves.words, halves.length)[halves.length]
        return most * self._lexicon.unit >= self._lexicon.forms[form].least_density * halves.length

    def _notes(self, state: Spot) -> list[int]:
        if state.name in (THEME, VARIATION):
            return self._mirrored(state)
        lexicon, cycle, tokens = self._lexicon, self._cycle(state), self._first(state)
        if state.name in CYCLES:  # it may end with a bol on sam, and begin with a rest
            tokens = list(lexicon.notes)
            limit = self._limit(state.tala, state.name, state.start)
            if state.time == limit:
                return lexicon.bols
            if state.time > limit:
                return []
        else:
            limit = cycle
        return [token for token in tokens if self._fits(state, token, limit - state.time)]

    def _ended(self, state: Spot) -> list[int]:
        """What may follow when the section ends here."""
        lexicon, cycle = self._lexicon, self._cycle(state)
        form = self._form(state)
        if state.time == 0 or state.last < 0:
            return []
        if state.name in (THEME, VARIATION):
            return self._next(state) if state.time == 2 * self._halves[state.tala].length else []
        if form.whole:
            return self._next(state) if state.time == cycle else []
        lands = (state.start + state.last) % cycle == 0 and state.start + state.last > 0
        found = self._next(state)
        return found if lands or state.name not in CYCLES else [t for t in found if t != lexicon.end]

    def _mirrored(self, state: Spot) -> list[int]:
        """The next note of a theme or variation."""
        halves = self._halves[state.tala]
        if state.time >= 2 * halves.length:
            return []
        forced = halves.forced(state.notes, state.time, state.theme)
        if forced is not None:
            return forced
        if not state.theme:
            return self._in_theme(state, halves)
        words, room = halves.own(state.theme), halves.tail(state.theme)[0] - state.time
        return [token for token in words if self._fits(state, token, room, words)]

    def _in_theme(self, state: Spot, halves: Halves) -> list[int]:
        """As long as enough strokes fit into the half: a rela runs."""
        lexicon, words, half = self._lexicon, halves.words, halves.length
        least, most = self._form(state).least_density * half, lexicon.most_strokes(words, half)
        found = []
        for token in self._first(state, words):
            if self._fits(state, token, half - state.time, words):
                more = most[half - state.time - lexicon.length[token]]
                if (state.strokes + lexicon.strokes[token] + more) * lexicon.unit >= least:
                    found.append(token)
        return found

    # groups

    def _in_group(self, state: Spot) -> list[int]:
        lexicon, landing = self._lexicon, self._landings[state.tala]
        found = [lexicon.close] if landing.lands(state.start, state.time, state.last) else []
        bols = lexicon.bols if state.time < LONGEST * lexicon.unit else []
        for token in [*bols, *lexicon.rests]:
            after = self._noted(state, token)
            if landing.can(state.start, after.time, after.last, after.silent):
                found.append(token)
        return found

    def _in_lead(self, state: Spot) -> list[int]:
        lexicon, landing = self._lexicon, self._landings[state.tala]
        found = [lexicon.open] if state.time and landing.can_within(state.start, state.time) else []
        if state.time < LONGEST * lexicon.unit:
            notes = lexicon.notes if state.time else lexicon.bols
            found += [t for t in notes if landing.can_lead(state.start, state.time + lexicon.length[t])]
        return found

    def _within(self, state: Spot) -> list[int]:
        lexicon, landing = self._lexicon, self._landings[state.tala]
        start, lead = state.start, state.lead
        ends = landing.lands_within(start, lead, state.time, state.last, state.bols)
        found = [lexicon.close] if ends else []
        bols = lexicon.bols if state.time < LONGEST * lexicon.unit else []
        for token in [*bols, *lexicon.rests]:
            after = self._noted(state, token)
            if landing.can_within(start, lead, after.time, after.last, after.bols, after.silent):
                found.append(token)
        return found

    def _after(self, state: Spot) -> list[int]:
        """Rests behind the tihai of a chakradar, until it lands."""
        lexicon, landing = self._lexicon, self._landings[state.tala]
        if landing.lands_after(state.start, state.lead, state.inner, state.last, state.time):
            return [lexicon.close]
        found, cycle = [], self._cycle(state)
        for token in lexicon.rests:
            time = state.time + lexicon.length[token]
            needed = landing.rest_needed(
                -(state.start + 3 * state.lead + 8 * state.inner + state.last + 2 * time)
            )
            if needed is not None and time + needed <= cycle:
                found.append(token)
        return found

    # lengths

    def _cycle(self, state: Spot) -> int:
        return self._lexicon.talas[state.tala].matras * self._lexicon.unit

    def _form(self, state: Spot) -> Form:
        return self._lexicon.forms[state.form]

    def _limit(self, tala: int, name: str, start: int) -> int:
        """The last sam in a section that lands there, from its beginning."""
        return self._lexicon.talas[tala].matras * self._lexicon.unit * CYCLES[name] - start

    def _fills(self, words: tuple[int, ...], room: int) -> bool:
        return self._lexicon.most_strokes(words, room)[room] >= 0

    def _first(self, state: Spot, words: Iterable[int] | None = None) -> list[int]:
        """A section begins with a bol."""
        words = self._lexicon.notes if words is None else words
        return list(words) if state.last >= 0 else [token for token in words if self._lexicon.bol[token]]

    def _fits(self, state: Spot, token: int, room: int, words: tuple[int, ...] | None = None) -> bool:
        """Whether what is left of so many ticks can be filled after it."""
        left = room - self._lexicon.length[token]
        if left < 0 or not self._fills(self._all if words is None else words, left):
            return False
        if self._lexicon.bol[token] not in PARTED:
            return True
        middle = state.start + state.time + self._lexicon.length[token] // 2
        again = self._halves[state.tala].length if words else 0  # the second half has it too
        return not any(self._lexicon.at_vibhag(state.tala, place) for place in (middle, middle + again))
