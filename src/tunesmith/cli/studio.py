"""``tunesmith studio``: compose, listen and look in the browser."""

from pathlib import Path

import typer

from tunesmith.cli.output import note


def studio(
    runs: Path = typer.Option(Path("runs"), help="Folder of the runs to write with."),
    takes: Path = typer.Option(Path("takes/studio"), "-o", "--takes", help="Folder to keep takes in."),
    host: str = typer.Option(
        "127.0.0.1", help="Address to listen on; another than this machine's own needs a token."
    ),
    port: int | None = typer.Option(
        None, min=0, max=65535, help="Port to listen on [default: the first free one from 8331 on]."
    ),
    token: str = typer.Option("", help="Token that a browser must know [default: made where it is needed]."),
    open_page: bool = typer.Option(True, "--open/--no-open", help="Open the page in the browser."),
) -> None:
    """Open the studio, a page in the browser, on this machine and offline.

    Choose a model and let it write; hear, edit, keep and fetch its takes.
    """
    from importlib.util import find_spec

    from tunesmith.errors import TunesmithError

    if not (find_spec("starlette") and find_spec("uvicorn")):
        raise TunesmithError("the studio needs two more packages: pip install 'tunesmith[studio]'")
    from tunesmith.studio.server import serve

    serve(runs, takes, host=host, port=port, token=token, show=open_page, told=note)
