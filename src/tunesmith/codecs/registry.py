"""Every codec by its versioned name; its module is loaded when it is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

from tunesmith.codecs.codec import Codec
from tunesmith.errors import TunesmithError
from tunesmith.music.piece import Piece

CODECS = {
    "abc-char.v1": "abc_char:AbcChar",
    "bol.v1": "bols:Bols",
    "bol-char.v1": "bol_chars:BolChars",
    "grid.v1": "grid:Grid",
    "notes.v1": "notes:Notes",
    "performance.v1": "performance:Performance",
    "remi.v1": "event_words:Remi",
    "tsd.v1": "event_words:Tsd",
    "structured.v1": "event_words:Structured",
    "midilike.v1": "event_words:MidiLike",
}
DEFAULTS = {"abc": "abc-char.v1", "midi": "notes.v1", "tabla": "bol.v1"}  # of each notation


def codec_from_json(config: dict[str, Any]) -> Codec:
    """The codec that ``to_json`` wrote. Raises TunesmithError for an unknown name or a damaged config."""
    name = config.get("name")
    if name not in CODECS:
        raise TunesmithError(
            f"unknown codec {name!r}: this tunesmith knows {', '.join(CODECS)}; "
            "the checkpoint was written by another version"
        )
    try:
        codec: Codec = _kind(name).from_json(config)
    except (KeyError, TypeError, ValueError) as error:
        raise TunesmithError(f"the configuration of codec {name} is damaged ({error}): restore it") from error
    return codec


def learn_codec(
    settings: Mapping[str, Any], notation: str, pieces: Sequence[Piece], abc: Mapping[str, Any]
) -> Codec:
    """A codec for pieces of one notation.

    ``settings``: its ``name``, with or without the version (none: the notation's default), and its options;
    ``abc``: what ``abc-char.v1`` is told instead. Raises TunesmithError for a codec that is unknown or of
    another notation, for options that it does not have, and where what is for ABC is asked of scores.
    """
    options = dict(settings)
    kind = _kind(find_codec(options.pop("name", ""), notation))
    if notation == "abc":
        codec: Codec = kind.learn(pieces, **abc, **options)
    else:
        if abc.get("form") == "raw":
            raise TunesmithError("form raw is for ABC, which this corpus is not: add --form clean")
        if abc.get("side_features"):
            raise TunesmithError(
                "these side features are for ABC, which this corpus is not: use another preset"
            )
        codec = kind.learn(pieces, **options)
    return codec


def find_codec(name: str, notation: str) -> str:
    """The versioned name of the codec that a person means who says ``grid`` or ``REMI``."""
    if not name:
        return DEFAULTS[notation]
    known = {full.partition(".")[0]: full for full in CODECS} | {full: full for full in CODECS}
    full = known.get(name.lower())
    if full is None:
        raise TunesmithError(f"unknown codec {name!r}: choose from {', '.join(_short(CODECS))}")
    if _kind(full).notation != notation:
        fitting = [each for each in CODECS if _kind(each).notation == notation]
        raise TunesmithError(
            f"codec {name} reads no {notation} music: choose from {', '.join(_short(fitting))}"
        )
    return full


def _short(names: Iterable[str]) -> list[str]:
    return [name.partition(".")[0] for name in names]


def _kind(name: str) -> Any:
    module, _, attribute = CODECS[name].partition(":")
    return getattr(import_module(f"tunesmith.codecs.{module}"), attribute)
