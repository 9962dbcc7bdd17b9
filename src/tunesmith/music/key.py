"""Key signatures: reading, naming and transposing the keys of ABC (standard 2.1, section 3.1.14)."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from tunesmith.errors import TunesmithError

SHARPS = "FCGDAEB"  # the order in which sharps join a signature; flats join in the opposite order
MODES = {  # the modes a key may name, by their first three letters, and the fifths each adds to its tonic's
    "maj": ("major", 0),
    "ion": ("major", 0),
    "min": ("minor", -3),
    "aeo": ("minor", -3),
    "mix": ("mixolydian", -1),
    "dor": ("dorian", -2),
    "phr": ("phrygian", -4),
    "lyd": ("lydian", 1),
    "loc": ("locrian", -5),
}
FIFTHS = dict(MODES.values())
SUFFIXES = {"major": "", "minor": "m", "mixolydian": "mix", "dorian": "dor"} | {
    "phrygian": "phr", "lydian": "lyd", "locrian": "loc",
}  # fmt: skip
ALTERATIONS = {"^^": 2, "^": 1, "=": 0, "_": -1, "__": -2}
SIGNS = {alter: sign for sign, alter in ALTERATIONS.items()}

CLEFS = {"treble", "alto", "tenor", "bass", "perc", "soprano", "mezzosoprano", "baritone"}
PARAMETERS = {"clef", "middle", "m", "transpose", "t", "octave", "stafflines", "staffscale", "cue", "score",
              "sound", "shift", "instrument", "name", "nm", "snm", "style"}  # fmt: skip

TONIC = re.compile(r"([A-Ga-g])([#b♯♭]?)([A-Za-z]*)")
ACCIDENTAL = re.compile(r"(\^\^|\^|__|_|=)([A-Ga-g])")
_CLEF = re.compile(r"([a-z]+)\d?([+-]8)?|[GCF][1-5]")


@dataclass(frozen=True, slots=True)
class Key:
    """A key as written, and the accidentals it puts in force."""

    text: str  # as written: "Ador", "F#m", "Hp", "D exp _b"
    tonic: str  # "A", "F#", "Bb"; "" for none
    mode: str  # "major", "minor", "dorian", "phrygian", "lydian", "mixolydian", "locrian"; "" for none
    fifths: int  # of the signature: +2 for two sharps, -1 for one flat (explicit accidentals left out)
    alterations: dict[str, int] = field(default_factory=dict, hash=False)  # altered step -> semitones

    def alter(self, step: str) -> int:
        """Semitones that the signature adds to a step, "A" to "G"."""
        return self.alterations.get(step, 0)

    @property
    def name(self) -> str:
        """The shortest standard spelling: ``Em``, ``Ador``, ``D exp _b ^c``, ``Dmix =c``, ``none``."""
        if self.text.strip() in ("Hp", "HP"):
            return self.text.strip()
        head = self.tonic + SUFFIXES.get(self.mode, " exp") if self.tonic else "none"
        return " ".join([head, *(SIGNS[alter] + step.lower() for step, alter in self.explicit.items())])

    @property
    def explicit(self) -> dict[str, int]:
        """Step -> semitones of the accidentals added to the mode's signature: C natural in ``D =c``."""
        plain = signature(self.fifths)
        return {step: self.alter(step) for step in SHARPS if self.alter(step) != plain.get(step, 0)}


C_MAJOR = Key("C", "C", "major", 0)


@lru_cache(maxsize=1024)
def parse_key(text: str) -> tuple[Key | None, str]:
    """Read the value of a ``K:`` field: the key, and a complaint that is empty when all was understood.

    Modes count by their first three letters in any case, explicit accidentals change the mode's signature
    (or stand alone after ``exp``), ``Hp`` and ``HP`` are the bagpipe's two sharps, clefs and other
    parameters are passed over. A text that names only a clef gives None without complaint. A tonic with a
    strange mode gives its major key and a complaint.
    """
    words = [word for word in text.split() if not is_parameter(word)]
    if not words:
        return (None, "") if text.strip() else (Key(text, "", "", 0), "")
    if words[0] in ("Hp", "HP"):
        return Key(text, "A", "mixolydian", 2 if words[0] == "Hp" else 0, {"F": 1, "C": 1}), ""
    if words[0].lower() == "none":
        return Key(text, "", "", 0), ""

    rest = " ".join(words)
    explicit = {step.upper(): ALTERATIONS[sign] for sign, step in ACCIDENTAL.findall(rest)}
    rest = ACCIDENTAL.sub(" ", rest)
    tonic_match = TONIC.match(rest)
    if tonic_match is None:
        return None, f"“{text}” is not a key; a key is a tonic and a mode, such as D, F#m or Ador"
    letter, sign, attached = tonic_match.groups()
    tonic = letter.upper() + sign.replace("♯", "#").replace("♭", "b")
    mode, complaint = _mode([attached] * bool(attached) + rest[tonic_match.end() :].split(), text)
    if mode == "exp":
        return Key(text, tonic, "", 0, {step: alter for step, alter in explicit.items() if alter}), complaint

    fifths = tonic_fifths(tonic) + FIFTHS[mode]
    if abs(fifths) > 7:
        return None, f"“{text}” would need {abs(fifths)} sharps or flats; write it as its enharmonic equal"
    alterations = {step: alter for step, alter in (signature(fifths) | explicit).items() if alter}
    return Key(text, tonic, mode, fifths, alterations), complaint


def signature(fifths: int) -> dict[str, int]:
    """Step -> semitones of a signature of ``fifths`` sharps (flats where negative), from -7 to 7."""
    return dict.fromkeys(SHARPS[:fifths], 1) if fifths >= 0 else dict.fromkeys(SHARPS[fifths:], -1)


def tonic_fifths(tonic: str) -> int:
    """Where a tonic stands on the line of fifths: C 0, G 1, F -1, F# 6, Bb -2."""
    return SHARPS.index(tonic[0]) - 1 + 7 * (tonic.count("#") - tonic[1:].count("b"))


def spell(fifths: int) -> str:
    """The name at a place on the line of fifths, the inverse of ``tonic_fifths``: 6 gives "F#"."""
    sharps, place = divmod(fifths + 1, 7)
    return SHARPS[place] + ("#" * sharps if sharps > 0 else "b" * -sharps)


def key_on(key: Key, wanted: str) -> Key:
    """The key that a person means who asks for ``wanted`` when the music is in ``key``.

    ``wanted`` names a key of the same mode, or a tonic alone, which keeps the mode. Raises TunesmithError
    for what is no key, a key of another mode, and music in no key.
    """
    if not key.tonic:
        raise TunesmithError(
            "the tune is in no key (K:none), so it cannot go to one; say by how many semitones"
        )
    mode = key.mode or "major"  # D exp ...: named like D major
    tonic = TONIC.fullmatch(wanted.strip())
    alone = tonic is not None and not tonic[3]
    found, complaint = parse_key(f"{wanted.strip()} {mode}" if alone else wanted)
    if found is None or not found.tonic or complaint:
        raise TunesmithError(complaint or f"“{wanted}” is not a key; name one such as A, Bb, F#m or Ador")
    if found.mode != mode:
        raise TunesmithError(
            f"“{wanted}” is {found.mode or 'no mode'}, but the tune is in {key.tonic} {mode}; "
            f"give the tonic alone, {found.tonic}, to keep its mode"
        )
    return found


def transpose_key(key: Key, semitones: int, wanted: int | None = None) -> Key:
    """The key ``semitones`` higher, spelled with the fewest sharps or flats; six flats before six sharps.

    ``wanted`` places higher on the line of fifths instead, where that signature exists. Explicit accidentals
    stay on the same degrees. A key without a tonic stays as it is. Raises TunesmithError where an explicit
    accidental would become a triple sharp or flat.
    """
    if not key.tonic:
        return key
    written = key.fifths if key.mode else tonic_fifths(key.tonic)  # D exp ...: spelled like D major
    if key.name == "HP":
        written = 2
    fifths = (written + 7 * semitones + 6) % 12 - 6
    if wanted is not None and abs(written + wanted) <= 7:
        fifths = written + wanted
    shift = fifths - written
    tonic = spell(tonic_fifths(key.tonic) + shift)
    moved = {}
    for step in SHARPS:
        name = spell(tonic_fifths(step) + 7 * key.alter(step) + shift)
        moved[name[0]] = name.count("#") - name[1:].count("b")
    alterations = {step: alter for step, alter in moved.items() if alter}
    if any(abs(alter) > 2 for alter in moved.values()):
        raise TunesmithError(f"cannot transpose the key “{key.text}” by {semitones}: it needs a triple sharp")
    new = Key("", tonic, key.mode, fifths if key.mode else 0, alterations)
    return Key(new.name, tonic, new.mode, new.fifths, alterations)


def _mode(words: list[str], text: str) -> tuple[str, str]:
    if not words:
        return "major", ""
    word, *others = words
    mode = "minor" if word in ("m", "M") else MODES.get(word[:3].lower(), ("", 0))[0]  # in any case: GM is Gm
    if word.lower() == "exp":
        mode = "exp"
    strange = " ".join(others if mode else words)
    return mode or "major", f"“{strange}” in the key “{text}” is not understood" if strange else ""


def is_parameter(word: str) -> bool:
    """Whether a word of a K: field is a clef or a setting (``octave=-1``), no part of the key."""
    name, equals, _ = word.partition("=")
    if equals and name.lower() in PARAMETERS:
        return True
    clef = _CLEF.fullmatch(word)
    return clef is not None and (clef[1] is None or clef[1] in CLEFS)
