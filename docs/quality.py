"""The state of the product in one picture: `make quality` writes docs/quality.md and docs/quality.png.

    python docs/quality.py [FOLDER]

Networks that are not in FOLDER (quality/ if none is named) are trained first: half an hour of two cores.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tunesmith.api.evaluation.evaluate import evaluate
from tunesmith.api.evaluation.figures import Evaluation
from tunesmith.api.evaluation.table import sections

DOCS = Path(__file__).parent
PRESETS = ("default", "article-3", "article")
# About three million characters each, whatever else the machine does.
CORPORA = {"nottingham-jigs": ("--epochs", "32", "--split", "plain"), "jigs": ("--epochs", "10")}
HEAD = """# The state of the product

Written by `make quality`, which trains what is missing (about three million characters each: 32 epochs of
`nottingham-jigs` with the plain split, 10 of `jigs`) and runs `tunesmith evaluate` with 200 takes of each
network and seed 0. What each figure means, and how it can mislead, is told in [evaluation.md](evaluation.md).
`article` and `article-3` read files as they are, with titles and sources, `default` and the n-gram beside it
the music alone: per note and per bar the former have more to foretell.

![Five figures for two collections: networks, the n-gram and people](quality.png)
"""


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "quality")
    found = {corpus: _measure(folder, corpus) for corpus in CORPORA}
    parts = [HEAD, *(_chapter(corpus, one) for corpus, one in found.items())]
    (DOCS / "quality.md").write_text("\n".join(parts), encoding="utf-8")
    _draw(found)


def _measure(folder: Path, corpus: str) -> Evaluation:
    runs = [folder / f"{corpus}-{preset}" for preset in PRESETS]
    for preset, run in zip(PRESETS, runs, strict=True):
        if not (run / "run.json").exists():
            command = ["tunesmith", "train", corpus, "--preset", preset, *CORPORA[corpus], "-o", str(run)]
            subprocess.run([str(Path(sys.executable).parent / command[0]), *command[1:]], check=True)
    told = [""]

    def tell(work: str, done: int, of: int) -> None:
        if told != [work]:
            told[:] = [work]
            print(f"{corpus}: {work}", flush=True)

    first, *others = runs
    return evaluate(first, compare=others, workers=os.cpu_count() or 1, told=tell)


def _chapter(corpus: str, found: Evaluation) -> str:
    lines = [
        f"## {corpus}",
        "",
        f"`tunesmith evaluate {' '.join(f'{corpus}-{preset}' for preset in PRESETS)}`",
        "",
    ]
    names = [one.name.removeprefix(f"{corpus}-") for one in found.subjects]
    for section in sections(found):
        lines += [f"| **{section.title}** | {' | '.join(names)} |", "|---|" + "---:|" * len(names)]
        lines += [f"| {row.label} | {' | '.join(row.cells)} |" for row in section.rows]
        lines += ["", *(f"- {note}" for note in section.notes), ""]
    lines += [f"- {notice}" for notice in found.notices]
    return "\n".join(lines).rstrip() + "\n"


PANELS = (
    ("bits per note\n(less is better)", lambda one: one.good and one.good.held_out.per_note.value),
    ("sound without rules, %", lambda one: 100 * (one.unruled or one.sound).soundness.share),
    ("judge's AUC\n(0.5: cannot tell)", lambda one: one.judged and one.judged.area.value),
    (
        "copy more than 90 %\nof people do, %",
        lambda one: one.new and one.new.above and 100 * one.new.above.value,
    ),
    ("bars that differ, %", lambda one: one.varied and 100 * one.varied.bars.value),
)
COLOURS = ("#a3342c", "#d08c60", "#e0c097", "#3b6489", "#6b665c")


def _draw(found: dict[str, Evaluation]) -> None:
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(
        len(found), len(PANELS), figsize=(11, 2.1 * len(found) + 0.4), layout="constrained", squeeze=False
    )
    for panel, (title, _) in zip(axes[0], PANELS, strict=True):
        panel.set_title(title, fontsize=9)
    for row, (corpus, one) in zip(axes, found.items(), strict=True):
        names = [subject.name.removeprefix(f"{corpus}-") for subject in one.subjects]
        for place, (panel, (title, figure_of)) in enumerate(zip(row, PANELS, strict=True)):
            values: list[Any] = [figure_of(subject) for subject in one.subjects]
            known = [value or 0 for value in values]
            panel.barh(range(len(known)), known, color=COLOURS)
            for y, value in enumerate(values):
                told = "–" if value is None else f"{value:.{0 if '%' in title else 2}f}"
                panel.text(known[y], y, f" {told}", va="center", fontsize=8)
            panel.set_yticks(range(len(names)), names if place == 0 else [""] * len(names), fontsize=9)
            panel.invert_yaxis()
            panel.set_xlim(0, 1.25 * max(known))
            panel.set_xticks([])
            panel.spines[["top", "right", "bottom"]].set_visible(False)
            panel.tick_params(left=False)
        row[0].set_ylabel(corpus, fontsize=10)
    figure.savefig(DOCS / "quality.png", dpi=140)


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    main()
