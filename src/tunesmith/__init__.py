"""tunesmith learns the language of a collection of music and writes new music in it.

>>> import tunesmith as ts
>>> model = ts.load("runs/jigs")
>>> tune = model.generate(seed=7)[0]
>>> tune.save("tune.mp3")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tunesmith.api.evaluation.evaluate import evaluate as evaluate
    from tunesmith.api.learn import train as train
    from tunesmith.api.listen import listen as listen
    from tunesmith.api.model import Model as Model
    from tunesmith.api.model import Tune as Tune
    from tunesmith.api.model import load as load
    from tunesmith.corpora.load import load_corpus as load_corpus
    from tunesmith.errors import TunesmithError as TunesmithError

_PLACES = {
    "Model": "tunesmith.api.model",
    "Tune": "tunesmith.api.model",
    "TunesmithError": "tunesmith.errors",
    "evaluate": "tunesmith.api.evaluation.evaluate",
    "listen": "tunesmith.api.listen",
    "load": "tunesmith.api.model",
    "load_corpus": "tunesmith.corpora.load",
    "train": "tunesmith.api.learn",
}
__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:
    """Loads each name's module when it is first used: ``import tunesmith`` itself costs nothing (PEP 562)."""
    if name not in _PLACES:
        raise AttributeError(f"module 'tunesmith' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return __all__
