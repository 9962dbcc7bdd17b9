"""Tables of what ``inspect`` finds."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tunesmith.api.silence import Silenced
    from tunesmith.inspection.units import UnitReport


def print_units(report: "UnitReport") -> None:
    """The best unit of every feature, and how well each layer as a whole tells it."""
    from tunesmith.api.views import units_table

    print(f"{report.point}: {report.pieces} held-out pieces, {report.places:,} characters compared\n")
    head, rows = units_table(report)
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def print_silence(found: "Silenced") -> None:
    """What every kind of place costs, before and after, and the share of sound takes."""
    print(f"{found.words}: bits per character over {found.pieces} held-out pieces\n")
    print(f"{'where':36}{'characters':>11}{'before':>8}{'after':>8}{'change':>9}")
    for cost in found.costs:
        print(
            f"{cost.where:36}{cost.tokens:11,}{cost.before:8.3f}{cost.after:8.3f}"
            f"{cost.change:+9.3f} ± {cost.error:.3f}"
        )
    before, after = found.before, found.after
    print(f"\nsound takes without rules: {before.sound} of {before.tunes} before, {after.sound} after")
