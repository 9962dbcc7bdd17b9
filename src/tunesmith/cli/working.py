"""What is being done on a corpus or on takes, and how far it has come: on stderr, and nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tunesmith.cli.output import note

WORK = {
    "corpus": "reading the corpus",
    "reading": "reading the corpus for comparison",
    "indexing": "indexing the corpus, once",
    "measuring": "measuring human tunes, once",
    "held out": "held-out tunes",
    "takes": "writing and measuring takes",
    "style": "comparing styles",
    "files": "reading tunes",
    "comparing": "comparing tunes",
    "page": "engraving the page",
}


@contextmanager
def working(*, lines: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """``tell(work, done, of)``: a bar in a terminal, gone when all is done.

    Elsewhere nothing, or with ``lines``, for what takes minutes, a line when each kind of work begins.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task, doing = progress.add_task("", total=None, visible=False), ""

        def tell(work: str, done: int, of: int) -> None:
            nonlocal doing
            if work != doing:
                doing = work
                if lines and not console.is_terminal:
                    note(WORK[work])
            progress.update(task, description=WORK[work], completed=done, total=of, visible=True)

        yield tell
