"""How a take is made again: as a command, and as Python."""

import shlex
from typing import Any

from tunesmith.generation.request import Request
from tunesmith.generation.take import Take


def recipe(take: Take) -> dict[str, str]:
    """``command`` and ``python`` that write this take, and no other."""
    asked = _asked(take)
    command = ["tunesmith", "generate", str(take.request.checkpoint)]
    for name, value in asked.items():
        flag = f"--{name.replace('_', '-')}"
        if name == "held":
            command += [part for unit in value for part in ("--clamp", unit)]
        elif value is True:
            command.append(flag)
        elif value is False:
            command.append(f"--no-{name.replace('_', '-')}")
        else:
            command += [flag, str(value)]
    wishes = "".join(f", {name}={value!r}" for name, value in asked.items())
    python = (
        "import tunesmith as ts\n"
        f"model = ts.load({str(take.request.checkpoint)!r})\n"
        f"tune = model.generate({wishes.removeprefix(', ')})[0]\n"
    )
    return {"command": shlex.join(command), "python": python}


def _asked(take: Take) -> dict[str, Any]:
    """What was asked for, but for defaults, with the seed of this take and no other one beside it."""
    request = take.request.model_copy(update={"seed": take.seed, "count": 1, "novel": None})
    return {
        name: getattr(request, name)
        for name, field in Request.model_fields.items()
        if name != "checkpoint" and getattr(request, name) != field.default
    }
