import numpy as np
import pytest
import torch

from tunesmith.errors import TunesmithError
from tunesmith.models.inherit import check_heir, inherit
from tunesmith.models.registry import make_network

SHAPE = {"family": "lstm", "embedding": 6, "hidden": 12, "layers": 2}
TOKENS = np.array([2, -1, 0, 3])  # of the new tokens, the second is unknown to the older model
SIDES = [np.arange(3), np.array([0, 3, -1, 1, 4])]  # the second feature names a token: id + 1


def network(seed: int, config: dict) -> torch.nn.Module:
    torch.manual_seed(seed)
    return make_network(config)


def arrays(module: torch.nn.Module) -> dict[str, np.ndarray]:
    return {name: value.numpy().copy() for name, value in module.state_dict().items()}


@pytest.mark.parametrize("embedding", [0, 6])
def test_the_heir_says_of_shared_tokens_what_the_older_model_says(embedding: int) -> None:
    """Read in either numbering, a text gives the same logits for all tokens that both know."""
    sides = {"sides": [3, 6]} if embedding else {}
    shape = {**SHAPE, "embedding": embedding}
    older = network(1, {**shape, "vocabulary_size": 5, **sides})
    heir = network(2, {**shape, "vocabulary_size": 4, **({"sides": [3, 5]} if embedding else {})})
    inherited = inherit(
        arrays(heir), arrays(older), sides.get("sides", ()), TOKENS, SIDES if embedding else []
    )
    heir.load_state_dict({name: torch.from_numpy(array) for name, array in inherited.items()})
    text = np.random.default_rng(0).choice([0, 2, 3], size=(2, 20))
    features = np.stack([text % 3, text + 1], axis=-1)
    old_features = np.stack([text % 3, SIDES[1][text + 1]], axis=-1)
    with torch.no_grad():
        ours, _ = heir(torch.from_numpy(text), heir.initial_state(2), sides=torch.from_numpy(features))
        theirs, _ = older(
            torch.from_numpy(TOKENS[text]), older.initial_state(2), sides=torch.from_numpy(old_features)
        )
    torch.testing.assert_close(ours[..., [0, 2, 3]], theirs[..., TOKENS[[0, 2, 3]]])


def test_new_tokens_stay_fresh() -> None:
    fresh = arrays(network(2, {**SHAPE, "vocabulary_size": 4}))
    older = arrays(network(1, {**SHAPE, "vocabulary_size": 5}))
    inherited = inherit(fresh, older, (), TOKENS, [])
    np.testing.assert_array_equal(inherited["embedding.weight"][1], fresh["embedding.weight"][1])
    np.testing.assert_array_equal(inherited["dense.bias"][0], older["dense.bias"][2])


def test_another_shape_is_refused_by_name() -> None:
    check_heir(SHAPE, {**SHAPE, "vocabulary_size": 9, "dropout": 0.5})
    with pytest.raises(TunesmithError, match="its hidden is 99 and that of the new run 12"):
        check_heir(SHAPE, {**SHAPE, "hidden": 99})
