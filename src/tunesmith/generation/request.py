"""What a user asks for."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.grammar.controls import Controls

MOST_BARS = 96  # of a take whose number of bars is left to the model; dance tunes have 16 to 64
DEMANDS = (
    "key", "meter", "unit", "bars", "form", "range", "chords", "end_on", "tala", "laya", "variations",
)  # fmt: skip


class Request(BaseModel):
    """One frozen request, shared by library, command line and studio. Unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checkpoint: Path = Field(description="A run or checkpoint folder.")
    primer: str = Field("", description="Music to continue, in the notation of the model.")
    count: int = Field(1, ge=1, le=10_000, description="How many takes to write.")
    temperature: float = Field(
        1.0, ge=0.0, le=10.0, description="Below 1 safer, above 1 wilder; 0 always takes the likeliest."
    )
    top_k: int = Field(0, ge=0, description="Keep the k likeliest tokens; 0 keeps all.")
    top_p: float = Field(
        1.0, gt=0.0, le=1.0, description="Keep the likeliest tokens that together have this probability."
    )
    min_p: float = Field(
        0.0, ge=0.0, lt=1.0, description="Keep tokens at least this fraction as likely as the likeliest."
    )
    seed: int | None = Field(
        None, ge=0, lt=2**63, description="Random seed of the first take; the next takes count on from it."
    )
    rules: Literal["strict", "off"] = Field(
        "strict",
        description="strict: nothing can be written that breaks a rule of music; off: the raw model.",
    )
    key: str | None = Field(None, description="Key of the tune: D, F#m, Ador.")
    meter: str | None = Field(None, description="Metre of the tune: 6/8, C|, 3/4.")
    unit: str | None = Field(None, description="Unit note length: 1/8.")
    bars: int | None = Field(
        None, ge=1, le=256, description="Bars as written, all parts together (form AABB if none is given)."
    )
    form: str | None = Field(
        None,
        description="Parts in the order played, each once or twice in a row: AABB, AB, AABBCC. Of tabla: "
        "theka, kaida, rela, mukhda, tukda, tihai or chakradar.",
    )
    range: str | None = Field(None, description="Lowest and highest note: G3..B5.")
    chords: bool | None = Field(
        None, description="A chord symbol at the beginning of every bar, or none at all."
    )
    end_on: Literal["tonic"] | None = Field(None, description="The note that the tune ends on: tonic.")
    tala: str | None = Field(None, description="Tala of a tabla composition: teental, rupak, jhaptal.")
    laya: int | None = Field(
        None, ge=10, le=999, description="Tempo of a tabla composition, in matras a minute."
    )
    variations: int | None = Field(None, ge=1, le=8, description="How many variations a kaida or rela has.")
    voices: str | None = Field(
        None, description="Voices of the primer to keep, such as soprano: the others are written under them."
    )
    particles: int = Field(
        8, ge=1, le=1000, description="Ways of writing the other voices that go on side by side."
    )
    sweeps: int = Field(0, ge=0, le=100, description="How often the other voices are rewritten, bar by bar.")
    novel: float | None = Field(
        None,
        gt=0.0,
        le=1.0,
        description="Refuse takes that copy more from the corpus than this share of human tunes do, such as "
        "0.9, and write others; the primer's own notes do not count.",
    )
    held: tuple[str, ...] = Field(
        (), description="Units held at a value while it writes, layer:unit=value, counted from 0: 1:23=0.5."
    )
    max_tokens: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="Stop a take that has not ended after so many tokens (2,000 characters or 10,000 words).",
    )

    @property
    def controls(self) -> Controls:
        """The demands, read. Raises TunesmithError where they cannot be, or contradict each other."""
        if self.rules == "off" and self.demands:
            raise TunesmithError(
                f"{self.demands} can only be held with --rules strict; leave --rules off out"
            )
        given = {name: getattr(self, name) for name in DEMANDS}
        return Controls.read(**given, most_bars=MOST_BARS, simple=True)

    @property
    def demands(self) -> str:
        """Those that are made, as the command line calls them: ``--key --bars``."""
        made = [name for name in DEMANDS if getattr(self, name) is not None]
        return " ".join(f"--{name.replace('_', '-')}" for name in made)
