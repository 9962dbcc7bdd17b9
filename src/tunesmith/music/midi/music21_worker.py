"""The one program that imports music21, run by ``music21_process``: documents in, scores out.

A request is a line ``{"text": ..., "form": "musicxml" or "humdrum"}``, an answer a line ``{"text": ...}``,
the text of a score, or ``{"error": ...}``, the reason why there is none.
"""

import json
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tunesmith.errors import TunesmithError
from tunesmith.music.midi.music21_score import score_text

MEMORY = 4 * 2**30  # bytes of address space


def main() -> None:
    """Until there is no more input."""
    _bound_memory()
    warnings.simplefilter("ignore")
    answers, sys.stdout = sys.stdout, sys.stderr  # music21 prints now and then
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


def _answer(request: dict[str, str]) -> dict[str, str]:
    try:
        return {"text": score_text(_parse(request["text"], request["form"]))}
    except TunesmithError as error:
        return {"error": str(error)}
    except Exception as error:  # music21 raises whatever comes up in it
        reason = " ".join(str(error).split())[:80] or type(error).__name__
        return {"error": f"cannot be read by music21 ({reason}): save it anew in the program it is from"}


def _parse(text: str, form: str) -> Any:
    """The stream, from the text alone: no file, no cache of pickles, no network."""
    from music21.converter import subConverters

    kinds: dict[str, Callable[[], Any]] = {
        "humdrum": subConverters.ConverterHumdrum,
        "musicxml": subConverters.ConverterMusicXML,
    }
    converter = kinds[form]()
    converter.parseData(text)
    return converter.stream


def _bound_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # systems that cannot
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
