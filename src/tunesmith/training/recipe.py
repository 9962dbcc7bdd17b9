"""How a model is trained: one frozen recipe, and the named ones."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tunesmith.codecs.abc_tracker import FEATURES
from tunesmith.errors import TunesmithError


class Recipe(BaseModel):
    """Everything that decides a training run apart from the corpus, the budget and the random seed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: dict[str, Any] = Field(description="family and shape of the model, without the vocabulary")
    codec: dict[str, Any] = Field(
        default_factory=dict, description="name of the codec, none for the notation's own, and its options"
    )
    form: Literal["raw", "clean"] = Field(
        "clean", description="text as the file has it, or only what is music"
    )
    transpose: bool = Field(
        False, description="hear each tune in other keys, every key as often as the corpus has it"
    )
    features: tuple[str, ...] = Field((), description="side features of a character, by the codec's names")
    batch: int = Field(16, ge=1, description="parallel streams of text")
    length: int = Field(64, ge=1, description="characters per stream and step, through which gradients flow")
    shards: int = Field(1, ge=1, description="parts of the batch worked on by threads of their own")
    learning_rate: float = Field(1e-3, gt=0)
    warmup: int = Field(0, ge=0, description="steps")
    final_rate: float = Field(
        1.0, ge=0, le=1, description="where the cosine ends, as a fraction of the learning rate"
    )
    betas: tuple[float, float] = (0.9, 0.999)
    weight_decay: float = Field(0.0, ge=0)
    clip: float = Field(0.0, ge=0, description="greatest gradient norm; 0 does not clip")
    average: float = Field(
        0.0, ge=0, lt=1, description="decay of the moving average of the weights; 0 keeps none"
    )

    def changed(self, settings: dict[str, str]) -> "Recipe":
        """This recipe with ``{"learning_rate": "0.01", "model.hidden": "128"}``. Unknown keys are refused."""
        values = self.model_dump()
        for key, text in settings.items():
            target, _, name = key.rpartition(".")
            place = values[target] if target in ("model", "codec") else values
            if target == "codec" and name:  # which knows its own options
                place[name] = _setting(key, text)
                continue
            if target not in ("", "model") or name not in place or name in ("model", "codec"):
                known = [k for k in values if k not in ("model", "codec")]
                known += [*(f"model.{k}" for k in values["model"]), "codec.name"]
                raise TunesmithError(f"a recipe has no setting {key!r}; it has {', '.join(known)}")
            if name == "features":
                place[name] = tuple(filter(None, text.split(",")))
            else:
                place[name] = _number(key, text) if target else text
        try:
            return Recipe.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            raise TunesmithError(
                f"--set {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}"
            ) from error


def _setting(key: str, text: str) -> int | float | bool | str | list[int | float | bool]:
    """A number, true or false, LOW..HIGH, or the text itself."""
    low, dots, high = text.partition("..")
    try:
        return [_number(key, low), _number(key, high)] if dots else _number(key, text)
    except TunesmithError:
        return text


def _number(key: str, text: str) -> int | float | bool:
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError as error:
        raise TunesmithError(f"--set {key}: {text!r} is not a number") from error


# The best found so far for ten minutes on two cores; docs/log.md tells what was tried.
DEFAULT = Recipe(
    model={
        "family": "lstm",
        "embedding": 64,
        "hidden": 384,
        "layers": 2,
        "dropout": 0.3,
        "same_mask": True,
        "weight_dropout": 0.15,
    },
    transpose=True,
    batch=32,
    length=32,
    shards=2,
    learning_rate=4e-3,
    warmup=100,
    final_rate=0.02,
    betas=(0.9, 0.99),
    weight_decay=0.1,
    clip=1.0,
    average=0.998,
)

PRESETS = {
    # The network of the char-RNN articles: one-hot characters, two LSTM layers, a dense layer at every step.
    "article": Recipe(
        model={"family": "lstm", "embedding": 0, "hidden": 256, "layers": 2, "dropout": 0.2},
        form="raw",
    ),
    "article-3": Recipe(
        model={"family": "lstm", "embedding": 512, "hidden": 256, "layers": 3, "dropout": 0.2},
        form="raw",
    ),
    "default": DEFAULT,
    # The default with side features: the model is told where in the bar it is, and what stood there before.
    "metric": DEFAULT.model_copy(
        update={
            "model": {**DEFAULT.model, "embedding": 128, "dropout": 0.4, "weight_dropout": 0.2},
            "features": tuple(FEATURES),
        }
    ),
    # Small enough to write recognisable jigs after two minutes of learning: `make demo`.
    "quick": Recipe(
        model={
            "family": "lstm",
            "embedding": 64,
            "hidden": 256,
            "layers": 2,
            "dropout": 0.1,
            "same_mask": True,
        },
        batch=32,
        length=32,
        shards=2,
        learning_rate=5e-3,
        warmup=50,
        final_rate=0.02,
        betas=(0.9, 0.99),
        weight_decay=0.05,
        clip=1.0,
        average=0.99,
    ),
    "markov": Recipe(model={"family": "markov", "order": 12}),
}


def preset(name: str) -> Recipe:
    """Raises TunesmithError for a name that is not a preset."""
    if name not in PRESETS:
        raise TunesmithError(f"there is no preset {name!r}; choose one of {', '.join(PRESETS)}")
    return PRESETS[name]
