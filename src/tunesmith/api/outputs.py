"""One piece in every form that eyes, ears and other programs read."""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from tunesmith.api.primer import with_pickup
from tunesmith.errors import TunesmithError
from tunesmith.files import write_atomic
from tunesmith.generation.take import Take
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece
from tunesmith.render.audio import FORMATS as AUDIO_FORMATS
from tunesmith.render.playing import AS_WRITTEN, Playing
from tunesmith.render.swing import STRAIGHT

if TYPE_CHECKING:
    from symusic.core import ScoreTick

    from tunesmith.render.page import PageTune


def _score(piece: Piece, form: str, playing: Playing) -> bytes:
    from tunesmith.render.midi import write_midi

    return write_midi(_played(piece, playing))


def _audio(piece: Piece, form: str, playing: Playing) -> bytes:
    from tunesmith.render.audio import encode, synthesize

    return encode(synthesize(_played(piece, playing), soundfont=playing.soundfont), form)


def _played(piece: Piece, playing: Playing) -> "ScoreTick":
    """Where it is swung, with its pickup: that decides which eighth is the first of two."""
    if piece.notation == "abc" and playing.swing != STRAIGHT:
        return playing.of(with_pickup(piece.content))
    return playing.of(notation(piece.notation).score(piece.content))


def _sheet(piece: Piece, form: str, playing: Playing) -> bytes:
    from tunesmith.render import sheet

    mei = notation(piece.notation).mei(piece.content)
    if form == "svg":
        return sheet.svg(mei).encode()
    return sheet.png(mei) if form == "png" else sheet.pdf(mei)


def _text(piece: Piece, form: str, playing: Playing) -> bytes:
    if form == "musicxml":
        return notation(piece.notation).musicxml(piece.content).encode()
    if piece.notation == "midi":
        from tunesmith.music.midi.text import read
        from tunesmith.music.midi.to_abc import to_abc

        return to_abc(read(piece.content), title=piece.title).abc.encode()
    return piece.content.rstrip("\n").encode() + b"\n"


RENDERERS: dict[str, Callable[[Piece, str, Playing], bytes]] = {
    "abc": _text,
    "musicxml": _text,
    "mid": _score,
    **dict.fromkeys(AUDIO_FORMATS, _audio),
    **dict.fromkeys(("svg", "png", "pdf"), _sheet),
}
DEFAULTS = {"abc": "abc,mid,html", "midi": "mid,mp3,html"}  # what is written of a take, by its notation
FORMATS = (*RENDERERS, "json", "html")  # json: the take itself; html: one page with all takes


def parse_formats(text: str) -> tuple[str, ...]:
    """``"abc,mid"`` -> ("abc", "mid"). Raises TunesmithError for a format that is not written."""
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    unknown = [form for form in wanted if form not in FORMATS]
    if unknown or not wanted:
        raise TunesmithError(
            f"cannot write {', '.join(unknown) or 'no format'}; choose from {', '.join(FORMATS)}"
        )
    return wanted


def form_of(path: Path) -> str:
    """The format that a file's name ends with. Raises TunesmithError for one that is not written."""
    form = path.suffix.removeprefix(".").lower()
    if form not in RENDERERS:
        endings = ", ".join(f".{known}" for known in RENDERERS)
        raise TunesmithError(f"cannot write {path.name}; end its name with one of {endings}")
    return form


def render(piece: Piece, form: str, playing: Playing = AS_WRITTEN) -> bytes:
    """The bytes of a file of that format. Raises TunesmithError when the piece cannot be shown so.

    ``playing`` is for sound and MIDI; wishes that would do nothing are refused.
    """
    if form not in RENDERERS:
        raise TunesmithError(f"cannot write {form!r}; choose from {', '.join(RENDERERS)}")
    heard = AUDIO_FORMATS if playing.soundfont else ("mid", *AUDIO_FORMATS)
    if playing.given and form not in heard:
        raise TunesmithError(
            f"{', '.join(playing.given)} does nothing to .{form}: write {', '.join(heard)}, or leave it out"
        )
    return RENDERERS[form](piece, form, playing)


def save_takes(
    takes: Sequence[Take], folder: Path, forms: Sequence[str], facts: dict[str, str]
) -> list[Path]:
    """Write each take in each format as ``tune-SEED.FORM``, and ``index.html`` with all of them.

    The take's own .json is always among them: it is what ``replay`` reads.
    """
    written = []
    for take in takes:
        stem = _free_stem(take, folder)
        for form in dict.fromkeys([*forms, "json"]):
            if form == "html":
                continue
            path = stem.with_suffix(f".{form}")
            write_atomic(path, take.to_json() if form == "json" else render(take.piece, form))
            written.append(path)
    if "html" in forms:
        path = folder / "index.html"
        write_atomic(path, page(takes, facts))
        written.append(path)
    return written


def _free_stem(take: Take, folder: Path) -> Path:
    """``tune-SEED``, with a number behind it where another take has that name: nothing is lost."""
    for number in count(1):
        stem = folder / (f"tune-{take.seed}" if number == 1 else f"tune-{take.seed}-{number}")
        known = stem.with_suffix(".json")
        if not known.exists() or known.read_text(encoding="utf-8") == take.to_json():
            return stem
    raise AssertionError("count() has no end")


def page(takes: Sequence[Take], facts: dict[str, str]) -> str:
    """One self-contained HTML page: scores, players, ABC."""
    from tunesmith.render.page import write_page

    tunes = []
    for number, take in enumerate(takes, 1):
        title = take.piece.title if take.piece.title not in ("", "Untitled") else f"Tune {number}"
        tunes.append(page_tune(take.piece, title, _facts(take)))
    return write_page(tunes, title="New music" if len(tunes) > 1 else "A new tune", facts=facts)


def page_tune(
    piece: Piece, title: str, facts: dict[str, str], marked: Sequence[str] = (), *, small: bool = False
) -> "PageTune":
    """All that the page shows of a piece; ``marked``: ids of notes, as in its timeline, to be coloured.

    ``small``: its sound in half the bytes.
    """
    from tunesmith.render.audio import encode, synthesize
    from tunesmith.render.page import PageTune
    from tunesmith.render.sheet import svg

    music = notation(piece.notation)
    mei = music.mei(piece.content)
    return PageTune(
        title=title,
        svg=svg(mei, layout="column"),
        narrow_svg=svg(mei, layout="narrow"),
        timeline=music.timeline(piece.content),
        mp3=encode(synthesize(music.score(piece.content)), "mp3", small=small),
        abc=piece.content,
        midi=render(piece, "mid"),
        facts=facts,
        marked=marked,
        **({} if piece.notation == "abc" else {"notation": "Events", "ending": "txt"}),
    )


def _facts(take: Take) -> dict[str, str]:
    request = take.request
    facts = {"seed": str(take.seed), "temperature": f"{request.temperature:g}"}
    for name, off in (("top_k", 0), ("top_p", 1.0), ("min_p", 0.0)):
        value = getattr(request, name)
        if value != off:
            facts[name.replace("_", "-")] = f"{value:g}"
    if take.transposed:
        facts["transposed"] = f"{take.transposed:+d} semitones"
    unit = "character" if take.piece.notation == "abc" else "word"
    return {**facts, "rules": request.rules, f"bits per {unit}": f"{take.bits_per_character:.2f}"}
