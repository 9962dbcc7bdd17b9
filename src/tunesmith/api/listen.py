"""Sound files as scores, for commands and for ``import tunesmith``."""

from tunesmith.hearing.listen import listen

__all__ = ["listen"]
