"""How the two drums vibrate: the modes and the finger noise of each stroke.

The dayan's skin carries a patch of paste, which brings its modes near to 1, 2, 3, 4 and 5 times the first
(C. V. Raman, "The Indian musical drums", Proc. Indian Acad. Sci. A1, 1934). What tells the strokes apart is
where the finger strikes and what else touches the skin: that decides which modes sound, and for how long.
Levels and decays are our own, set by ear's rules of thumb and not measured on one instrument.
"""

from dataclasses import dataclass

from tunesmith.music.tabla.hits import GE, KE, NA, RE, TE, TIN, TUN

DAYAN_PITCH = 293.66  # Hz: D4, to which a dayan of five and a half inches is often tuned
BAYAN_PITCH = 90.0  # Hz


@dataclass(frozen=True, slots=True)
class Mode:
    """One way in which the skin swings."""

    ratio: float  # to the drum's pitch
    level: float  # at the stroke
    decay: float  # seconds until it has fallen to 1/e


@dataclass(frozen=True, slots=True)
class Noise:
    """The finger's knock: noise between two frequencies."""

    low: float  # Hz
    high: float  # Hz
    level: float  # peak
    decay: float  # seconds until it has fallen to 1/e


@dataclass(frozen=True, slots=True)
class Timbre:
    """A stroke: modes that ring and noise that knocks."""

    modes: tuple[Mode, ...]
    noises: tuple[Noise, ...]
    glide: float = 0.0  # how far the pitch goes: 0.3 is up by 30 %
    glide_time: float = 0.1  # seconds in which it has gone 63 % of the way


def _modes(*rows: tuple[float, float, float]) -> tuple[Mode, ...]:
    return tuple(Mode(*row) for row in rows)


TIMBRES = {
    # At the rim, the ring finger resting on the skin where the first mode moves most: it hardly sounds.
    NA: Timbre(
        _modes(
            (1.0, 0.10, 0.20),
            (2.003, 0.80, 0.34),
            (3.01, 0.58, 0.24),
            (4.02, 0.30, 0.12),
            (5.03, 0.16, 0.08),
            (6.55, 0.12, 0.025),
            (8.1, 0.10, 0.015),
            (10.4, 0.07, 0.010),
        ),
        (Noise(2500, 9000, 0.35, 0.004), Noise(500, 2000, 0.15, 0.006)),
    ),
    # Between rim and patch, softly: the first two modes, few above them.
    TIN: Timbre(
        _modes(
            (1.0, 0.62, 0.42),
            (2.003, 0.60, 0.36),
            (3.01, 0.14, 0.14),
            (4.02, 0.06, 0.08),
            (5.03, 0.03, 0.05),
        ),
        (Noise(800, 3500, 0.12, 0.005),),
    ),
    # In the middle, nothing resting on the skin: the first mode, and above it what the patch does not tune.
    TUN: Timbre(
        _modes(
            (1.0, 0.95, 0.62),
            (1.62, 0.10, 0.10),
            (2.11, 0.22, 0.22),
            (2.93, 0.12, 0.12),
            (3.47, 0.08, 0.06),
            (4.58, 0.05, 0.04),
        ),
        (Noise(400, 2500, 0.14, 0.006),),
    ),
    # The fingers stay on the patch: a knock without pitch.
    TE: Timbre(
        _modes((1.37, 0.30, 0.018), (2.28, 0.28, 0.014), (3.71, 0.20, 0.009), (5.9, 0.14, 0.006)),
        (Noise(900, 4500, 0.75, 0.009), Noise(250, 900, 0.30, 0.012)),
    ),
    # The same with the forefinger: lighter and brighter.
    RE: Timbre(
        _modes((1.61, 0.20, 0.014), (2.74, 0.26, 0.011), (4.43, 0.22, 0.008), (6.8, 0.16, 0.005)),
        (Noise(1600, 7000, 0.72, 0.007), Noise(300, 1000, 0.14, 0.009)),
    ),
    # The fingertips strike, then the heel of the hand pushes the skin: the pitch rises as it rings.
    GE: Timbre(
        _modes(
            (1.0, 1.0, 0.52),
            (2.04, 0.30, 0.22),
            (3.11, 0.13, 0.10),
            (4.2, 0.06, 0.05),
            (5.6, 0.05, 0.02),
        ),
        (Noise(150, 900, 0.20, 0.008), Noise(1200, 3500, 0.05, 0.003)),
        glide=0.32,
        glide_time=0.16,
    ),
    # The flat hand falls and stays: a slap.
    KE: Timbre(
        _modes((1.85, 0.40, 0.022), (3.1, 0.34, 0.018), (4.9, 0.24, 0.012), (7.7, 0.14, 0.008)),
        (Noise(300, 1800, 0.62, 0.012), Noise(1800, 4500, 0.26, 0.005)),
    ),
}
