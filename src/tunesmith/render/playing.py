"""How a score is to be played."""

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from tunesmith.render.instrument import program, with_instrument
from tunesmith.render.swing import MOST, STRAIGHT, with_swing
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
        None, ge=10, le=1000, description="Quarter notes a minute at the beginning; changes keep their ratio."
    )
    swing: float = Field(
        STRAIGHT,
        ge=STRAIGHT,
        le=MOST,
        description="Share of the beat that the first of two eighths takes, in 2/4, 3/4, 4/4 and 2/2: "
        "0.5 straight, 0.67 as triplets.",
    )
    soundfont: Path | None = Field(None, description="An .sf2 sound font in place of TimGM6mb.")

    @property
    def given(self) -> list[str]:
        """The options that were asked for, as the command line calls them."""
        return [f"--{name}" for name, field in type(self).model_fields.items()
                if getattr(self, name) != field.default]  # fmt: skip

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
