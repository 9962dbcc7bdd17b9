"""Scores that the codecs of scores are tried on."""

import pytest

from tunesmith.music.piece import Piece

# Two bars and a pickup of our own, in four voices, with a suspension, a fermata and a silence.
CHORALE = """ticks 480
meter 0 1/4
meter 480 4/4
key 0 1 major
tempo 0 80
mark 1920 fermata
track 52 Soprano
0 480 71 80
480 480 74 80
960 240 74 80
1200 240 72 80
1440 480 71 80
1920 480 69 80
2400 1440 67 80
track 52 Alto
0 480 67 80
480 960 67 80
1440 240 67 80
1680 240 66 80
1920 480 66 80
2400 960 62 80
track 52 Tenor
0 480 62 80
480 480 59 80
960 480 60 80
1440 480 62 80
1920 480 62 80
2400 1440 59 80
track 52 Bass
0 480 55 80
480 480 55 80
960 480 52 80
1440 480 50 80
1920 480 50 80
2400 1440 43 80
"""


@pytest.fixture
def chorale() -> Piece:
    return Piece("ours/1", "Ours", "midi", CHORALE, "ours.mid")
