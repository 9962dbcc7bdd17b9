"""One piece in every form that eyes, ears and other programs read."""

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from tunesmith.api import staff, tabla
from tunesmith.errors import TunesmithError
from tunesmith.files import write_atomic
from tunesmith.generation.take import Take
from tunesmith.music.notation import notation
from tunesmith.music.piece import Piece
from tunesmith.render.audio import FORMATS as AUDIO
from tunesmith.render.playing import AS_WRITTEN, Playing

if TYPE_CHECKING:
    from tunesmith.render.audio import Audio
    from tunesmith.render.page import PageTune


class Outputs(Protocol):
    """What can be made of music in one notation."""

    FORMS: dict[str, Callable[[Piece, str, Playing], bytes]]  # beside sound
    HEARD: dict[str, tuple[str, ...]]  # the wishes of a Playing, and in which forms they can be heard

    def sounding(self, piece: Piece, playing: Playing, *, cut: bool = False) -> "Audio":
        """The piece as it sounds. Raises TunesmithError where it cannot, and for wishes that cannot be.

        ``cut``: of music that is too long to be played whole, the beginning.
        """

    def engravings(self, piece: Piece) -> tuple[str, str]:
        """Two SVGs for a web page, the second for telephones; their ids are those of the timeline."""


# Of each notation: what can be written of a piece, what is written of a take, and its own text.
OUTPUTS: dict[str, Outputs] = {"abc": staff, "midi": staff, "tabla": tabla}
DEFAULTS = {"abc": "abc,mid,html", "midi": "mid,mp3,html", "tabla": "tabla,mp3,html"}
TEXTS = {"abc": "abc", "midi": "abc", "tabla": "tabla"}
LABELS = {"abc": ("ABC", "abc"), "midi": ("Events", "txt"), "tabla": ("Bols", "tabla")}  # on a page
WHOLE = ("json", "html")  # json: the take itself; html: one page with all takes


def forms_of(name: str) -> tuple[str, ...]:
    """What can be written of a piece in the notation of that name."""
    return (*OUTPUTS[name].FORMS, *AUDIO)


ENDINGS = tuple(dict.fromkeys(form for name in OUTPUTS for form in forms_of(name)))


def parse_formats(text: str, music: str = "abc") -> tuple[str, ...]:
    """``"abc,mid"`` -> ("abc", "mid"). Raises TunesmithError for a format that such music has not."""
    known = (*forms_of(music), *WHOLE)
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    unknown = [form for form in wanted if form not in known]
    if unknown or not wanted:
        of = "" if music == "abc" else f" of {music}"
        raise TunesmithError(
            f"cannot write {', '.join(unknown) or 'no format'}{of}; choose from {', '.join(known)}"
        )
    return wanted


def form_of(path: Path) -> str:
    """The format that a file's name ends with. Raises TunesmithError for one that is not written."""
    form = path.suffix.removeprefix(".").lower()
    if form not in ENDINGS:
        endings = ", ".join(f".{known}" for known in ENDINGS)
        raise TunesmithError(f"cannot write {path.name}; end its name with one of {endings}")
    return form


def render(piece: Piece, form: str, playing: Playing = AS_WRITTEN) -> bytes:
    """The bytes of a file of that format. Raises TunesmithError when the piece cannot be shown so.

    ``playing`` is for sound and MIDI; wishes that would do nothing are refused.
    """
    outputs, known = OUTPUTS[piece.notation], forms_of(piece.notation)
    if form not in known:
        of = "" if piece.notation == "abc" else f" of {piece.notation}"
        raise TunesmithError(f"cannot write {form!r}{of}; choose from {', '.join(known)}")
    _refuse(playing, outputs.HEARD, form)
    if form not in AUDIO:
        return outputs.FORMS[form](piece, form, playing)
    from tunesmith.render.audio import encode

    return encode(outputs.sounding(piece, playing), form)


def _refuse(playing: Playing, heard: dict[str, tuple[str, ...]], form: str) -> None:
    """Raises TunesmithError for wishes that would do nothing to a file of that form."""
    strange = [name for name in playing.given if name not in heard]
    if strange:
        why = "tabla has sounds of its own" if "samples" in heard else "that is for tabla"
        raise TunesmithError(f"{_options(strange)} does nothing here, as {why}: leave it out")
    idle = [name for name in playing.given if form not in heard[name]]
    if idle:
        forms = ", ".join(heard[idle[0]])
        raise TunesmithError(f"{_options(idle)} does nothing to .{form}: write {forms}, or leave it out")


def _options(names: Sequence[str]) -> str:
    return ", ".join(f"--{name}" for name in names)


def save_takes(
    takes: Sequence[Take], folder: Path, forms: Sequence[str], facts: dict[str, str]
) -> list[Path]:
    """Write each take in each format as ``tune-SEED.FORM``, and ``index.html`` with all of them.

    The take's own .json is always among them: it is what ``replay`` reads.
    """
    written = []
    sounds = dict[int, bytes]()  # encoding takes longer than all else: once is enough
    for number, take in enumerate(takes):
        stem = _free_stem(take, folder)
        for form in dict.fromkeys([*forms, "json"]):
            if form == "html":
                continue
            path = stem.with_suffix(f".{form}")
            data = take.to_json().encode() if form == "json" else render(take.piece, form)
            if form == "mp3":
                sounds[number] = data
            write_atomic(path, data)
            written.append(path)
    if "html" in forms:
        path = folder / "index.html"
        write_atomic(path, page(takes, facts, sounds))
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


def page(
    takes: Sequence[Take], facts: dict[str, str], sounds: Mapping[int, bytes] = MappingProxyType({})
) -> str:
    """One self-contained HTML page: scores, players, notation. ``sounds``: mp3s that there are, by number."""
    from tunesmith.render.page import write_page

    tunes = []
    for number, take in enumerate(takes):
        title = take.piece.title if take.piece.title not in ("", "Untitled") else f"Tune {number + 1}"
        tunes.append(page_tune(take.piece, title, _facts(take), mp3=sounds.get(number)))
    return write_page(tunes, title="New music" if len(tunes) > 1 else "A new tune", facts=facts)


def page_tune(
    piece: Piece,
    title: str,
    facts: dict[str, str],
    marked: Sequence[str] = (),
    *,
    mp3: bytes | None = None,
    small: bool = False,
) -> "PageTune":
    """All that the page shows of a piece; ``marked``: ids of notes, as in its timeline, to be coloured.

    ``mp3`` is its sound where there is one already; ``small`` makes one of half the bytes.
    """
    from tunesmith.render.audio import encode
    from tunesmith.render.page import PageTune

    outputs = OUTPUTS[piece.notation]
    engraved, narrow = outputs.engravings(piece)
    label, ending = LABELS[piece.notation]
    return PageTune(
        title=title,
        svg=engraved,
        narrow_svg=narrow,
        timeline=notation(piece.notation).timeline(piece.content),
        mp3=mp3 or encode(outputs.sounding(piece, AS_WRITTEN, cut=True), "mp3", small=small),
        abc=piece.content,
        midi=render(piece, "mid"),
        facts=facts,
        marked=marked,
        notation=label,
        ending=ending,
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
    unit = "character" if all(len(token) == 1 for token in take.tokens) else "word"
    return {**facts, "rules": request.rules, f"bits per {unit}": f"{take.bits_per_character:.2f}"}
