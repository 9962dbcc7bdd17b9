from collections.abc import Iterator
from pathlib import Path

import pytest

from tunesmith.api.model import load
from tunesmith.errors import TunesmithError
from tunesmith.generation.request import Request
from tunesmith.generation.take import Take
from tunesmith.generation.writer import Token, Writer
from tunesmith.studio.works.writing import write


def test_tokens_come_one_by_one_and_then_the_take_that_the_library_writes(tiny_run: Path) -> None:
    wishes = {"seed": 4, "count": 2, "key": "D"}
    found = list(write({"checkpoint": tiny_run, **wishes}))
    takes = [Take.from_json(item["take"]) for item in found if "take" in item]
    assert takes == [tune.take for tune in load(tiny_run).generate(**wishes)]
    tokens = [item for item in found if "token" in item]
    assert "".join(item["token"] for item in tokens) == takes[0].text + takes[1].text
    assert [item["probability"] for item in tokens] == [*takes[0].probabilities, *takes[1].probabilities]
    assert "take" in found[-1]


def test_drafts_are_the_beginning_of_the_take(tiny_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tunesmith.studio.works.writing.DRAFT", 0.0)
    found = list(write({"checkpoint": tiny_run, "seed": 4}))
    (content,) = (Take.from_json(item["take"]).piece.content for item in found if "take" in item)
    drafts = [item["draft"] for item in found if "draft" in item]
    assert len(drafts) > 20
    assert all(content.startswith(draft.rstrip("\n")) for draft in drafts)


def test_a_draft_after_a_refused_take_is_of_the_next_one(
    tiny_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(writer: Writer, request: Request, refusals: list[str]) -> Iterator[Token | Take]:
        for item in writer.write(request):
            if isinstance(item, Take) and item.seed == 4:
                refusals.append("seed 4: refused")
            else:
                yield item

    monkeypatch.setattr("tunesmith.studio.works.writing.DRAFT", 0.0)
    monkeypatch.setattr("tunesmith.studio.works.writing._items", refusing)
    found = list(write({"checkpoint": tiny_run, "seed": 4, "count": 2}))
    place = found.index({"refused": "seed 4: refused"})
    (content,) = (Take.from_json(item["take"]).piece.content for item in found if "take" in item)
    drafts = [item["draft"] for item in found[place:] if "draft" in item]
    assert drafts
    assert all(content.startswith(draft.rstrip("\n")) for draft in drafts)


def test_a_wish_that_cannot_be_is_told(tiny_run: Path) -> None:
    with pytest.raises(TunesmithError, match="no option tempo"):
        list(write({"checkpoint": tiny_run, "tempo": 3}))
    with pytest.raises(TunesmithError, match="does not exist"):
        list(write({"checkpoint": tiny_run / "nowhere"}))


def test_a_run_that_was_trained_on_is_read_anew(tiny_run: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(tiny_run, copy)
    first = list(write({"checkpoint": copy, "seed": 1}))
    assert list(write({"checkpoint": copy, "seed": 1})) == first
    shutil.rmtree(copy)
    with pytest.raises(TunesmithError):
        list(write({"checkpoint": copy, "seed": 1}))
