"""What has ever broken the parser or the checker, found by hand or by fuzz.py, breaks nothing now."""

import time
from pathlib import Path

import pytest

from tunesmith.music.abc.check.checker import check
from tunesmith.music.abc.parser import parse

BROKE = sorted((Path(__file__).parent / "broke").iterdir())


@pytest.mark.parametrize("path", BROKE, ids=lambda path: path.name)
def test_breaks_nothing(path: Path) -> None:
    start = time.process_time()
    check(parse(path.read_bytes().decode("utf-8", "replace")))
    assert time.process_time() - start < 5
