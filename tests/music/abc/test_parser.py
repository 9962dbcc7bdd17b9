"""The parser on hand-worked examples: what is written, and what it means."""

from fractions import Fraction

import pytest

from tunesmith.music.abc.parser import parse
from tunesmith.music.abc.rules import RULES
from tunesmith.music.abc.tune import Bar, Ending, Field, LineBreak, Note, Rest, Tune


def tune(body: str, meter: str = "4/4", unit: str = "1/4", key: str = "C") -> Tune:
    return parse(f"X:1\nM:{meter}\nL:{unit}\nK:{key}\n{body}\n")


def sound(body: str, meter: str = "4/4", unit: str = "1/4", key: str = "C") -> Tune:
    result = tune(body, meter, unit, key)
    assert result.problems == ()
    return result


def notes(result: Tune) -> list[Note]:
    return [element for element in result.body if isinstance(element, Note)]


def midi(body: str, key: str = "C") -> list[int]:
    return [note.pitches[0].midi for note in notes(sound(body, key=key))]


def durations(body: str, meter: str = "4/4") -> list[Fraction]:
    return [element.duration for element in sound(body, meter).body if isinstance(element, Note | Rest)]


def rules(body: str) -> list[str]:
    return [problem.rule for problem in tune(body).problems]


class TestPitch:
    def test_octaves(self) -> None:
        assert midi("C, C c c' B,, d''") == [48, 60, 72, 84, 47, 98]

    def test_contrary_octave_marks_cancel(self) -> None:
        assert midi("C' c, C',") == [72, 60, 60]

    def test_key_signature(self) -> None:
        assert midi("FCGB", key="D") == [66, 61, 67, 71]
        assert midi("BEA", key="Bb") == [70, 63, 69]
        assert midi("FCG", key="Hp") == [66, 61, 67]

    def test_accidentals(self) -> None:
        assert midi("^F | _B | =F | ^^C | __D", key="C") == [66, 70, 65, 62, 60]
        assert [note.pitches[0].accidental for note in notes(sound("^FF=F"))] == [1, None, 0]

    def test_an_accidental_holds_to_the_bar_line_in_every_octave(self) -> None:
        # the standard's default, and what abc2midi plays for the same line
        assert midi("^F f F, F | f F ^f") == [66, 78, 54, 66, 77, 65, 78]

    def test_every_kind_of_bar_line_ends_it(self) -> None:
        for bar in ("|", "||", "|]", ":|", "|:", "::", "[|]", "[|", ".|", ":||:"):
            assert midi(f"^F F {bar} F") == [66, 66, 65], bar

    def test_a_line_break_does_not_end_it(self) -> None:
        assert midi("^F F\nF | F") == [66, 66, 66, 65]

    def test_a_change_of_key_ends_it(self) -> None:
        assert midi("^F F [K:C] F") == [66, 66, 65]
        assert midi("F [K:G] F\nK:F\nB") == [65, 66, 70]

    def test_a_tie_carries_it_over_the_bar_line_for_one_note(self) -> None:
        assert midi("^F2- | F F") == [66, 66, 65]
        assert midi("^f- | {g}f f") == [78, 78, 77]
        assert midi("^F- | f F") == [66, 77, 65]

    def test_grace_notes_bring_accidentals_into_force(self) -> None:
        assert midi("{^f}g f") == [79, 78]


class TestLengths:
    def test_multipliers_and_fractions(self) -> None:
        assert durations("A A2 A3/2 A/ A// A/4 A3/4 A/2") == [
            1,
            2,
            Fraction(3, 2),
            Fraction(1, 2),
            Fraction(1, 4),
            Fraction(1, 4),
            Fraction(3, 4),
            Fraction(1, 2),
        ]

    def test_unit_length_changes(self) -> None:
        assert durations("A [L:1/8] A A2\nL:1/16\nA") == [1, Fraction(1, 2), 1, Fraction(1, 4)]

    def test_default_unit_follows_the_metre(self) -> None:
        assert parse("X:1\nM:2/4\nK:C\nA|").unit == Fraction(1, 16)
        assert parse("X:1\nM:6/8\nK:C\nA|").unit == Fraction(1, 8)

    def test_broken_rhythm(self) -> None:
        assert durations("A>B A<B") == [Fraction(3, 2), Fraction(1, 2), Fraction(1, 2), Fraction(3, 2)]
        assert durations("A>>B A>>>B") == [Fraction(7, 4), Fraction(1, 4), Fraction(15, 8), Fraction(1, 8)]
        assert durations("A > B A>{g}B (A>)B A>.B [CE]>z") == [Fraction(3, 2), Fraction(1, 2)] * 5

    def test_broken_rhythm_in_a_tuplet(self) -> None:
        first, second, third = notes(sound("(3A>BC"))
        assert (first.duration, second.duration, third.duration) == (1, Fraction(1, 3), Fraction(2, 3))
        assert (first.written, second.written, third.written) == (Fraction(3, 2), Fraction(1, 2), 1)

    def test_broken_rhythm_needs_two_notes_of_one_bar(self) -> None:
        for body in (">A", "A>|B", "A|>B", "A>", "A>>>>B", "A>Z"):
            assert rules(body) == ["broken-rhythm-alone"], body

    def test_lengths_out_of_bounds(self) -> None:
        for body in ("A0", "A99999", "A/0", "A/5000", "A//3", "z0", "[CE]0"):
            assert rules(body) == ["length-unknown"], body

    def test_written_and_lasting(self) -> None:
        (note, *_) = notes(sound("(3ABc"))
        assert (note.written, note.duration) == (1, Fraction(2, 3))


class TestTuplets:
    @pytest.mark.parametrize(
        ("sign", "meter", "q"),
        [
            ("(2", "4/4", 3),
            ("(3", "4/4", 2),
            ("(4", "4/4", 3),
            ("(6", "4/4", 2),
            ("(8", "4/4", 3),
            ("(5", "4/4", 2),
            ("(5", "6/8", 3),
            ("(7", "4/4", 2),
            ("(7", "9/8", 3),
            ("(9", "12/8", 3),
            ("(9", "3/4", 2),
        ],
    )
    def test_defaults(self, sign: str, meter: str, q: int) -> None:
        p = int(sign[1])
        read = notes(sound(sign + "A" * p + "B", meter))
        assert [note.duration for note in read] == [Fraction(q, p)] * p + [1]
        assert read[0].tuplet is read[p - 1].tuplet
        assert read[p].tuplet is None

    def test_full_form(self) -> None:
        assert durations("(3:2:2 AB c") == [Fraction(2, 3), Fraction(2, 3), 1]
        assert durations("(5:4 ABcde f") == [Fraction(4, 5)] * 5 + [1]
        assert durations("(3::2 ABc") == [Fraction(2, 3), Fraction(2, 3), 1]
        assert durations("(3:: ABc d") == [Fraction(2, 3)] * 3 + [1]

    def test_rests_and_chords_count_and_graces_do_not(self) -> None:
        assert durations("(3z{g}A[CE] B") == [Fraction(2, 3)] * 3 + [1]

    def test_cut(self) -> None:
        assert rules("(3AB|c") == ["tuplet-cut"]
        assert rules("(3AB(3cde|") == ["tuplet-cut"]
        assert rules("(3AB") == ["tuplet-cut"]
        assert durations("(3ABc|(3ABc") == [Fraction(2, 3)] * 6

    def test_unknown(self) -> None:
        assert rules("(1A") == ["tuplet-unknown"]
        assert rules("(999:2:2 AB") == ["tuplet-unknown"]


class TestChordsAndGraces:
    def test_chord_length_multiplies(self) -> None:
        (chord,) = notes(sound("[C2E2G2]3/2"))
        assert [pitch.midi for pitch in chord.pitches] == [60, 64, 67]
        assert chord.duration == 3

    def test_ties_of_a_chord(self) -> None:
        first, second = notes(sound("[C-E][CE]-|"))
        assert [pitch.tie for pitch in first.pitches] == [True, False]
        assert [pitch.tie for pitch in second.pitches] == [True, True]

    def test_marks_inside_a_chord_belong_to_it(self) -> None:
        (chord,) = notes(sound('["Am"!f!A.c]'))
        assert (chord.symbol, chord.decorations) == ("Am", ("!f!", "."))

    def test_grace_notes(self) -> None:
        (note,) = notes(sound("{/ga}A"))
        assert [grace.pitches[0].midi for grace in note.graces] == [79, 81]
        assert note.slashed
        assert not notes(sound("{g}A"))[0].slashed
        assert [len(grace.pitches) for grace in notes(sound("{[ce]d}A"))[0].graces] == [2, 1]

    def test_grace_notes_before_a_bar_line_or_rest_wait_for_a_note(self) -> None:
        assert [len(note.graces) for note in notes(sound("A {g}|A {g}z A"))] == [0, 1, 1]

    def test_unclosed(self) -> None:
        assert rules("[CE A|") == ["chord-unclosed"]
        assert rules("{gA|") == ["grace-unclosed"]
        assert rules("[]A") == ["chord-empty"]
        assert rules("{}A") == ["grace-empty"]


class TestMarks:
    def test_chord_symbol_and_annotation(self) -> None:
        (note,) = notes(sound('"Am7""^slow""@1,2 here"A'))
        assert note.symbol == "Am7"
        assert note.annotations == ("^slow", "@1,2 here")
        assert notes(sound('"4"A'))[0].symbol == "4"

    def test_a_second_chord_symbol_is_kept_as_annotation(self) -> None:
        (note,) = notes(sound('"A""B"c'))
        assert (note.symbol, note.annotations) == ("A", ("B",))

    def test_a_chord_symbol_before_a_bar_line_belongs_to_the_note_after_it(self) -> None:
        assert [note.symbol for note in notes(sound('A "G"|A'))] == [None, "G"]

    def test_decorations(self) -> None:
        (note,) = notes(sound("!trill!~.uTA"))
        assert note.decorations == ("!trill!", "~", ".", "u", "T")
        assert notes(sound("+trill+A"))[0].decorations == ("+trill+",)

    def test_a_letter_needs_a_user_symbol(self) -> None:
        assert rules("kA") == ["decoration-unknown"]
        result = parse("X:1\nM:C\nU:k = !tenuto!\nK:C\nkA|")
        assert result.problems == ()
        assert notes(result)[0].decorations == ("k",)

    def test_the_last_decorations_go_to_the_last_note(self) -> None:
        assert notes(sound("A B !fine!|]"))[-1].decorations == ("!fine!",)

    def test_slurs(self) -> None:
        counts = [(note.slurs_opened, note.slurs_closed) for note in notes(sound("(A(Bc)d) .(ef)"))]
        assert counts == [(1, 0), (1, 0), (0, 1), (0, 1), (1, 0), (0, 1)]
        assert rules("A)B") == ["slur-unopened"]
        assert rules("(AB|") == ["slur-unclosed"]

    def test_a_slur_around_grace_notes_is_none(self) -> None:
        assert [(n.slurs_opened, n.slurs_closed) for n in notes(sound("({ab})c d"))] == [(0, 0), (0, 0)]

    def test_a_tie_needs_a_note(self) -> None:
        assert rules("-A") == ["tie-alone"]
        assert rules("z-A") == ["tie-alone"]
        assert notes(sound("A -|A"))[0].pitches[0].tie

    def test_beams(self) -> None:
        assert [note.beamed for note in notes(sound("AB c`d|e(f)g"))] == [
            True,
            False,
            True,
            False,
            True,
            True,
            False,
        ]
        assert [note.beamed for note in notes(sound("A>B A\\\nB"))] == [True, False, False, False]


class TestRests:
    def test_visible_and_not(self) -> None:
        rests = [element for element in sound("z2 x/ Z X2").body if isinstance(element, Rest)]
        assert [(rest.duration, rest.visible, rest.measures) for rest in rests] == [
            (2, True, 0),
            (Fraction(1, 2), False, 0),
            (4, True, 1),
            (8, False, 2),
        ]

    def test_whole_bars_follow_the_metre(self) -> None:
        (rest,) = (element for element in sound("Z3", "6/8").body if isinstance(element, Rest))
        assert (rest.duration, rest.measures) == (9, 3)

    def test_spacers_are_nothing(self) -> None:
        assert durations("y A y3/2 B") == [1, 1]


class TestBars:
    @pytest.mark.parametrize(
        ("text", "bars"),
        [
            ("|", [("|", 0, 0)]),
            ("||", [("||", 0, 0)]),
            ("|||", [("||", 0, 0)]),
            ("|]", [("|]", 0, 0)]),
            ("||]", [("|]", 0, 0)]),
            ("[|", [("[|", 0, 0)]),
            ("[|]", [("[|]", 0, 0)]),
            (".|", [(".|", 0, 0)]),
            (":|", [("|", 1, 0)]),
            ("|:", [("|", 0, 1)]),
            ("::", [("|", 1, 1)]),
            (":|:", [("|", 1, 1)]),
            (":||:", [("||", 1, 1)]),
            (":|]", [("|]", 1, 0)]),
            ("[|:", [("[|", 0, 1)]),
            ("|::", [("|", 0, 2)]),
            ("::|", [("|", 2, 0)]),
            ("|||:", [("||", 0, 1)]),
            (":]", [("|]", 1, 0)]),
            ("|:|", [("|", 0, 0), ("|", 1, 0)]),
            (":|:|", [("|", 1, 0), ("|", 1, 0)]),
            (":| |:", [("|", 1, 0), ("|", 0, 1)]),
            ("[|]:|", [("[|]", 0, 0), ("|", 1, 0)]),
            ("[|]|]", [("[|]", 0, 0), ("|]", 0, 0)]),
            (":[|]|]", [("[|]", 1, 0), ("|]", 0, 0)]),
            ("|[|", [("|", 0, 0), ("[|", 0, 0)]),
        ],
    )
    def test_every_shape(self, text: str, bars: list[tuple[str, int, int]]) -> None:
        for body in (f"A{text}A", f"A {text} A"):
            read = [(bar.style, bar.closes, bar.opens) for bar in sound(body).body if isinstance(bar, Bar)]
            assert read == bars

    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("|1 A", (1,)),
            ("|[1 A", (1,)),
            ("| [1A", (1,)),
            (":|2 A", (2,)),
            (":|[2A", (2,)),
            ("[ 1 A", (1,)),
            ("|1,3 A", (1, 3)),
            ("[1-3 A", (1, 2, 3)),
            ("[1,3-5A", (1, 3, 4, 5)),
        ],
    )
    def test_endings(self, text: str, numbers: tuple[int, ...]) -> None:
        result = sound("A" + text + ":|")
        assert [element.numbers for element in result.body if isinstance(element, Ending)] == [numbers]
        assert len(notes(result)) == 2

    def test_an_ending_out_of_bounds(self) -> None:
        assert rules("A [0 A|") == ["ending-unknown"]
        assert rules("A [3-1 A|") == ["ending-unknown"]

    def test_a_chord_after_a_bar_line_is_no_line(self) -> None:
        result = sound("A|[CE]|[K:G]A")
        assert [type(element).__name__ for element in result.body] == [
            "Note", "Bar", "Note", "Bar", "Field", "Note", "LineBreak",
        ]  # fmt: skip


class TestLines:
    def test_line_breaks_and_continuations(self) -> None:
        body = sound("A|\\\nB|\nc|% end\nd|\\ % joined\ne|").body
        assert sum(isinstance(element, LineBreak) for element in body) == 3

    def test_comments_and_directives(self) -> None:
        result = sound("A % B c\n%%staves 1\n%note\nB")
        assert len(notes(result)) == 2

    def test_old_line_breaks(self) -> None:
        kinds = [type(element).__name__ for element in sound("A !B c! d\n!e").body]
        assert kinds == ["Note", "LineBreak", "Note", *["Note", "LineBreak"] * 3]

    def test_lyrics_and_fields_stay_in_place(self) -> None:
        result = sound("AB|\nw:la la\nP:B\n[M:3/4]c|[r:remark]")
        fields = [(f.letter, f.value, f.inline) for f in result.body if isinstance(f, Field)]
        assert fields == [("w", "la la", False), ("P", "B", False), ("M", "3/4", True), ("r", "remark", True)]

    def test_line_ends_of_every_system(self) -> None:
        for end in ("\n", "\r\n", "\r"):
            result = parse(end.join(["X:1", "M:C", "L:1/4", "K:D", "AF|", "k"]))
            assert [note.pitches[0].midi for note in notes(result)] == [69, 66]
            assert [(p.line, p.column) for p in result.problems] == [(6, 1)]

    def test_a_blank_line_ends_the_tune(self) -> None:
        result = tune("A|\n\nThe text after it\nB|")
        assert len(notes(result)) == 1
        assert [(p.rule, p.line) for p in result.problems] == [("text-after-tune", 7)]
        assert tune("A|\n\n\n% a comment\n").problems == ()

    def test_a_second_tune_is_not_read(self) -> None:
        assert rules("A|\nX:2\nK:C\nB|") == ["text-after-tune"]

    def test_a_music_line_that_looks_like_a_field(self) -> None:
        assert midi("G:|") == [67]
        assert midi("G::A") == [67, 69]


class TestHeader:
    def test_everything(self) -> None:
        top = "X: 12\nT:The Title\nT:Another\nR: jig\nM:6/8 % six\nL:1/8\n"
        result = parse(top + "Q:3/8=120\nN:about % and so on\nK:A Dorian\nA|")
        assert result.problems == ()
        assert (result.number, result.titles, result.rhythm) == ("12", ("The Title", "Another"), "jig")
        assert (result.meter.text, result.unit, result.key.name) == ("6/8", Fraction(1, 8), "Ador")
        assert [field.letter for field in result.header] == list("XTTRMLQNK")
        assert result.header[7].value == "about"
        assert result.tempo is not None
        assert result.tempo.quarters_per_minute == 180

    @pytest.mark.parametrize(
        ("text", "quarters"),
        [
            ("1/4=100", 100),
            ("1/2=60", 120),
            ("120", 120),
            ('"Allegro" 1/4=90', 90),
            ("1/4 1/8=80", 120),
            ("C=60", 30),
            ("C3=60", 90),
            ('1/4=72.5 "Slow"', 72.5),
            ("3/8 = 40", 60),
        ],
    )
    def test_tempo(self, text: str, quarters: float) -> None:
        result = parse(f"X:1\nM:6/8\nL:1/8\nQ:{text}\nK:C\nA|")
        assert result.problems == ()
        assert result.tempo is not None
        assert result.tempo.quarters_per_minute == quarters

    def test_a_word_is_no_tempo_and_no_problem(self) -> None:
        result = parse('X:1\nM:6/8\nQ:"Slowly"\nK:C\nA|')
        assert (result.tempo, result.problems) == (None, ())

    def test_missing_fields(self) -> None:
        result = parse("A|")
        assert {problem.rule for problem in result.problems} == {
            "number-missing",
            "metre-missing",
            "key-missing",
        }
        assert len(notes(result)) == 1
        assert result.key.name == "C"
        assert result.meter.length is None

    def test_unreadable_values(self) -> None:
        result = parse("X:1\nM:x\nL:y\nQ:z\nK:H\nA|")
        assert [p.rule for p in result.problems] == [
            "metre-unknown",
            "unit-unknown",
            "tempo-unknown",
            "key-unknown",
        ]
        assert [p.line for p in result.problems] == [2, 3, 4, 5]

    def test_stray_lines_and_blank_lines_are_passed_over(self) -> None:
        result = parse("X:1\nM:C\n3/8=120\n\nK:D\nF|")
        assert [p.rule for p in result.problems] == ["unexpected-text", "blank-line"]
        assert notes(result)[0].pitches[0].midi == 66


class TestVoices:
    def test_only_the_first_voice_is_read(self) -> None:
        result = tune("V:1\nAB|\nV:2\ncd|\nV:1\nef|\n[V:2] ga|[V:1] b")
        assert [note.pitches[0].midi for note in notes(result)] == [69, 71, 76, 77, 83]
        assert {problem.rule for problem in result.problems} == {"voices-ignored"}

    def test_voices_in_the_header_do_no_harm(self) -> None:
        assert parse("X:1\nM:C\nV:1 clef=treble\nK:C\nV:1\nA|").problems == ()

    def test_overlays_are_skipped_to_the_bar_line(self) -> None:
        result = tune("AB & cd | e")
        assert [note.pitches[0].midi for note in notes(result)] == [69, 71, 76]
        assert [problem.rule for problem in result.problems] == ["overlay-ignored"]


class TestProblems:
    def test_a_place_and_a_sentence(self) -> None:
        (problem,) = tune("AB|\nc ? d|").problems
        assert str(problem) == "6:3: “?” means nothing here [unexpected-text]"

    def test_a_run_of_strange_characters_is_one_problem(self) -> None:
        assert rules("A???? B*") == ["unexpected-text", "unexpected-text"]

    def test_an_unclosed_quotation_mark(self) -> None:
        assert rules('A "Am B|') == ["quote-unclosed", "decoration-unknown"]

    def test_no_flood(self) -> None:
        assert len(tune("? " * 5000).problems) == 501
        assert tune("? " * 5000).problems[-1].rule in RULES

    def test_every_rule_reported_is_listed(self) -> None:
        bodies = ["A0 kA (1A (3A|", '[A {A "A', "A>|", "-A) (", "[0 A&B|?", "[]{}", "V:1\nV:2\nA", "C,,,,,,,"]
        found = {problem.rule for body in bodies for problem in tune(body).problems}
        assert found <= RULES.keys()
        assert len(found) > 12

    def test_a_tune_too_long(self) -> None:
        assert "too-long" in rules("A|\n" * 100_000)
