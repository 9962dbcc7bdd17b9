"""``tunesmith check``: what is wrong with the music of a file."""

from pathlib import Path

import typer

from tunesmith.cli.output import JSON_HELP, note, print_json


def check(
    files: list[Path] = typer.Argument(help="Files of ABC or tabla, of one piece or many."),
    as_json: bool = typer.Option(False, "--json", help=JSON_HELP),
) -> None:
    """Find what is wrong with tunes: bars that do not add up, repeats that never close, and so on.

    Every problem is printed with its place and the name of its rule (see docs/rules.md, for tabla
    docs/tabla.md). The exit status is 1 if there is any.
    """
    from tunesmith.api.check import check_file, count_rules

    verdicts = []
    for file in files:
        for verdict in check_file(file):
            verdicts.append(verdict)
            for sentence in verdict.told:
                note(f"{file}: {sentence}")
            if not as_json:
                for problem in verdict.problems:
                    print(f"{file}:{problem}")
    faulty = [verdict for verdict in verdicts if verdict.problems]
    sound, rules = len(verdicts) - len(faulty), count_rules(faulty)
    if as_json:
        problems = [
            {
                "file": verdict.file, "tune": verdict.number, "line": problem.line, "column": problem.column,
                "rule": problem.rule, "message": problem.message,
            }
            for verdict in faulty for problem in verdict.problems
        ]  # fmt: skip
        print_json({"tunes": len(verdicts), "sound": sound, "rules": rules, "problems": problems})
    else:
        note(f"{len(verdicts):,} {'tune' if len(verdicts) == 1 else 'tunes'}, {sound:,} sound")
        for rule, count in rules.items():
            note(f"{count:7,}  {rule}")
    if faulty:
        raise typer.Exit(1)
