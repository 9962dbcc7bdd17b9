"""What the hands do: single strokes on the two drums, in time."""

from typing import NamedTuple

# Dayan, the small drum of the right hand: open and ringing, or closed.
NA, TIN, TUN, TE, RE = "na", "tin", "tun", "te", "re"
# Bayan, the bass drum of the left hand: open, with its glide, or closed.
GE, KE = "ge", "ke"
DAYAN = (NA, TIN, TUN, TE, RE)
BAYAN = (GE, KE)
STROKES = (*DAYAN, *BAYAN)


class Hit(NamedTuple):
    """One stroke of one hand; dha is two of them at once."""

    time: float  # seconds
    stroke: str  # one of STROKES
    loudness: float = 0.7  # 0 to 1
