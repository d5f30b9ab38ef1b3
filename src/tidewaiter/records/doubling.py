"""Text that was encoded twice: UTF-8 read in an older code page and saved again as UTF-8.

It is valid UTF-8, and every word of it is wrong: "Привет" has become "РџСЂРёРІРµС‚", "é"
has become "Ã©". It is read as it stands, and named in the evidence.
"""

import re
from collections import Counter

PAGES = ("cp1251", "cp1252", "latin-1")
LOOKED_AT = 1 << 16
"""Bytes of each piece of the file that are looked at closely, where its marks are many."""
MARKS = tuple(letter.encode() for letter in "РСÃÐÑÂ")
"""First halves of a letter that was encoded twice."""
FEWEST = 3
MOSTLY = 0.5
_ASCII = bytes(range(128))
_THICK = 0.1


class Doubling:
    """Watches the bytes of a UTF-8 text for words that were encoded twice."""

    def __init__(self) -> None:
        self.n_words = 0
        self.doubled: Counter[str] = Counter()
        self.example = ("", "")

    def __call__(self, chunk: bytes) -> None:
        if not chunk.isascii() and (part := _marked(chunk)):
            self._look(part.decode("utf-8", "ignore"))

    @property
    def evidence(self) -> str:
        """What was found, as the end of a sentence; empty where there is nothing to say."""
        page, n_doubled = max(self.doubled.items(), key=lambda item: item[1], default=("", 0))
        if n_doubled < FEWEST or n_doubled < MOSTLY * self.n_words:
            return ""
        wrong, right = self.example
        share = n_doubled / self.n_words
        return (
            f"; but {share:.0%} of its words beyond ASCII look like UTF-8 that was read as {page}"
            f" and saved again ({wrong} for {right}): ask for the file as it was before"
        )

    def _look(self, text: str) -> None:
        for word in re.findall(r"[^\x00-\x7f]+(?: ?[^\x00-\x7f]+)*", text):
            self.n_words += 1
            page, meant = undoubled(word)
            if page:
                self.doubled[page] += 1
                self.example = max(self.example, (word, meant), key=_telling)


def _telling(example: tuple[str, str]) -> int:
    """Of two examples the longer is more telling, as long as it fits in a sentence."""
    _, meant = example
    return len(meant) if meant.isalpha() and len(meant) <= 20 else 0


def undoubled(word: str) -> tuple[str, str]:
    """The page a word was wrongly read in and the word that was meant; empty where neither is.

    >>> undoubled("РџСЂРёРІРµС‚"), undoubled("Ã©"), undoubled("Привет"), undoubled("é")
    (('cp1251', 'Привет'), ('cp1252', 'é'), ('', ''), ('', ''))
    """
    for page in PAGES:
        try:
            return page, _bytes_in(word, page).decode()
        except UnicodeError:
            continue
    return "", ""


def _bytes_in(word: str, page: str) -> bytes:
    """As programs do, controls stand for the few bytes a page leaves open."""
    return b"".join(
        bytes([ord(letter)]) if "\x7f" < letter < "\xa0" else letter.encode(page) for letter in word
    )


def _marked(chunk: bytes) -> bytes:
    """The part of a piece from its first mark on, begun at a letter; empty where there is none.

    Where letters beyond ASCII stand thick, its beginning tells as much as all of it, and
    searching all of it would take as long as reading it.
    """
    head = chunk[:LOOKED_AT]
    searched = head if len(head.translate(None, _ASCII)) > len(head) * _THICK else chunk
    places = [place for mark in MARKS if (place := searched.find(mark)) >= 0]
    return searched[min(places) :][:LOOKED_AT] if places else b""
