"""How words of tabla are spelled character by character, each with what stands before it.

The spelling is that of ``music.tabla.text.write``, but that bols are joined in a beat only where the joined
word is known: ``dhati`` or, where nobody knows it, ``dha[1/2] ti[1/2]``. Both are read as the same music.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from tunesmith.codecs.bol_lexicon import Lexicon
from tunesmith.codecs.bol_words import Heading
from tunesmith.music.tabla.composition import Composition, Note
from tunesmith.music.tabla.text import INDENT, write
from tunesmith.music.tabla.variations import dried
from tunesmith.music.tabla.words import joined, spelled, word_notes

OPEN, CLOSE = " (", " ) x3"
BAR, SAM = " |", f" |\n{INDENT[1:]}"  # before a word where a vibhag begins; where a cycle begins too
ENDED = "\n\n"  # an empty line ends a piece
FREE = -1  # no joined word can come of the notes since the beat began
_HEADED = re.compile(r"([a-z]+)(?: @([0-9]+))?:")
_WORD = re.compile(r"(?<= )[a-z.-]+(?=[ \n]|$)")


def spelling(composition: Composition, known: Collection[str]) -> str:
    """The text of a settled composition, a newline at its end. ``known``: the joined words."""
    header, newline, body = write(composition).partition("\n")
    return header + newline + "".join(_known_alone(line, known) for line in _lines(body))


def joined_words(text: str) -> Iterator[str]:
    """The words of a standard text that join several bols, and what they become in the khali."""
    _, _, body = text.partition("\n")
    for speed, line in _lines(body):
        for word in _WORD.findall(line):
            notes = word_notes(word, None, speed)
            if len(notes) > 1:
                yield word
                yield joined([dried(note) for note in notes], speed)[0] or word


def _lines(body: str) -> Iterator[tuple[int, str]]:
    """Every line after the header, with the speed of its section."""
    speed = 1
    for line in body.splitlines(keepends=True):
        if heading := _HEADED.match(line):
            speed = int(heading[2] or 1)
        yield speed, line


def _known_alone(line: tuple[int, str], known: Collection[str]) -> str:
    speed, text = line

    def respelled(match: re.Match[str]) -> str:
        if match[0] in known:
            return match[0]
        return " ".join(spelled(note, speed) for note in word_notes(match[0], None, speed))

    return _WORD.sub(respelled, text)


def heading_text(heading: Heading) -> str:
    return f"\n{heading.name}{f' @{heading.speed}' if heading.speed != 1 else ''}:"


class Spellings:
    """How the words of a lexicon are spelled at one speed, and which joined words they make.

    Joined words are a tree: ``tree[node]`` tells, of every note that may come next, the node after it. Node 0
    is before the first; a node in ``whole`` is a joined word, and has no more.
    """

    def __init__(self, lexicon: Lexicon, speed: int, known: Iterable[str]) -> None:
        self.speed = speed
        self.alone = {token: f" {spelled(note, speed)}" for token, note in lexicon.notes.items()}
        self.signs = _signs(lexicon)
        self.tree: list[dict[int, int]] = [{}]
        self.whole = set[int]()
        self.joined = defaultdict[int, list[tuple[str, tuple[int, ...]]]](list)  # by their first note
        ids = {Note(note.bol, note.duration): token for token, note in lexicon.notes.items()}
        for word in known:
            notes = [Note(note.bol, note.duration) for note in word_notes(word, None, speed)]
            if all(note in ids for note in notes):
                tokens = tuple(ids[note] for note in notes)
                self.joined[tokens[0]].append((f" {word}", tokens))
                self._add(tokens)

    def after(self, node: int, token: int) -> int:
        """The node after one more note that stands alone; FREE where it leads to no joined word."""
        return FREE if node == FREE else self.tree[node].get(token, FREE)

    def _add(self, tokens: tuple[int, ...]) -> None:
        node = 0
        for token in tokens:
            after = self.tree[node].get(token)
            if after is None:
                after = self.tree[node][token] = len(self.tree)
                self.tree.append({})
            node = after
        self.whole.add(node)


def _signs(lexicon: Lexicon) -> dict[int, str]:
    """How what is no note is spelled."""
    signs = {token: f"tala: {tala.name}" for token, tala in lexicon.talas.items()}
    signs |= {token: f"   laya: {laya}" for token, laya in lexicon.layas.items()}
    signs |= {token: f"   form: {form.name}" for token, form in lexicon.forms.items()}
    signs |= {token: heading_text(heading) for token, heading in lexicon.headings.items()}
    others = {lexicon.open: OPEN, lexicon.close: CLOSE, lexicon.end: ENDED}
    return signs | {token: text for token, text in others.items() if token >= 0}


def spellings(lexicon: Lexicon, known: Collection[str]) -> dict[int, Spellings]:
    """Of every speed that a section can have, and of 1."""
    speeds = {1} | {heading.speed for heading in lexicon.headings.values()}
    return {speed: Spellings(lexicon, speed, known) for speed in sorted(speeds)}


def alphabet(words: Sequence[str], known: Collection[str]) -> set[str]:
    """The characters of which these words are spelled."""
    found = {*BAR, *SAM, *ENDED}
    for spelling in spellings(Lexicon(words), known).values():
        found.update(*spelling.alone.values(), *spelling.signs.values())
        found.update(*(text for words in spelling.joined.values() for text, _ in words))
    return found
