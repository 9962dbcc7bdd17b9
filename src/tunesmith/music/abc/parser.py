"""Reading one ABC tune (standard 2.1, one voice) into the tree of ``tune.py``."""

from functools import lru_cache

from tunesmith.music.abc.reading.body import Body
from tunesmith.music.abc.reading.header import read_header
from tunesmith.music.abc.reading.lines import lines_of
from tunesmith.music.abc.rules import Findings
from tunesmith.music.abc.tune import Tune

LONGEST_TUNE = 200_000  # characters; the longest of the known collections has 6,000


@lru_cache(maxsize=4)  # a take is read by its checker, then for its melody, then for its form
def parse(text: str) -> Tune:
    """Read one tune. Never raises: what cannot be read is passed over and reported with its line and column.

    The time taken is proportional to the length of the text. What follows the blank line that ends the
    tune, a second voice and an overlay are reported and left out.
    """
    findings = Findings()
    if len(text) > LONGEST_TUNE:
        message = f"the tune has {len(text):,} characters; only the first {LONGEST_TUNE:,} are read"
        findings.add(LONGEST_TUNE, "too-long", message)
    lines = lines_of(text[:LONGEST_TUNE])
    header = read_header(text, lines, findings)
    body = Body(text, header, findings)
    body.read(lines[header.lines :])
    return Tune(
        text=text,
        header=header.fields,
        body=body.elements(),
        problems=findings.problems([line.start for line in lines] or [0]),
        number=header.number,
        titles=header.titles,
        meter=header.meter,
        unit=header.unit,
        key=header.key,
        rhythm=header.rhythm,
        tempo=header.tempo,
    )
