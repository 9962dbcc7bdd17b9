"""The studio over HTTP, from one request to the next."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tunesmith.api.model import load
from tunesmith.studio.app import ROUTES, make_app

TUNE = "X:1\nM:6/8\nL:1/8\nK:D\nA|d2d dBd|e3 e2|]"
HOST = "127.0.0.1:8331"


@pytest.fixture(scope="module")
def folder(tiny_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``runs/tiny``, where takes come to lie in ``takes``."""
    folder = tmp_path_factory.mktemp("studio")
    (folder / "runs").mkdir()
    (folder / "runs" / "tiny").symlink_to(tiny_run)
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    app = make_app(folder / "runs", folder / "takes", hosts=[HOST])
    with TestClient(app, base_url=f"http://{HOST}") as client:
        yield client


def written(client: TestClient, **wishes: Any) -> list[tuple[str, Any]]:
    answer = client.post("/api/write", json={"model": "tiny", **wishes})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = []
    for number, block in enumerate(answer.text.strip().split("\n\n")):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        assert int(fields["id"]) == number
        found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_a_take_is_written_kept_and_can_be_made_again(client: TestClient, folder: Path) -> None:
    events = written(client, seed=7, key="D", temperature=0.9)
    assert events[-1] == ("end", "tiny")
    (entry,) = (data for name, data in events if name == "take")
    (tune,) = load(folder / "runs" / "tiny").generate(seed=7, key="D", temperature=0.9)
    assert entry["content"] == tune.abc
    assert "".join(data[0] for name, data in events if name == "token") == tune.take.text
    assert client.get(f"/api/takes/{entry['id']}").json() == entry
    assert entry["recipe"]["command"] == (
        f"tunesmith generate {folder}/runs/tiny --temperature 0.9 --seed 7 --key D"
    )
    made: dict[str, Any] = {}
    exec(entry["recipe"]["python"], made)
    assert made["tune"].take == tune.take


def test_takes_of_one_request_have_recipes_of_their_own(client: TestClient) -> None:
    takes = [data for name, data in written(client, seed=20, count=3) if name == "take"]
    assert [take["seed"] for take in takes] == [20, 21, 22]
    for take in takes:
        (again,) = (data for name, data in written(client, seed=take["seed"]) if name == "take")
        assert again["content"] == take["content"]
        assert f"--seed {take['seed']}" in take["recipe"]["command"]


def test_a_take_is_named_starred_edited_put_away_and_brought_back(client: TestClient) -> None:
    (entry,) = (data for name, data in written(client, seed=1) if name == "take")
    place = f"/api/takes/{entry['id']}"
    changed = client.patch(place, json={"name": "Mine", "starred": True, "content": TUNE}).json()
    assert (changed["name"], changed["starred"], changed["content"]) == ("Mine", True, TUNE)
    assert not changed["exact"]
    assert changed["recipe"] is None  # no seed gives this
    assert client.get(f"{place}/file.json").status_code == 400
    assert client.get(f"{place}/file.abc").text == TUNE + "\n"
    assert client.delete(place).json() == {"removed": entry["id"]}
    assert client.get(place).status_code == 404
    assert client.post(f"{place}/restore").json() == changed


def test_every_form_can_be_fetched_alone_and_together(client: TestClient) -> None:
    entry = client.post(
        "/api/takes", json={"notation": "abc", "content": TUNE, "name": "../../É\n“x”"}
    ).json()
    begin = {"mid": b"MThd", "pdf": b"%PDF", "mp3": b"", "png": b"\x89PNG", "svg": b"<svg", "abc": b"X:1"}
    for form, first in begin.items():
        answer = client.get(f"/api/takes/{entry['id']}/file.{form}")
        assert answer.status_code == 200, form
        assert answer.content.startswith(first)
        name = answer.headers["content-disposition"]
        assert "/" not in name.split("''")[1]
        assert name.endswith(f".{form}")
    answer = client.get("/api/takes.zip", params={"keys": entry["id"], "form": "abc,mid"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert [name.rpartition(".")[2] for name in archive.namelist()] == ["abc", "mid"]
        assert not any(name.startswith((".", "/")) for name in archive.namelist())


def test_a_text_is_engraved_and_played(client: TestClient) -> None:
    found = client.post("/api/read", json={"notation": "abc", "content": TUNE}).json()
    assert len(found["engravings"]) == 2
    assert "<style" not in found["engravings"][0]
    heard = client.post(
        "/api/play", json={"notation": "abc", "content": TUNE, "hearing": {"tempo": 90, "count_in": True}}
    ).json()
    assert heard["bars"][0][1] == 0
    sound = client.get(f"/api/sounds/{heard['sound']}")
    assert sound.headers["content-type"] == "audio/flac"
    assert sound.content[:4] == b"fLaC"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "/api/write", {"model": "../tiny"}, 404, "no model"),
        ("POST", "/api/write", {"model": "tiny", "checkpoint": "/etc"}, 422, "checkpoint: extra inputs"),
        ("POST", "/api/write", {"model": "tiny", "key": "H"}, 400, "is not a key"),
        ("POST", "/api/write", {"model": "tiny", "count": 1000}, 422, "count: "),
        ("POST", "/api/write", {"model": "tiny", "tala": "teental"}, 400, "tala"),
        ("POST", "/api/write", [], 422, "valid dictionary"),
        ("POST", "/api/read", {"notation": "abc", "content": "x" * 100_001}, 422, "content: "),
        ("POST", "/api/read", {"notation": "mp3", "content": ""}, 422, "notation: "),
        ("POST", "/api/play", {"notation": "midi", "content": "?"}, 400, ""),
        ("POST", "/api/takes", {"notation": "abc", "content": " "}, 400, "nothing to keep"),
        ("GET", "/api/sounds/none", None, 404, "play it again"),
        ("GET", "/api/takes/..%2F..%2Fetc", None, 404, ""),
        ("GET", "/page/..%2Fapp.py", None, 404, ""),
        ("GET", "/nowhere", None, 404, "nothing here"),
        ("PUT", "/api/takes", None, 405, "cannot be done"),
    ],
)
def test_bad_input_is_one_clear_sentence(
    client: TestClient, method: str, path: str, body: Any, status: int, said: str
) -> None:
    answer = client.request(method, path, json=body)
    assert answer.status_code == status, answer.text
    assert said in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


def test_what_is_no_json_is_refused(client: TestClient) -> None:
    for body in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b"NaN"):
        answer = client.post("/api/read", content=body)
        assert answer.status_code in (400, 422), body[:10]


def test_the_document_names_every_route_and_refers_to_what_is_there(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    named = {
        (method.upper(), path) for path, operations in document["paths"].items() for method in operations
    }
    assert named == {(route.method, route.path) for route in ROUTES}
    text = json.dumps(document)
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in document["components"]["schemas"]


def test_takes_outlive_the_server(folder: Path, client: TestClient) -> None:
    before = client.get("/api/takes").json()
    app = make_app(folder / "runs", folder / "takes", hosts=[HOST])
    with TestClient(app, base_url=f"http://{HOST}") as again:
        assert again.get("/api/takes").json() == before
    assert before


def test_a_page_elsewhere_is_refused_everything(client: TestClient) -> None:
    for route in ROUTES:
        answer = client.request(route.method, route.path, headers={"origin": "https://attacker.example"})
        assert answer.status_code == 403, route.path


def test_a_body_without_end_is_cut_off(client: TestClient) -> None:
    """It says nothing of its length, so that only reading it tells."""
    answer = client.post("/api/read", content=(b" " * 65536 for _ in range(40)))
    assert (answer.status_code, answer.json()["error"]) == (413, "that is too much: 1 MB are taken at most")
