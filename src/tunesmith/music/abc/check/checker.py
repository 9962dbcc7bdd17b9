"""All that is wrong with one tune: what the parser cannot read, and what no musician would write."""

from tunesmith.music.abc.check.bars import check_bars
from tunesmith.music.abc.check.form import check_form
from tunesmith.music.abc.check.graces import check_graces
from tunesmith.music.abc.check.lengths import check_lengths
from tunesmith.music.abc.check.ties import check_ties
from tunesmith.music.abc.reading.lines import lines_of
from tunesmith.music.abc.rules import MOST_PROBLEMS, Findings
from tunesmith.music.abc.tune import Tune
from tunesmith.music.problem import Problem


def check(tune: Tune) -> list[Problem]:
    """The problems of a tune in the order of its text; lines and columns count within ``tune.text``.

    Never raises, and takes time in proportion to the length of the text and of its performance. The rules
    are those of ``rules.py``; docs/rules.md shows each with an example.
    """
    findings = Findings()
    check_bars(tune, findings)
    check_form(tune, findings)
    check_ties(tune, findings)
    check_graces(tune, findings)
    check_lengths(tune, findings)
    if not findings.found:
        return list(tune.problems)
    end = tune.body[-1].end
    starts = [line.start for line in lines_of(tune.text[:end])]
    both = sorted([*tune.problems, *findings.problems(starts)])
    return both[:MOST_PROBLEMS] + [problem for problem in both if problem.rule == "too-many-problems"][:1]
