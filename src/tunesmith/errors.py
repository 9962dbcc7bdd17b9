"""The one exception a user sees: what was wrong, where, and what to do about it, in one line."""


class TunesmithError(Exception):
    """Bad input or an impossible request. The command line prints it as ``error: ...`` and exits with 1.

    The message is one line that names the thing, the place and the cure. Anything else that escapes
    the program is a bug and keeps its traceback.
    """
