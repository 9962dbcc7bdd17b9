"""Bars of a tune written anew by a learned model, and the files that show it."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from secrets import randbelow
from typing import Any

from tunesmith.api.outputs import page_tune, render
from tunesmith.codecs.registry import codec_from_json
from tunesmith.errors import TunesmithError
from tunesmith.files import write_atomic
from tunesmith.generation.fill import Filling, FillRequest, fill
from tunesmith.generation.gap import Gap, choose_bars, read_bars, splice
from tunesmith.models.bits import piece_bits
from tunesmith.models.checkpoint import Checkpoint
from tunesmith.music.abc.parser import parse
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece

FORMAT = "tunesmith-fill.v1"
_QUOTE = re.compile(r'"[^"\n]*"')  # a chord symbol or annotation


@dataclass(frozen=True, slots=True)
class FilledTune:
    """A tune with new music in some of its bars."""

    piece: Piece
    filling: Filling
    notes: tuple[int, ...]  # offsets of the new notes in ``piece.content``


@dataclass(frozen=True, slots=True)
class Filled:
    """What a fill gave: the best tune first, and how the model finds the tune as it was."""

    request: FillRequest
    seed: int
    fingerprint: str
    original: Piece
    original_bits: float  # per character
    tunes: tuple[FilledTune, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": version("tunesmith"),
            "request": self.request.model_dump(mode="json"),
            "seed": self.seed,
            "fingerprint": self.fingerprint,
            "original": asdict(self.original),
            "original_bits_per_character": self.original_bits,
            "candidates": [
                {
                    "abc": tune.piece.content,
                    "bars": tune.filling.bars,
                    "bits_per_character": tune.filling.bits_per_character,
                }
                for tune in self.tunes
            ],
        }


def fill_tune(checkpoint: Checkpoint, piece: Piece, request: FillRequest) -> Filled:
    """Write the bars of ``request`` anew, each candidate as sound as the tune was.

    Outside these bars the text of the piece stays byte for byte, but for an N: field that says what is new.
    Raises TunesmithError where the tune has no such bars, the vocabulary lacks one of its characters, or
    nothing sound came out.
    """
    codec = codec_from_json(checkpoint.config["codec"])
    if piece.notation != "abc" or codec.notation != "abc":
        raise TunesmithError("only ABC has bars to fill; give an ABC tune and a model of ABC")
    header = parse(piece.content).header
    if not header or header[-1].letter != "K":
        raise TunesmithError("the tune has no key; end its header with a K: field, such as K:D")
    engine = checkpoint.engine(codec.tracker)
    heard = piece  # as the model reads it
    if '"' not in codec.vocabulary:
        heard = replace(piece, content=_QUOTE.sub("", piece.content))
    tokens = codec.encode(heard)
    first, last = read_bars(request.bars)
    gap = Gap.of("".join(tokens), first, last)
    seed = randbelow(2**32) if request.seed is None else request.seed
    fillings = fill(codec, engine, gap, request, seed)
    tunes = _filled(piece, fillings, request, seed) or _filled(_plain(piece, tokens), fillings, request, seed)
    if not tunes:
        raise TunesmithError(
            f"no filling of bars {request.bars} leaves the tune sound: take more particles, another seed, "
            "or --rules off"
        )
    ids = codec.ids(tokens)
    bits = piece_bits(engine, codec.ids(codec.opening), [ids]).per_token
    return Filled(request, seed, checkpoint.fingerprint, piece, bits, tuple(tunes))


def save_filled(filled: Filled, folder: Path, forms: Sequence[str], facts: dict[str, str]) -> list[Path]:
    """Write each candidate in each format as ``bars-5-8-SEED-RANK.FORM``, and ``index.html`` with all.

    The whole record is always among them, as ``bars-5-8-SEED.json``.
    """
    written = []
    stem = f"bars-{filled.request.bars.strip()}-{filled.seed}"
    for rank, tune in enumerate(filled.tunes, 1):
        for form in dict.fromkeys(forms):
            if form not in ("html", "json"):
                written.append(folder / f"{stem}-{rank}.{form}")
                write_atomic(written[-1], render(tune.piece, form))
    written.append(folder / f"{stem}.json")
    write_atomic(written[-1], json.dumps(filled.to_json(), indent=2, ensure_ascii=False) + "\n")
    if "html" in forms:
        written.append(folder / "index.html")
        write_atomic(written[-1], page(filled, facts))
    return written


def page(filled: Filled, facts: dict[str, str]) -> str:
    """One self-contained HTML page: the candidates, best first, their new bars marked."""
    from tunesmith.render.page import write_page

    title = filled.original.title or "A tune"
    request = filled.request
    tunes = []
    for rank, tune in enumerate(filled.tunes, 1):
        about = {
            "new": f"bars {request.bars}",
            "bits per character": f"{tune.filling.bits_per_character:.3f}",
            "as it was": f"{filled.original_bits:.3f}",
        }
        marked = [f"n{offset}" for offset in tune.notes]
        tunes.append(page_tune(tune.piece, f"{title}, {rank}", about, marked))
    facts = {
        **facts,
        "seed": str(filled.seed),
        "temperature": f"{request.temperature:g}",
        "particles": str(request.particles),
        "rules": request.rules,
    }
    return write_page(tunes, title=title, subtitle=f"Bars {request.bars} written anew", facts=facts)


def _filled(piece: Piece, fillings: Sequence[Filling], request: FillRequest, seed: int) -> list[FilledTune]:
    """The piece with the first ``request.candidates`` fillings that break no rule it did not break before."""
    first, last = read_bars(request.bars)
    bars, broken = choose_bars(parse(piece.content), first, last), Counter(_rules(piece.content))
    tunes: list[FilledTune] = []
    for filling in fillings:
        content = splice(piece.content, bars, filling.bars)
        if request.rules == "strict" and Counter(_rules(content)) - broken:
            continue
        tune = parse(content)
        key = tune.header[-1].start
        content = f"{content[:key]}N:bars {request.bars} are new: tunesmith, seed {seed}\n{content[key:]}"
        notes = (note for bar in choose_bars(parse(content), first, last) for note in bar.notes)
        tunes.append(FilledTune(replace(piece, content=content), filling, tuple(notes)))
        if len(tunes) == request.candidates:
            break
    return tunes


def _plain(piece: Piece, tokens: Sequence[str]) -> Piece:
    """The piece in the codec's spelling under its own number and title: no slur is there to be cut in two."""
    header = [
        f"{field.letter}:{field.value}" for field in parse(piece.content).header if field.letter in "XT"
    ]
    music = [line for line in "".join(tokens).strip().splitlines() if line[:2] not in ("X:", "T:")]
    return replace(piece, content="\n".join([*header, *music]))


def _rules(content: str) -> list[str]:
    return [problem.rule for problem in notation("abc").problems(content)]
