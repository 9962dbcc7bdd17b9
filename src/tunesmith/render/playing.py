"""How a score is to be played."""

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import read_pitch
from tunesmith.render.instrument import program, with_instrument
from tunesmith.render.swing import MOST, STRAIGHT, with_swing
from tunesmith.render.tabla.modes import DAYAN_PITCH
from tunesmith.render.tempo import with_tempo

if TYPE_CHECKING:
    from symusic.core import ScoreTick


class Playing(BaseModel):
    """Frozen, and shared by library and command line. As it is made, a score is played as it says itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instrument: str | None = Field(
        None, description="General MIDI instrument of the melody: violin, harpsichord, or 0 to 127."
    )
    tempo: float | None = Field(
        None,
        ge=10,
        le=1000,
        description="Quarter notes a minute at the beginning, of tabla matras; changes keep their ratio.",
    )
    swing: float = Field(
        STRAIGHT,
        ge=STRAIGHT,
        le=MOST,
        description="Share of the beat that the first of two eighths takes, in 2/4, 3/4, 4/4 and 2/2: "
        "0.5 straight, 0.67 as triplets.",
    )
    soundfont: Path | None = Field(None, description="An .sf2 sound font in place of TimGM6mb.")

    samples: Path | None = Field(
        None, description="Folder of recorded tabla strokes, one file each: na.wav, ge.wav ..."
    )
    drone: bool = Field(False, description="A tanpura beside the tabla.")
    click: bool = Field(False, description="A soft bell on every sam of the tabla.")
    sa: str | None = Field(None, description="Note that the tabla and its tanpura are tuned to: C#4.")

    @property
    def given(self) -> list[str]:
        """The options that were asked for."""
        return [name for name, field in type(self).model_fields.items()
                if getattr(self, name) != field.default]  # fmt: skip

    @property
    def pitch(self) -> float:
        """Of the dayan, in Hz. Raises TunesmithError for what is no note."""
        if self.sa is None:
            return DAYAN_PITCH
        number = read_pitch(self.sa)
        if number is None:
            raise TunesmithError(f"--sa: “{self.sa}” is not a note; write C4, C#4 or Bb3")
        return float(440.0 * 2 ** ((number - 69) / 12))

    def of(self, score: "ScoreTick") -> "ScoreTick":
        """The score as it is to be played; the one given is left as it was.

        Raises TunesmithError for an instrument that there is not.
        """
        if self.instrument is not None:
            score = with_instrument(score, program(self.instrument))
        if self.swing != STRAIGHT:
            score = with_swing(score, self.swing)
        return score if self.tempo is None else with_tempo(score, self.tempo)


AS_WRITTEN = Playing()
