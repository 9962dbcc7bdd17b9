"""Tabla as a corpus: the one made by rule, and any folder."""

import hashlib
from pathlib import Path

import pytest

from tunesmith.corpora import tabla
from tunesmith.corpora.corpus import Corpus
from tunesmith.corpora.facts import describe
from tunesmith.corpora.load import load_corpus
from tunesmith.errors import TunesmithError
from tunesmith.music.tabla.notation import Tabla
from tunesmith.music.tabla.text import read

KAIDA = "theme: dha dha tete | dha dha tin na | ta ta tete | dha dha dhin na\n"
VARIED = "variation: dha tete dha | dha dha tin na | ta tete ta | dha dha dhin na\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUNESMITH_CACHE", str(tmp_path_factory.mktemp("cache")))
        return load_corpus("tabla")


def test_it_is_the_same_everywhere(corpus: Corpus) -> None:
    """Where the rules have changed on purpose: put the new number into ``corpora/tabla.py``."""
    assert hashlib.sha256(tabla.rule_text().encode()).hexdigest() == tabla.SHA256
    assert corpus.checksum == tabla.SHA256
    assert len(corpus.pieces) > 2_000
    assert corpus.report.counts == {}


def test_a_theme_is_never_on_both_sides(corpus: Corpus) -> None:
    themes: list[set[object]] = [set(), set()]
    for side, pieces in enumerate((corpus.train, corpus.held_out)):
        for piece in pieces:
            for section in read(piece.content)[0].sections:
                if section.name == "theme":
                    themes[side].add(section.notes)
    assert not themes[0] & themes[1]
    assert min(map(len, themes)) > 20


def test_thekas_at_another_laya_are_twins(corpus: Corpus) -> None:
    tala = {piece.id: piece.content.split()[1] for piece in corpus.pieces if "form: theka" in piece.content}
    assert tala.keys() <= {own for group in corpus.groups for own in group}
    assert all(len({tala[own] for own in group if own in tala}) <= 1 for group in corpus.groups)


def test_facts(corpus: Corpus) -> None:
    facts = describe(corpus)
    assert facts.tabla is not None
    assert len(facts.tabla.talas) == 15
    assert facts.tabla.sound == len(corpus.pieces)
    assert facts.straddling == 0
    assert facts.to_json()["tabla"]["forms"]["kaida"] > 1_000


def test_the_file_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNESMITH_CACHE", str(tmp_path))
    text, made = "tala: dadra\n" + KAIDA, []
    monkeypatch.setattr(tabla, "SHA256", hashlib.sha256(text.encode()).hexdigest())
    monkeypatch.setattr(tabla, "rule_text", lambda: made.append(1) or text)
    place = tabla.rule_file()
    assert tabla.rule_file() == place
    assert made == [1]
    place.write_text("something else")
    assert tabla.rule_file().read_text() == text
    assert made == [1, 1]


def test_any_folder(tmp_path: Path) -> None:
    folder = tmp_path / "bols"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.tabla").write_text(
        f"title: First\ntala: teental\n{KAIDA}\n"
        f"tala: teental  title: Again\n{KAIDA}\n"
        f"tala: teental\n{KAIDA}{VARIED}"
    )
    (folder / "deep" / "b.bol").write_text("DHA; DHIN; NA; DHA; TIN; NA;")
    (folder / "deep" / "c.txt").write_text("tala: chunky\ntheka: dha dhin")
    (folder / "deep" / "d.txt").write_text("tala: dadra\ntheka: dha dhqn na dha tin na")
    (folder / "e.bol").write_text("hello")
    (folder / "f.tabla").write_text("tala: dadra\ntheka: - - - - - -")
    (folder / "notes.txt").write_text("nothing")
    (folder / "tune.abc").write_text("X:1\nK:C\nCDEF|\n")
    found = load_corpus(str(folder))
    assert [(piece.id, piece.title) for piece in found.pieces] == [
        ("bols/a/1", "First"),
        ("bols/a/3", "a"),
        ("bols/deep/b/1", "b"),
    ]
    assert found.notation == "tabla"
    assert found.groups == (("bols/a/1", "bols/a/3"),)
    assert {(dropped.source, dropped.reason) for dropped in found.report.dropped} == {
        ("a.tabla:5", "duplicate"),
        ("deep/c.txt:1", "unknown-tala"),
        ("deep/d.txt:1", "unknown-bol"),
        ("e.bol", "unreadable"),
        ("f.tabla:1", "no-notes"),
        ("tune.abc", "other-notation"),
    }
    assert Tabla().problems(found.pieces[2].content) == []


def test_too_long(tmp_path: Path) -> None:
    (tmp_path / "a.tabla").write_text("tala: dadra\ntheka: " + "dha dhin na dha tin na\n" * 3_000)
    with pytest.raises(TunesmithError, match="69,019 characters are too many for one composition"):
        load_corpus(str(tmp_path / "a.tabla"))
