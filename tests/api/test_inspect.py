"""``model.inspect`` in Python."""

from pathlib import Path

import tunesmith as ts
from tunesmith.inspection.trace import Trace

ABC = "X:1\nT:A tune\nM:6/8\nL:1/8\nK:D\n|:ABc def|gfe dAF:|\n"


def test_text_and_tunes_of_its_own(tiny_run: Path) -> None:
    model = ts.load(tiny_run)
    trace = model.inspect(ABC, points=["hidden", "cell"])
    assert isinstance(trace, Trace)
    assert trace.activations.keys() == {"hidden", "cell"}
    assert trace["hidden"].shape == (len(trace), 2, 48)
    tune = model.generate(seed=3)[0]
    assert model.inspect(tune).tokens == tune.take.tokens


def test_a_notebook_shows_the_text(tiny_run: Path) -> None:
    html = ts.load(tiny_run).inspect(ABC)._repr_html_()
    assert html.count("<span") == len("M:6/8\nL:1/8\nK:D\n|:ABc def|gfe dAF:|") + 2  # and its end
    assert "%; " in html
