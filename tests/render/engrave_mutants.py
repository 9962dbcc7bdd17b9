"""Run in a process of its own by test_sheet: engraves broken variants of real tunes, which must not crash it.

Usage: python engrave_mutants.py BOOK FIRST_SEED COUNT
"""

import random
import re
import sys
from pathlib import Path

from tunesmith.errors import TunesmithError
from tunesmith.music.abc.page.mei import write_mei
from tunesmith.music.abc.parser import parse
from tunesmith.render.sheet import engrave

CHARACTERS = "ABCDEFGabcdefgz|:[]()123456789/<>~.uvTHMPS^_=-{}\"!\n ,'&xZX+*"
PIECES = (
    "(3", "(5:4:7", "(2", "(9", "[1", "[2", "[1,3", "|:", ":|", "::", "[|]", "[CEG]", "[K:Bb]",
    "[K:D exp _b ^c]", "[M:3/8]", "[M:5/0]", "[M:2+3/8]", "[M:none]", "[M:99999/8]", "[L:1/64]", "Z4", "X2",
    "{abc}", "{/d}", "!trill!", "!coda!", "!crescendo(!", "!fermata!", "-", "((", "))", "/////", "99999",
    "A1/3", "B5/7", "c1000000", "c0", "^^", "a-a-a", "c''''''''", "C,,,,,,,,", "\x00", '"Bb7/D"', '"^x"',
)  # fmt: skip


def mutant(tune: str, chance: random.Random) -> str:
    text = list(tune)
    for _ in range(chance.choice((1, 3, 10, 40, 100))):
        place = chance.randrange(len(text) + 1)
        length = chance.randrange(1, 30)
        match chance.randrange(4):
            case 0:
                text[place : place + 1] = chance.choice(CHARACTERS)
            case 1:
                text[place:place] = chance.choice(PIECES)
            case 2:
                del text[place : place + length]
            case 3:
                text[place:place] = text[place : place + 2 * length]
    return "".join(text)


def main(book: str, first: int, count: int) -> None:
    tunes = re.split(r"(?m)^(?=X:)", Path(book).read_text("latin-1"))[1:]
    for seed in range(first, first + count):
        chance = random.Random(seed)
        try:
            engrave(write_mei(parse(mutant(chance.choice(tunes), chance))))
        except TunesmithError:
            print(f"seed {seed} is refused")
    print("alive")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
