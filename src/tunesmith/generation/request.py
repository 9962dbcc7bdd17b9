"""What a user asks for."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


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
    max_tokens: int = Field(
        2000, ge=1, le=1_000_000, description="Stop a take that has not ended after so many tokens."
    )
