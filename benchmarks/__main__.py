"""Speed and quality, beside Keras where an interpreter that has it is named. `make bench` runs all of it.

    python -m benchmarks [--peer PYTHON] [--only PART,PART] [--run RUN]

Each part prints its figures and keeps them in docs/benchmarks.json, from which docs/benchmarks.md is written.
Medians of interleaved rounds are what to quote: a shared machine drifts.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import (
    ablation,
    chorales,
    cold,
    demo,
    fill,
    generate,
    harmonise,
    inspect,
    listen,
    quality,
    rules,
    scores,
    tabla,
    train,
)
from benchmarks.bench import Bench
from benchmarks.report import write_report

PARTS: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "train": train.measure,
    "generate": generate.measure,
    "cold": cold.measure,
    "quality": quality.measure,
    "demo": demo.measure,
    "fill": fill.measure,
    "chorales": chorales.measure,
    "scores": scores.measure,
    "harmonise": harmonise.measure,
    "ablation": ablation.measure,
    "rules": rules.measure,
    "inspect": inspect.measure,
    "listen": listen.measure,
    "tabla": tabla.measure,
}
RESULTS = Path(__file__).parent.parent / "docs" / "benchmarks.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--peer", type=Path, help="an interpreter with keras and tensorflow")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds of the speed measurements")
    parser.add_argument("--minutes", type=float, default=10.0, help="budget of the quality part")
    parser.add_argument(
        "--run", type=Path, help="the run that rules, cold, fill, chorales and harmonise measure"
    )
    parser.add_argument("--takes", type=int, default=1000, help="takes of each kind of the rules part")
    options = parser.parse_args()
    bench = Bench(options.peer, options.rounds, options.minutes, options.run, options.takes)
    for name in options.only.split(","):
        measured = {"machine": bench.machine, "figures": PARTS[name](bench)}
        results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        results[name] = measured
        print(json.dumps({name: results[name]["figures"]}, indent=2), flush=True)
        RESULTS.write_text(json.dumps(results, indent=2) + "\n")
        write_report(results, RESULTS.with_suffix(".md"))


if __name__ == "__main__":
    main()
