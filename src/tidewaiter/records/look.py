"""A look at a file before anything is imported: what it is, how it is written, who could read it.

One pass over the bytes settles the encoding and counts the lines; of the rows only the
first are parsed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from tidewaiter.records.choose import choose
from tidewaiter.records.encoding import Sink
from tidewaiter.records.files import Document
from tidewaiter.records.how import HowToRead
from tidewaiter.records.profile import Profile
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.records.synthetic import says_synthetic
from tidewaiter.words.errors import FileRefused

FIRST_ROWS = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """One table of a file, as it looks."""

    file: str
    sheet: str
    n_bytes: int
    n_counted: int  # of the whole file or sheet
    counted: str  # what was counted: lines, rows or records
    encoding: str
    evidence: str
    delimiter: str
    header_line: int
    n_header: int
    header: tuple[str, ...]
    first_rows: list[dict[str, str]]
    profile: str | None
    synthetic: bool
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Looked:
    """The tables of some files, and what folders and archives hold beside: why it is not read.

    A folder that is left out comes with a hint.
    """

    tables: list[Seen] = field(default_factory=list)
    not_read: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    def refuse_where_nothing_can_be_read(self) -> None:
        """Raises FileRefused where no file holds a table: as `ingest` would."""
        files = [one for one in self.not_read if "hint" not in one]
        if files and not self.tables:
            raise FileRefused(
                f"none of the {len(files)} files can be read as a table",
                "ask whoever sent them for the data itself, as a spreadsheet or CSV",
            )


def look(
    documents: Sequence[Document],
    profiles: Sequence[Profile],
    how: HowToRead,
    sink: Sink | None = None,
) -> Looked:
    """Every table of some documents; nothing is kept. The sink sees every byte once.

    Raises FileRefused where a file that was named is no table.
    """
    looked = Looked()
    for document in documents:
        try:
            looked.tables.extend(_seen(table, profiles) for table in tables(document, how, sink))
        except FileRefused as refusal:
            if document.named:
                raise
            looked.not_read.append({"file": document.name, "why": refusal.message})
    return looked


def _seen(guessed: SourceTable, profiles: Sequence[Profile]) -> Seen:
    table, profile, warnings = _fitting(guessed, profiles)
    sample = table.sample()
    return Seen(
        file=table.name,
        sheet=table.sheet,
        n_bytes=table.n_bytes,
        n_counted=table.n_counted,
        counted=_counted(table),
        encoding=table.encoding,
        evidence=table.evidence,
        delimiter=table.delimiter,
        header_line=table.header_line,
        n_header=table.n_header,
        header=table.header,
        first_rows=sample.slice(0, FIRST_ROWS).to_pylist(),
        profile=profile.name if profile else None,
        synthetic=says_synthetic(table.header) or bool(profile and profile.synthetic),
        warnings=[*warnings, *table.notes, *_about_header(table), *_about_rows(table)],
    )


def _fitting(
    table: SourceTable, profiles: Sequence[Profile]
) -> tuple[SourceTable, Profile | None, list[str]]:
    try:
        fitting, profile = choose(table, profiles)
        return fitting, profile, []
    except FileRefused as refusal:
        return table, None, [refusal.message]


def _counted(table: SourceTable) -> str:
    if table.delimiter:
        return "lines"
    return "rows" if table.sheet else "records"


def _about_rows(table: SourceTable) -> list[str]:
    """What the first part of the table has set aside, by kind."""
    first = islice(table.blocks(), 2)
    kinds = Counter(reject.kind for read in first for reject in read().rejects)
    return [f"{n:,} rows in its first part: {kind}" for kind, n in sorted(kinds.items())]


def _about_header(table: SourceTable) -> list[str]:
    """What a person should know before they map these columns."""
    header, found = table.header, []
    if not table.header_line and (table.delimiter or table.sheet):
        found.append("no line was taken for a header; name it with --header if there is one")
    if len(header) == 1:
        found.append("a single column: is the delimiter right?")
    if numbers := [name for name in header if name.replace(".", "").isdigit()]:
        found.append(f"columns named by numbers ({', '.join(numbers[:3])}): is this the header?")
    if empty := [name for name in header if name.startswith("column_")]:
        found.append(f"columns without a name are shown as {', '.join(empty[:3])}")
    return found
