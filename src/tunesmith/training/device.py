"""Where the arithmetic runs, and in which precision."""

import warnings
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

from tunesmith.errors import TunesmithError


def choose_device(name: str) -> torch.device:
    """``auto`` takes a GPU where torch sees one. Raises TunesmithError for ``cuda`` without one."""
    if name not in ("auto", "cpu", "cuda"):
        raise TunesmithError(f"there is no device {name!r}; choose auto, cpu or cuda")
    if name == "cuda" and not torch.cuda.is_available():
        raise TunesmithError("torch sees no CUDA device here; use --device cpu or auto")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda":
        # The recurrent weights are masked anew at every step, so they cannot lie in one block.
        warnings.filterwarnings(
            "ignore", message="RNN module weights are not part of single contiguous chunk"
        )
    return torch.device(name)


def bf16_pays(device: torch.device) -> bool:
    """Whether the processor multiplies bfloat16 in hardware; emulated, it is slower than float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    cpu: Any = torch.cpu
    return bool(cpu._is_avx512_bf16_supported() or cpu._is_amx_tile_supported())


def autocast(device: torch.device) -> AbstractContextManager[None]:
    """bfloat16 products where they pay, float32 elsewhere."""
    if bf16_pays(device):
        return torch.autocast(device.type, torch.bfloat16)
    return nullcontext()
