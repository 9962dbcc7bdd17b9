"""Themes of kaidas and relas, and the phrases of shorter forms, from which the corpus is made.

A theme is its bhari half: phrases of words at a speed, of which the last is the cadence; the khali half
follows by the rule, with its own cadence. ``known`` says that a source has the theme; the comment before it
names the source, and docs/tabla.md says more. The others are from memory or composed for this project in the
manner of the school that is named.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """What a kaida or rela is made of, eight matras of teental."""

    school: str
    speed: int
    phrases: tuple[str, ...]  # of the bhari half, the cadence last
    cadence: str  # of the khali half
    known: bool = False


def _theme(school: str, speed: int, phrases: str, cadence: str, known: bool = False) -> Theme:
    return Theme(school, speed, tuple(phrase.strip() for phrase in phrases.split(",")), cadence, known)


KAIDAS = (
    # "dhadhatite" of Kippen's and Bel's Bol Processor: dhadhatitedhadhateena, ...dheena.
    _theme("Delhi", 1, "dha dha tete, dha dha, tin na", "dhin na", True),
    # E. Laforge's notes, Tabla2023, "qaida1": dha dha trkt dha dha tu na.
    _theme("Delhi", 1, "dha dha tere kita, dha dha, tin na", "dhin na", True),
    # tablastudent, "Dha Te Te", with the khali: ... Ti Na Ki Na, ... Dhi Na Gin Na.
    _theme("Delhi", 2, "dha tete, dha tete, dha dha tete, dha ge, tin na ke na", "dhin na ge na", True),
    # From memory.
    _theme(
        "Delhi", 2, "dha tere kita, dha tere kita, dha dha tere kita, dha ge, tun na ke na",
        "dhun na ge na",
    ),
    _theme("Delhi", 2, "dha dha tete, dha dha tin na, dha dha tete, dha ge, tin na", "dhin na"),
    _theme("Delhi", 1, "dha tete dha, dha dha, tin na", "dhin na"),
    # R. R. N. Misra in the Indian Music Forum, 28 December 2003, who leaves out the khali half.
    _theme("Delhi", 4, "dha ge tete, ge ge tete, ge ge na ge, tin na ge ge, tete ge ge, na ge tete,"
           " ge ge na ge, tin na ke na", "dhin na ge na", True),
    # "dhati" of the Bol Processor: dhatidhagenadhatrktdhatidhageteenakena, ...dheenagena.
    _theme("Lucknow", 2, "dha ti dha ge, na dha tere kita, dha ti dha ge, tin na ke na",
           "dhin na ge na", True),
    _theme("Lucknow", 2, "dha ge na dha, tere kita dha ge, dha ti dha ge, tin na ke na", "dhin na ge na"),
    _theme("Lucknow", 2, "dhet dhet tete, dha ge tete, ge na dha ge, tin na ke na", "dhin na ge na"),
    _theme("Ajrada", 3, "dha ge na, dha tere kita, dha ge na, dha ge tete, ge na,"
           " dha ge tin na ke na ti te ke", "dha ge dhin na ge na ti te ge"),
    # "dhin--" of the Bol Processor, six strokes a matra: dhin--dhagenadha--dhagenadhatigegenaka...
    _theme("Ajrada", 3, "dhin- -dha gena, dha- -dha gena, dhati gege naka, dhinna dhinna gena,"
           " tage tere kita, dhin- -dha gena, dhati gege naka, tinna tinna kena", "dhinna dhinna gena", True),
    _theme("Farukhabad", 2, "dha ge tete, dha tere kita, dha ge na, dha ge, tin na ke na", "dhin na ge na"),
    _theme("Farukhabad", 2, "dha - tere kita, dha ge tere kita, dha ti dha ge, tin na ke na",
           "dhin na ge na"),
    # These two begin as Kayada 9 and Kayada 4 in the contents of C. L. Misra's book; the rest is ours.
    _theme("Benares", 2, "dha ge tere kita, dhin na ge na, dha ge tete, tin na ke na", "dhin na ge na"),
    _theme("Benares", 1, "dha ge tete, dha ge, tin na", "dhin na"),
    # C. Hastings, "Punjab kaida: Dha - Tete DhaDhaTete DhageDhinagena": seven and nine beats.
    _theme("Punjab", 4, "dha - tete, dha dha tete, dha ge dhin na ge na, dha -, dha - tete tete,"
           " dha dha tete, dha ge, tin na ke na", "dhin na ge na", True),
    # Sangtar, "another Kaida in Teen Taal", which he has of Alla Rakha.
    _theme("Punjab", 1, "dha-tere kitataka tirakita, dhinna gena, dhage, tinna kena", "dhinna gena", True),
)  # fmt: skip

RELAS = (
    _theme("Delhi", 1, "dhage tirakita, dhage tirakita, dhage nadha tirakita, tinnakena", "dhinnagena"),
    _theme("Farukhabad", 1, "dha-tere kitataka tirakita, dha-tere kitataka, dha-tere kitataka, tinnakena",
           "dhinnagena"),
    _theme("Lucknow", 1, "dheredhere kitataka, dheredhere kitataka, tirakita dha-, dhage, tinnakena",
           "dhinnagena"),
    # E. Laforge's notes, Tabla2024, "c_24_12_02", the third; of no school.
    _theme("Farukhabad", 2, "dha- gere naga, tere kita, dha- gere naga, dha- dha-, gere naga,"
           " tin- na- kere naka", "dhin- na- gere naga", True),
    # The same, the second; it begins and ends as a kaida and a rela in the contents of C. L. Misra's book.
    _theme("Benares", 1, "dha-tere kitataka, dheredhere kitataka, dha-tere kitataka, tin-na- kitataka",
           "dhin-na- kitataka", True),
    _theme("Punjab", 1, "dhatirakita dha-, dhatirakita dhage, tirakita dha- dhage, tinnakena", "dhinnagena"),
)  # fmt: skip

# Phrases of mukhdas, tukdas and chakradars.
PHRASES = (
    "dha", "dhin na", "tete", "katta", "dhage tete", "tirakita dhet", "kda dha", "kitataka tirakita",
    "gadigana", "dhet dhet tete", "dha -", "kat -", "tun na", "ka tete", "takita dha", "dhage tirakita",
    "dhetta", "kran dha", "na dhin dhin na", "tadha -", "ga di ga na", "kata dhage", "dhumkita taka",
)  # fmt: skip
# What a tihai states, its last stroke the one that lands.
STATEMENTS = (
    "tete dha", "katta dha", "tirakita dha", "tete katta gadigana dha", "dha tete dha", "dhage tirakita dha",
    "kda dha -dha", "tirakita dha - dha", "dha dha dha", "dhin na dha", "kitataka tirakita dha", "dha - dha",
    "tun na katta dha", "dhage tete dha", "dha tirakita dha tirakita dha", "dhet tete dha", "ka tete dha",
    "takita dha",
)  # fmt: skip
