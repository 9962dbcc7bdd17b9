"""The rules of parser and checker, each with its meaning. Their names are stable: programs match on them."""

from bisect import bisect_right
from collections.abc import Sequence

from tunesmith.music.problem import Problem

RULES = {
    "number-missing": "A tune begins with an X: field.",
    "metre-missing": "The header has an M: field.",
    "metre-unknown": "An M: field names a metre: 6/8, C, C|, 2+3/8 or none.",
    "key-missing": "The header ends with a K: field.",
    "key-unknown": "A K: field names a tonic and a mode: D, F#m, Ador, Hp or none.",
    "unit-unknown": "An L: field is a fraction of a whole note: 1/8.",
    "tempo-unknown": "A Q: field gives beats a minute: 3/8=120, or a word in quotes.",
    "blank-line": "A blank line ends a tune, so none stands inside.",
    "text-after-tune": "Text after the blank line that ends a tune is not music.",
    "unexpected-text": "Every character of the music has a meaning.",
    "length-unknown": "A note length is a number, a fraction or slashes: 2, 3/2, /4, //.",
    "pitch-range": "A note lies within the range of MIDI, five octaves below middle C to five above.",
    "chord-unclosed": "A chord closes with ] before its bar ends.",
    "chord-empty": "A chord holds notes.",
    "grace-unclosed": "Grace notes close with } before their bar ends.",
    "grace-empty": "The braces of grace notes hold notes.",
    "grace-apart": "Grace notes stand right before their note, in its bar and line.",
    "quote-unclosed": "A chord symbol or annotation closes with a second quotation mark on its line.",
    "decoration-unknown": "A letter among H-W and h-w is a decoration of the standard or of a U: field.",
    "tuplet-unknown": "A tuplet has 2 to 9 notes, or is written (p:q:r with numbers from 1 to 99.",
    "tuplet-cut": "A tuplet has all its notes before the bar line or the next tuplet.",
    "broken-rhythm-alone": "A broken rhythm, one to three > or <, stands between two notes of one bar.",
    "tie-alone": "A tie - follows a note.",
    "slur-unopened": "A slur that closes was opened.",
    "slur-unclosed": "A slur that opens is closed.",
    "ending-unknown": "A numbered ending has numbers from 1 to 99: [1, [1,3 or [1-3.",
    "ending-misplaced": "A numbered ending stands right after a bar line.",
    "ending-incomplete": "Endings count 1, 2, 3; each but the last closes with :| and the next follows it.",
    "repeat-unclosed": "A repeat that |: or :: opens is closed by :| or ::.",
    "repeat-unopened": "A repeat that ends was opened by |:, or is the first section and ends with :|.",
    "bar-too-long": "A bar is not longer than its metre.",
    "bar-too-short": "A bar is full, but for a pickup and what completes it after a repeat or at the end.",
    "bars-empty": "At most five bar lines follow each other with nothing between.",
    "metre-change-in-bar": "The metre changes between two bars.",
    "length-unusual": "A note or rest is one notehead with at most three dots, from 1/256 to 2 whole notes.",
    "tie-to-other-pitch": "A tie leads to a note of the same pitch.",
    "tie-cut": "A tie has a note after it, and no repeat sign or ending between.",
    "voices-ignored": "Only the first voice is read.",
    "overlay-ignored": "An overlay & is skipped up to the bar line.",
    "too-long": "A tune has at most 200,000 characters; what follows is not read.",
    "too-many-problems": "Only the first 500 problems are listed.",
}
MOST_PROBLEMS = 500


class Findings:
    """What a parser finds wrong, by offset; lines and columns are worked out once, at the end."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str, str]] = []

    def add(self, offset: int, rule: str, message: str) -> None:
        if len(self.found) < MOST_PROBLEMS:
            self.found.append((offset, rule, message))
        elif len(self.found) == MOST_PROBLEMS:
            self.found.append((offset, "too-many-problems", "further problems are not listed"))

    def problems(self, line_starts: Sequence[int]) -> tuple[Problem, ...]:
        """The findings in the order of the text; ``line_starts`` are the offsets where its lines begin."""
        found = []
        for offset, rule, message in sorted(self.found):
            line = max(bisect_right(line_starts, offset), 1)
            found.append(Problem(line, offset - line_starts[line - 1] + 1, rule, message))
        return tuple(found)
