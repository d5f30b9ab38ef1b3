"""Folders that say they hold no records: a file NOT-RECORDS.txt stands in them.

Notes and claims travel with records. Such a folder is left out whole where a folder, a pattern or
an archive is walked, and reported with its own words; a file in it that a person names is read.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import TypeVar

MARK = "NOT-RECORDS.txt"
READ_BYTES = 1 << 14
LONGEST = 200
"""Signs of a line of it that are told."""
NO_REASON = f"it holds no records, as a file {MARK} in it says"
NO_HINT = "name a file in it to have that read"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A folder that is not looked into, why, and what to do with it instead."""

    file: str
    why: str
    hint: str

    def as_dict(self) -> dict[str, str]:
        """As what is not read is listed."""
        return asdict(self)


def words_in(said: bytes) -> tuple[str, str]:
    r"""What such a file says: the reason on its first line, a hint on its second.

    >>> words_in(b"notes\n\xff check them\n")
    ('notes', '\\xff check them')
    """
    lines = said.decode("utf-8-sig", "backslashreplace").splitlines()
    why, hint = (_bounded(line) for line in (*lines, "", "")[:2])
    return why or NO_REASON, hint or NO_HINT


def _bounded(line: str) -> str:
    line = line.strip()
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def is_mark(name: str) -> bool:
    """Whether a file's name is the one that says so, in any case."""
    return name.casefold() == MARK.casefold()


Inner = TypeVar("Inner", bound=PurePath)


def outermost(marks: Iterable[Inner]) -> dict[PurePath, Inner]:
    """The folders that such files stand in, each with its file; not those within others."""
    folders: dict[PurePath, Inner] = {mark.parent: mark for mark in marks}
    within = {folder for folder in folders if not folders.keys().isdisjoint(folder.parents)}
    return {folder: mark for folder, mark in folders.items() if folder not in within}


def stands_in(inner: PurePath, folders: Collection[PurePath]) -> bool:
    """Whether a path leads into one of these folders."""
    return any(parent in folders for parent in inner.parents)
