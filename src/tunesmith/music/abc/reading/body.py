"""The music of a tune: from lines to elements."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from tunesmith.music.abc.reading.accidentals import Accidentals
from tunesmith.music.abc.reading.drafts import Draft, NoteDraft, RestDraft, pitch, stretch
from tunesmith.music.abc.reading.fields import read_field, read_tempo
from tunesmith.music.abc.reading.header import Header
from tunesmith.music.abc.reading.lines import Line, without_comment
from tunesmith.music.abc.reading.marks import Marks
from tunesmith.music.abc.reading.tokens import ONE, TOKEN, note_reader, read_bar, read_length
from tunesmith.music.abc.reading.tuplets import TupletCount, read_tuplet
from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.tune import Bar, Element, Ending, Field, LineBreak, Note, Pitch

LETTERS = set("~.uvHLMOPSTR")  # decorations of one letter that every program knows
BROKEN = {1: Fraction(1, 2), 2: Fraction(1, 4), 3: Fraction(1, 8)}  # signs -> what the shorter note keeps


class Body:
    """Reads lines of music one sign after another; ``elements`` gives what was read."""

    def __init__(self, text: str, header: Header, findings: Findings) -> None:
        self.text = text
        self.findings = findings
        self.meter = header.meter
        self.unit = header.unit * 4  # in quarter notes
        self.accidentals = Accidentals(header.key)
        self.letters = LETTERS | {field.value[:1] for field in header.fields if field.letter == "U"}
        self.out: list[Element] = []
        self.marks = Marks()
        self.tuplet = TupletCount(findings)
        self.last: Draft | None = None  # the note or rest before, across bar lines
        self.alone = True  # no note yet in this bar: nothing to break a rhythm with
        self.apart = True  # something stands between the last note and the next
        self.broken: tuple[Fraction, int] | None = None  # stretches the next note; offset of the sign
        self.slurs: list[int] = []  # offsets of the slurs that are open
        self.voice: str | None = None
        self.muted = False  # in a voice that is not read
        self.overlay = False
        self.continued = False
        self.junk_end = -1
        self.end = 0  # of the last line of music
        self.read_note = note_reader(self.unit)
        self.readers: dict[str, Callable[[str, int, int], None]] = {
            kind: getattr(self, f"_{kind}") for kind in TOKEN.groupindex if kind != "space"
        }

    def elements(self) -> tuple[Element, ...]:
        return tuple(self.out)

    def read(self, lines: Sequence[Line]) -> None:
        """Read up to the blank line that ends the tune."""
        for index, line in enumerate(lines):
            if line.kind == "music":
                self._music(line)
                self.end = line.end
            elif line.kind == "field":
                if line.letter == "X":
                    self.findings.add(line.start, "text-after-tune", "a second X: begins another tune")
                    break
                value = without_comment(self.text[line.value_start : line.end])
                self._field(line.start, line.end, line.letter, value, inline=False)
            elif line.kind == "blank" and self.last is not None:
                self._after_tune(lines[index:])
                break
        self._end()

    def _end(self) -> None:
        self._end_broken()
        self.tuplet.end()
        self._last_line_break()
        if self.last is not None:
            self.marks.end(self.last)
            self.last.finish()
        for offset in self.slurs:
            self.findings.add(offset, "slur-unclosed", "this slur is never closed")

    def _last_line_break(self) -> None:
        """A line that was to be continued, and was not, ends here."""
        music = (item for item in reversed(self.out) if not isinstance(item, Field) or item.inline)
        if not isinstance(next(music, LineBreak(0, 0)), LineBreak):
            end = max(self.end, self.out[-1].end)
            self.out.append(LineBreak(end, end))

    def _after_tune(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if line.kind in ("music", "field"):
                message = "this stands after the blank line that ends the tune and is not read"
                self.findings.add(line.start, "text-after-tune", message)
                return

    def _music(self, line: Line) -> None:
        self.continued, self.apart = False, True
        for match in TOKEN.finditer(self.text, line.start, line.end):
            kind = match.lastgroup
            if kind == "space":
                self.apart = True
            elif not (self.muted or self.overlay) or kind in ("inline", "bar"):
                start, end = match.span()
                self.readers[kind](match.group(), start, end)  # type: ignore[index]
        self.overlay = False
        if not self.continued:
            self._line_break(line.end, line.next)

    def _line_break(self, start: int, end: int) -> None:
        """End a line, if anything stands on it."""
        self.apart = True
        before = self.out[-1] if self.out else None
        on_its_own = isinstance(before, LineBreak) or (isinstance(before, Field) and not before.inline)
        if before is not None and not on_its_own:
            self.out.append(LineBreak(start, end))

    # notes and rests

    def _note(self, token: str, start: int, end: int) -> None:
        head, length = self._head(token, start)
        self._add(NoteDraft(start, end, (head,), length))

    def _head(self, token: str, start: int) -> tuple[Pitch, Fraction]:
        """One notehead as it sounds here, and its length."""
        step, octave, accidental, length, complaint = self.read_note(token)
        if complaint:
            what = "length" if complaint == "length-unknown" else "pitch"
            self.findings.add(start, complaint, f"the {what} of “{token}” is out of bounds")
        alter = self.accidentals.alter(step, octave, accidental)
        return pitch(step, octave, alter, accidental, False), length

    def _chord(self, token: str, start: int, end: int) -> None:
        if (chord := self._read_chord(token, start)) is not None:
            self._add(NoteDraft(start, end, *chord))
            for p in chord[0]:
                if p.tie:
                    self.accidentals.tie(p.step, p.octave, p.alter)

    def _read_chord(self, chord: str, start: int) -> tuple[tuple[Pitch, ...], Fraction] | None:
        """The pitches of a chord, and its length: its first note's times the one after the bracket."""
        pitches: list[Pitch] = []
        first = None
        close = chord.rindex("]")
        for match in TOKEN.finditer(self.text, start + 1, start + close):
            kind, token = match.lastgroup, match.group()
            if kind == "note":
                head, length = self._head(token, match.start())
                first = first or length
                pitches.append(head)
            elif kind == "tie" and pitches:
                p = pitches[-1]
                pitches[-1] = pitch(p.step, p.octave, p.alter, p.accidental, True)
            elif kind in ("quote", "decoration", "open"):
                self.readers[kind](token, match.start(), match.end())
            elif kind == "close" and self.slurs:
                self.slurs.pop()
                self.marks.close_slur()
            elif kind not in ("space", "nothing"):
                self._junk(token, match.start(), match.end())
        if first is None:
            self.findings.add(start, "chord-empty", "this chord holds no notes")
            return None
        return tuple(pitches), first * self._length(chord[close + 1 :], start)

    def _rest(self, token: str, start: int, end: int) -> None:
        length = self._length(token[1:], start)
        visible = token[0] in "zZ"
        if token[0] in "ZX":
            measures = length.numerator if length.denominator == 1 and length < 1000 else 1
            self._add(RestDraft(start, end, (self.meter.length or 4) * Fraction(measures), visible, measures))
        else:
            self._add(RestDraft(start, end, length * self.unit, visible, 0))

    def _add(self, draft: Draft) -> None:
        """Put a note or rest in its place, with all that was written before it."""
        if self.broken is not None and not draft.measures:
            stretch(draft, self.broken[0])
            self.broken = None
        if self.tuplet.left:
            self.tuplet.take(draft)
        if self.marks.waiting:
            self.marks.apply(draft)
        if self.accidentals.tied:
            self.accidentals.tied.clear()
        if self.last is not None:
            self.last.beamed = not self.apart
            self.last.finish()
        self.out.append(draft)  # type: ignore[arg-type]  # it becomes a Note or Rest when it is finished
        self.last = draft
        self.alone = self.apart = False

    def _length(self, text: str, start: int) -> Fraction:
        length = read_length(text)
        if length is None:
            self.findings.add(start, "length-unknown", f"“{text}” is not a length; write 2, 3/2, / or /4")
            return ONE
        return length

    def _grace(self, token: str, start: int, end: int) -> None:
        graces: list[Note] = []
        slashed = token.startswith("{/")
        self.accidentals.tied, tied = {}, self.accidentals.tied  # a tie reaches over grace notes
        for match in TOKEN.finditer(self.text, start + 1 + slashed, end - 1):
            kind, inner = match.lastgroup or "", match.group()
            here, after = match.span()
            if kind == "note":
                head, length = self._head(inner, here)
                graces.append(Note(here, after, (head,), length, length))
            elif kind == "chord":
                if (chord := self._read_chord(inner, here)) is not None:
                    graces.append(Note(here, after, *chord, chord[1]))
            elif kind not in ("space", "nothing", "tie", "open", "close", "broken", "quote", "decoration"):
                self._junk(inner, here, after)
        self.accidentals.tied = tied
        if not graces:
            self.findings.add(start, "grace-empty", "these braces hold no grace notes")
            return
        self.marks.add_graces(graces, slashed)

    # signs between notes

    def _nothing(self, token: str, start: int, end: int) -> None:
        """Back-ticks are for the eye of the writer, ``y`` for the engraver's."""

    def _comment(self, token: str, start: int, end: int) -> None:
        """Not music."""

    def _continuation(self, token: str, start: int, end: int) -> None:
        self.continued = True

    def _linebreak(self, token: str, start: int, end: int) -> None:
        self._line_break(start, end)

    def _bar(self, token: str, start: int, end: int) -> None:
        if self.muted:
            return
        self.overlay = False
        self._end_broken()
        self.tuplet.bar_line()
        self.accidentals.bar_line()
        self.alone = self.apart = True
        self.out.append(Bar(start, end, *read_bar(token)))

    def _ending(self, token: str, start: int, end: int) -> None:
        numbers: list[int] = []
        for part in token.lstrip("[ ").split(","):
            first, *others = (int(number) for number in part.split("-"))
            last = others[-1] if others else first
            if not 0 < first <= last < 100:
                self.findings.add(start, "ending-unknown", f"“{token}” is not an ending; write [1 or [1,3")
                return
            numbers.extend(range(first, last + 1))
        self.apart = True
        self.out.append(Ending(start, end, tuple(numbers)))

    def _broken(self, token: str, start: int, end: int) -> None:
        if self.alone or self.last is None or self.last.measures or self.broken or len(token) > 3:
            self._report_broken(start)
            return
        short = BROKEN[len(token)]
        before, after = (2 - short, short) if token[0] == ">" else (short, 2 - short)
        stretch(self.last, before)
        self.broken = (after, start)

    def _end_broken(self) -> None:
        """The second note of a broken rhythm did not come in its bar."""
        if self.broken is not None:
            self._report_broken(self.broken[1])
            self.broken = None

    def _report_broken(self, start: int) -> None:
        self.findings.add(start, "broken-rhythm-alone", "a broken rhythm stands between two notes of one bar")

    def _quote(self, token: str, start: int, end: int) -> None:
        self.marks.add_quote(token[1:-1])

    def _decoration(self, token: str, start: int, end: int) -> None:
        if len(token) == 1 and token not in self.letters:
            message = f"“{token}” is no decoration unless a U: field makes it one"
            self.findings.add(start, "decoration-unknown", message)
            return
        self.marks.add_decoration(token)

    def _tuplet(self, token: str, start: int, end: int) -> None:
        if (tuplet := read_tuplet(token, start, self.meter)) is not None:
            self.tuplet.begin(tuplet)
        else:
            self.findings.add(start, "tuplet-unknown", f"“{token}” is not a tuplet; write (3 or (3:2:3")

    def _open(self, token: str, start: int, end: int) -> None:
        self.slurs.append(start)
        self.marks.open_slur()

    def _close(self, token: str, start: int, end: int) -> None:
        if not self.slurs:
            self.findings.add(start, "slur-unopened", "no slur is open here")
            return
        self.slurs.pop()
        if self.marks.opening:  # no note since it was opened, only grace notes: ({ab})
            self.marks.opening -= 1
        elif self.last is not None:
            self.last.slurs_closed += 1

    def _tie(self, token: str, start: int, end: int) -> None:
        if not isinstance(self.last, NoteDraft):
            self.findings.add(start, "tie-alone", "a tie follows a note")
            return
        self.last.tie()
        for p in self.last.pitches:
            self.accidentals.tie(p.step, p.octave, p.alter)

    def _overlay(self, token: str, start: int, end: int) -> None:
        self.findings.add(start, "overlay-ignored", "the overlay is not read")
        self.overlay = True

    def _junk(self, token: str, start: int, end: int) -> None:
        if start != self.junk_end:  # one report for a run of them
            rule, message = _junk_message(token)
            self.findings.add(start, rule, message)
        self.junk_end = end

    # fields

    def _inline(self, token: str, start: int, end: int) -> None:
        self._field(start, end, token[1], without_comment(token[3:-1]), inline=True)

    def _field(self, start: int, end: int, letter: str, value: str, inline: bool) -> None:
        if letter == "V":
            self._change_voice(start, value)
            return
        if self.muted:
            return
        field = read_field(start, end, letter, value, inline, self.findings)
        if field.key is not None:
            self.accidentals.change_key(field.key)
        elif field.meter is not None:
            self.meter = field.meter
        elif field.unit is not None:
            self.unit = field.unit * 4
            self.read_note = note_reader(self.unit)
        elif letter == "U":
            self.letters.add(value[:1])
        elif letter == "Q" and not read_tempo(value, self.unit / 4)[1]:
            self.findings.add(start, "tempo-unknown", f"“{value}” is not a tempo; write 3/8=120")
        self.apart = True
        self.out.append(field)

    def _change_voice(self, start: int, value: str) -> None:
        voice = value.split(" ", 1)[0]
        if self.voice is None and self.last is None:
            self.voice = voice
        elif self.voice is None:
            self.voice = ""
        if voice != self.voice and not self.muted:
            self.findings.add(start, "voices-ignored", f"voice “{voice}” is not read, only the first is")
        self.muted = voice != self.voice


def _junk_message(token: str) -> tuple[str, str]:
    if token == "[":
        return "chord-unclosed", "this [ begins no chord, ending or field that closes in its bar"
    if token == "{":
        return "grace-unclosed", "these grace notes are not closed with } in their bar"
    if token == '"':
        return "quote-unclosed", "this quotation mark has no second one on its line"
    return "unexpected-text", f"“{token}” means nothing here"
