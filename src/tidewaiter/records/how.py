"""What a person said about the files they named; what is left out is found out."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import PurePath

from tidewaiter.records.signs import Fixed
from tidewaiter.words.errors import CommandError

PASSWORD = "TIDEWAITER_PASSWORD"
"""The variable of the environment that may hold the password of protected workbooks."""
Passwords = Callable[[str], Iterable[str]]
"""Given a file's name, the passwords to try, in order; asked only where a file is protected."""


def from_environment(_name: str) -> Iterator[str]:
    """The password in the environment, whatever the file."""
    if PASSWORD in os.environ:
        yield os.environ[PASSWORD]


@dataclass(frozen=True, slots=True)
class HowToRead:
    """Encodings by file pattern, the delimiter, the sheets wanted, the lines of the header, fixed columns."""

    encodings: Mapping[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    header: tuple[int, int] | None = None
    fixed: Fixed | None = None
    passwords: Passwords = from_environment

    def encoding_of(self, name: str) -> str | None:
        """The encoding named for this file, or for all."""
        fitting = (
            encoding
            for pattern, encoding in self.encodings.items()
            if fnmatch(name, pattern) or fnmatch(PurePath(name).name, pattern)
        )
        return next(fitting, None)


AS_FOUND = HowToRead()
"""Nobody said anything."""


def told(
    encoding: str | Sequence[str] = (),
    delimiter: str | None = None,
    sheets: Sequence[str] = (),
    header: str | None = None,
    fixed: Fixed | None = None,
    passwords: Passwords = from_environment,
) -> HowToRead:
    """What was said on the command line or in a call."""
    said = [encoding] if isinstance(encoding, str) else encoding
    lines = header_lines(header)
    return HowToRead(encodings(said), delimiter, tuple(sheets), lines, fixed, passwords)


def encodings(said: Sequence[str]) -> dict[str, str]:
    """Encodings as said on the command line: a name for all files, or FILE=NAME.

    >>> encodings(["cp1251", "old/*.csv=cp866"])
    {'old/*.csv': 'cp866', '*': 'cp1251'}
    """
    found: dict[str, str] = {}
    for one in sorted(said, key=lambda one: "=" not in one):
        pattern, _, name = one.rpartition("=")
        found[pattern or "*"] = name
    return found


def header_lines(said: str | None) -> tuple[int, int] | None:
    """The first and last line of a header, said as 6 or 5-6; 0 says that there is none.

    >>> header_lines("6"), header_lines("5-6"), header_lines(None)
    ((6, 6), (5, 6), None)
    """
    if said is None:
        return None
    first, _, last = said.partition("-")
    if not all(one.isdecimal() and len(one) < 10 for one in (first, last or first)):
        raise CommandError(
            f"{said!r} names no line of a header", "say its line, such as 6, or 5-6; 0 for none"
        )
    return int(first), int(last or first)
