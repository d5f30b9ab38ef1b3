"""How a text table separates and quotes its fields, judged by its own header and rows.

A quote opens a field only at the field's start and closes it only at its end; any other
quote is part of the value. The delimiter is the one under which rows have as many fields
as the header.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tidewaiter.words.errors import FileRefused

USUAL = "\t\x1f|;,^~"
"""Likeliest first, for ties: a comma also stands inside numbers and names."""
UNUSUAL = ":#!$%&*@\x01\x02\x1c\x1d\x1e"
"""Believed only where every row agrees."""
MOST_LINES = 500
LONGEST_HEADER = 50  # lines
MOST_TITLES = 30
"""Lines above a header that are looked past."""
MUCH_BETTER = 0.3
FEW_LINES = 30
"""Of so few, each that only ends a quoted field counts for much."""
MOSTLY = 0.5
BROKEN_LINES = 120
"""Lines read as records where most lines fit no header: their fields may hold line breaks."""
MOST_FIELDS = 1_000_000
FEWEST_COLUMNS = 3
"""A row of fewer columns may hold another sign by chance."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A delimiter, and the quote that may enclose fields ("" for none)."""

    delimiter: str
    quote: str

    def tolerant(self, record: str) -> list[str]:
        """The fields of a record whose quoted fields may hold stray quotes.

        >>> Dialect(",", '"').tolerant('"a "b" c",5" pipe,"d, ""e"" f"')
        ['a "b" c', '5" pipe', 'd, "e" f']
        """
        return _fields(self, record, stray=True)

    def literal(self, line: str) -> list[str]:
        """The fields of one line, where a quote that does not fit is only a character.

        >>> Dialect(",", '"').literal('1,"SHARP" TV,"a, b"')
        ['1', '"SHARP" TV', 'a, b']
        """
        return _fields(self, line, stray=False)

    def is_beyond(self, record: str) -> bool:
        """Whether it has more delimiters than any record; its fields alone would fill the memory."""
        return record.count(self.delimiter) > MOST_FIELDS

    def first_record(self, lines: Sequence[str]) -> str:
        """The first line, or the lines over which its quoted fields run."""
        whole = _record_pattern(self)
        starts = ("\n".join(lines[:n]) for n in range(1, min(len(lines), LONGEST_HEADER) + 1))
        return next((start for start in starts if whole.fullmatch(start)), lines[0])


def fit(fields: list[str], n_columns: int) -> list[str] | None:
    """The fields if they fill the columns; empty ones beyond the last column are harmless.

    >>> fit(["a", "b", "", ""], 2), fit(["a", "b", "", "c"], 2), fit(["a"], 2)
    (['a', 'b'], None, None)
    """
    return fields[:n_columns] if len(fields) >= n_columns and not any(fields[n_columns:]) else None


def fit_otherwise(text: str, dialect: Dialect, n_columns: int) -> tuple[str, list[str] | None]:
    """The fields of a row that another usual sign separates, if exactly one gives all columns.

    >>> fit_otherwise("a;b;c,d", Dialect(",", '"'), 3)
    (';', ['a', 'b', 'c,d'])
    """
    found = []
    for mark in USUAL if n_columns >= FEWEST_COLUMNS else "":
        if mark != dialect.delimiter and text.count(mark) >= n_columns - 1:
            fields = Dialect(mark, dialect.quote).tolerant(text)
            found += [(mark, fields)] if len(fields) == n_columns else []
    return found[0] if len(found) == 1 else ("", None)


def sniff(sample: bytes, delimiter: str | None = None) -> Dialect:
    """The dialect of a table that begins like this; a table may have a single column."""
    text = sample.decode("utf-8", "ignore")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    lines = [line for line in lines if line][:MOST_LINES]
    if delimiter:
        return _named(text, delimiter)
    usual = max((_agreement(lines, text, mark), -place, mark) for place, mark in enumerate(USUAL))
    below = max(
        (_below_titles(lines, text, mark), -place, mark) for place, mark in enumerate(USUAL)
    )
    if below[0][0] > usual[0][0] + MUCH_BETTER:
        return _named(text, below[2])
    if usual[0] > (0.1, 1):
        return _named(text, usual[2])
    unusual = max((_agreement(lines, text, mark), mark) for mark in UNUSUAL)
    believed = unusual[0] > (0.9, 1) and len(lines) > 2
    return _named(text, unusual[1] if believed else ",")


def _named(text: str, delimiter: str) -> Dialect:
    if len(delimiter.encode()) != 1 or delimiter in "\"'\r\n":
        hint = "name a single character such as , ; | or a tab"
        raise FileRefused(f"{delimiter!r} cannot separate fields", hint)
    return Dialect(delimiter, _quote(text, delimiter))


def _quote(text: str, delimiter: str) -> str:
    """The double quote, unless no field is enclosed in it; the apostrophe only if all agree."""
    if _enclosed(text, delimiter, '"') or text.count('"') < 3:
        alone = '"' not in text
        opened = len(re.findall(rf"(?:^|{re.escape(delimiter)})'", text, re.MULTILINE))
        return "'" if alone and 2 <= opened == _enclosed(text, delimiter, "'") else '"'
    return ""


def _enclosed(text: str, delimiter: str, quote: str) -> int:
    mark, q = re.escape(delimiter), quote
    whole = rf"(?:^|(?<={mark})){q}[^{q}]*(?:{q}{q}[^{q}]*)*{q}(?=[{mark}\r\n])"
    return len(re.findall(whole, text, re.MULTILINE))


def _agreement(lines: Sequence[str], text: str, delimiter: str) -> tuple[float, int]:
    """The share of rows that fit the header, in tenths, and the number of columns."""
    if not lines or delimiter not in lines[0]:
        return 0.0, 1
    dialect = _named(text, delimiter)
    header = dialect.first_record(lines)
    n_columns = len(dialect.tolerant(header))
    rows = lines[header.count("\n") + 1 :]
    share = _share(dialect, rows, n_columns)
    if share < (1.0 if len(rows) <= FEW_LINES else MOSTLY):  # lines may only go on with a field
        records = list(_records(dialect, rows[:BROKEN_LINES]))
        share = max(share, _share(dialect, records, n_columns))
    return share, n_columns


def _share(dialect: Dialect, rows: Sequence[str], n_columns: int) -> float:
    fitting = sum(fit(dialect.literal(row), n_columns) is not None for row in rows)
    return round(fitting / len(rows), 1) if rows else 1.0


def _records(dialect: Dialect, lines: Sequence[str]) -> Iterator[str]:
    """Lines, those over which quoted fields run together."""
    at = 0
    while at < len(lines):
        record = dialect.first_record(lines[at:])
        yield record
        at += record.count("\n") + 1


def _below_titles(lines: Sequence[str], text: str, delimiter: str) -> tuple[float, int]:
    """The same for a table under some lines that are none: from the best first line on."""
    if sum(delimiter in line for line in lines) * 2 < len(lines):
        return 0.0, 1
    dialect = _named(text, delimiter)
    rows = [dialect.literal(line) for line in lines]
    firsts = {len(row): place for place, row in reversed(list(enumerate(rows[:MOST_TITLES])))}
    found = [(0.0, 1)]
    for n_columns, first in firsts.items():
        below = rows[first + 1 :]
        if n_columns > 1 and below:
            fitting = sum(fit(row, n_columns) is not None for row in below)
            found.append((round(fitting / len(below), 1), n_columns))
    return max(found)


def _fields(dialect: Dialect, text: str, stray: bool) -> list[str]:
    if not dialect.quote or dialect.quote not in text:
        return text.split(dialect.delimiter)
    quote = dialect.quote
    found = _field_pattern(dialect, stray).findall(text + dialect.delimiter)
    return [inner.replace(quote * 2, quote) + rest if inner else rest for inner, rest in found]


@cache
def _field_pattern(dialect: Dialect, stray: bool) -> re.Pattern[str]:
    """A field and its delimiter: what is enclosed in quotes, and what follows or stands bare.

    No possessive quantifiers: Python before 3.11.5 matches some of them wrongly.
    """
    mark, q = re.escape(dialect.delimiter), dialect.quote
    kept = rf"{q}{q}" + (rf"|{q}(?![{mark}\r\n{q}])" if stray else "")  # pairs first, from the left
    inner = rf"[^{q}]*(?:(?:{kept})[^{q}]*)*"
    return re.compile(rf"(?:{q}({inner}){q}(?=[{mark}\r\n]))?([^{mark}]*){mark}")


@cache
def _record_pattern(dialect: Dialect) -> re.Pattern[str]:
    mark, q = re.escape(dialect.delimiter), dialect.quote
    bare = rf"[^{mark}\n]*"
    field = rf"(?:{q}[^{q}]*(?:{q}{q}[^{q}]*)*{q}\r?|(?!{q}){bare})" if q else bare
    return re.compile(rf"{field}(?:{mark}{field})*")
