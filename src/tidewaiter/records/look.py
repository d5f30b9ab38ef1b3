"""A look at a file before anything is imported: what it is, how it is written, who could read it.

One pass over the bytes settles the encoding and counts the lines; of the rows only the
first are parsed.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tidewaiter.records.choose import choose
from tidewaiter.records.files import Document
from tidewaiter.records.profile import Profile
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.words.errors import FileRefused

FIRST_ROWS = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """One table of a file, as it looks."""

    file: str
    sheet: str
    n_bytes: int
    n_lines: int | None  # of the whole file; a workbook has none
    encoding: str
    evidence: str
    delimiter: str
    header_line: int
    header: tuple[str, ...]
    first_rows: list[dict[str, str]]
    profile: str | None
    warnings: list[str]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


class _Lines:
    """Counts line breaks on their way."""

    def __init__(self) -> None:
        self.n, self.last = 0, b""

    def __call__(self, chunk: bytes) -> None:
        self.n += chunk.count(b"\n")
        self.last = chunk[-1:] or self.last

    @property
    def total(self) -> int:
        """A last line without a break counts too."""
        return self.n + (self.last not in (b"", b"\n"))


def look(
    document: Document, profiles: Sequence[Profile], encoding: str | None, delimiter: str | None
) -> list[Seen]:
    """Every table of a document; nothing is kept."""
    lines = _Lines()
    found = tables(document, encoding, delimiter, sink=lines)
    return [_seen(table, profiles, None if table.sheet else lines.total) for table in found]


def _seen(table: SourceTable, profiles: Sequence[Profile], n_lines: int | None) -> Seen:
    profile, warnings = _fitting(table, profiles)
    return Seen(
        file=table.name,
        sheet=table.sheet,
        n_bytes=table.n_bytes,
        n_lines=n_lines,
        encoding=table.encoding,
        evidence=table.evidence,
        delimiter=table.delimiter,
        header_line=table.header_line,
        header=table.header,
        first_rows=table.sample().slice(0, FIRST_ROWS).to_pylist(),
        profile=profile,
        warnings=[*warnings, *_about_header(table.header)],
    )


def _fitting(table: SourceTable, profiles: Sequence[Profile]) -> tuple[str | None, list[str]]:
    try:
        return choose(table, profiles).name, []
    except FileRefused as refusal:
        return None, [refusal.message]


def _about_header(header: Sequence[str]) -> list[str]:
    """What a person should know before they map these columns."""
    found = []
    if len(header) == 1:
        found.append("a single column: is the delimiter right?")
    if numbers := [name for name in header if name.replace(".", "").isdigit()]:
        found.append(f"columns named by numbers ({', '.join(numbers[:3])}): is this the header?")
    if empty := [name for name in header if name.startswith("column_")]:
        found.append(f"columns without a name are shown as {', '.join(empty[:3])}")
    return found
