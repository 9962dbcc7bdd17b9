"""What is wrong with a text, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding of a parser or checker. Lines and columns count from 1, as editors do."""

    line: int
    column: int
    rule: str  # a stable kebab-case name: "key-unknown", "tuplet-cut"
    message: str  # a sentence for the musician

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.message} [{self.rule}]"
