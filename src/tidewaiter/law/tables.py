"""Big tables of codes: a CSV beside the list, each line one code of a measure, with its own days.

What a line leaves blank is as its measure says. A code must exist in the edition it is stated
under: a typing error in a code would free the goods it was meant for.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tidewaiter.law.codes import PART_OF_LINE, check_code, check_edition, printed
from tidewaiter.law.dated import check_order, check_whole
from tidewaiter.law.filed import Entry
from tidewaiter.law.measures import MARKS, ControlList, Measure
from tidewaiter.words.errors import ListError

COLUMNS = (
    "measure", "code", "ex", "value_over_eur", "described", "part", "in_force_from", "in_force_to",
    "end_published", "contract_before", "execute_by", "wind_down_value_eur", "edition", "mark", "note",
)  # fmt: skip
_DAYS = ("in_force_from", "in_force_to", "end_published", "contract_before", "execute_by")
_QUOTED = 'a text that holds commas stands in quotes: "one, two"'
_APART = (
    "end the first before the second begins, or describe the goods of each: in the column "
    '"described", with yes in "ex" or a limit of its own in "value_over_eur"'
)


def named(said: Mapping[str, Any]) -> set[str]:
    """The tables that the measures of a file name."""
    each = [*said.get("measure", []), said.get("every_measure", {})]
    return {one["codes"] for one in each if isinstance(one.get("codes"), str)}


def measures(whole: Measure, lines: Sequence[Entry], key: str) -> list[Measure]:
    """A measure for each line of its table that names its key; without one, for every line."""
    found: list[Measure] = []
    held: dict[tuple[Any, ...], list[tuple[Measure, int]]] = {}
    n_of: dict[str, int] = {}
    for line in lines:
        if key and line.fields.get("measure") != key:
            continue
        one = _of_line(whole, line)
        n_of[one.id] = n_of.get(one.id, 0) + 1
        if n_of[one.id] > 1:
            one = replace(one, id=f"{one.id}#{n_of[one.id]}")
        _check_once(line, one, held.setdefault((one.codes, one.part, one.ex), []))
        found.append(one)
    return found


def read(
    path: Path, entry: Entry, keys: Sequence[str], chapters: frozenset[str] = frozenset()
) -> list[Entry]:
    """The lines of the table of some measures, by their ids; with chapters, those of their codes."""
    lines = csv.reader(io.StringIO(_text(path, entry), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        _check_header(_entry(path, keys, {}, 1), header)
        rows = [(lines.line_num, row) for row in lines if any(row)]
    except csv.Error as error:
        what = f"is no CSV: {error}"
        raise _entry(path, keys, {}, lines.line_num).refuse(what, hint=_QUOTED) from None
    return [
        _line(_entry(path, keys, dict(zip(header, row, strict=False)), line_no), row, header)
        for line_no, row in rows
        if not chapters or row[header.index("code")][:2] in chapters
    ]


def _text(path: Path, entry: Entry) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        hint = "it lies beside the list, as CSV in UTF-8"
        raise entry.refuse(f"its table {path.name} cannot be read", "codes", hint) from None
    except UnicodeDecodeError:
        hint = 'save it as UTF-8; spreadsheets call it "CSV UTF-8"'
        raise entry.refuse(f"its table {path.name} is not in UTF-8", "codes", hint) from None


def _entry(path: Path, keys: Sequence[str], fields: Mapping[str, str], line_no: int) -> Entry:
    """A line, named for its measure, or for all that have the table."""
    own = [fields["measure"]] if fields.get("measure") in keys else keys
    named = f"measure{'s' if len(own) > 1 else ''} {', '.join(own)}"
    return Entry(path.name, named, fields, lambda: (line_no, {}))


def _check_header(entry: Entry, header: Sequence[str]) -> None:
    for sign, what in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            hint = "columns are separated by commas: save it so"
            raise entry.refuse(f"its columns are separated by {what}", hint=hint)
    hint = f"the columns are: {', '.join(COLUMNS)}"
    for at, one in enumerate(header):
        if one not in COLUMNS:
            raise entry.refuse(f"there is no column {one!r}", hint=hint)
        if one in header[:at]:
            raise entry.refuse(f"two columns are named {one!r}", hint=hint)
    if "code" not in header:
        raise entry.refuse("it has no column code", hint=hint)


def _line(entry: Entry, row: Sequence[str], header: Sequence[str]) -> Entry:
    """The line, if no cell of it stands beyond the last column."""
    if more := [cell for cell in row[len(header) :] if cell.strip()]:
        what = f"{len(row)} cells under {len(header)} columns: nothing reads {more[0]!r}"
        raise entry.refuse(what, hint=_QUOTED)
    return entry


def _of_line(whole: Measure, line: Entry) -> Measure:
    code = printed(line, (line.fields.get("code") or "").strip(), "code", PART_OF_LINE)
    edition = line.fields.get("edition") or whole.edition
    check_edition(line, edition)
    check_code(line, code, edition, "code")
    days: dict[str, Any] = {name: line.day(name) or getattr(whole, name) for name in _DAYS}
    check_order(line, days)
    check_whole(line, days)
    mark = line.fields.get("mark") or whole.mark
    if mark not in MARKS:
        raise line.refuse(f"unknown mark {mark!r}", "mark", f"a mark is one of {' '.join(MARKS)}")
    limit, lift = line.number("value_over_eur"), line.number("wind_down_value_eur")
    return replace(
        whole,
        id=f"{whole.id}/{code}",
        codes=(code,),
        edition=edition,
        ex=line.yes("ex") or whole.ex,
        value_over_eur=whole.value_over_eur if limit is None else limit,
        wind_down_value_eur=whole.wind_down_value_eur if lift is None else lift,
        described=line.fields.get("described") or "",
        part=line.fields.get("part") or "",
        mark=mark,
        note=line.fields.get("note") or whole.note,
        **days,
    )


def _check_once(line: Entry, one: Measure, held: list[tuple[Measure, int]]) -> None:
    """Refuse a code that two lines hold on the same days, unless they are of different goods."""
    for other, line_no in held:
        starts = max(one.in_force_from or date.min, other.in_force_from or date.min)
        ends = min(one.in_force_to or date.max, other.in_force_to or date.max)
        if starts <= ends and not _apart(one, other):
            what = f"{one.codes[0]} is in force on the same days in line {line_no}"
            raise line.refuse(what, hint=_APART)
    held.append((one, line.lines()[0]))


def _apart(one: Measure, other: Measure) -> bool:
    """Parts of a code are told apart by their descriptions, and goods above a value also by it."""
    differ = one.described != other.described
    return differ and (one.ex or one.value_over_eur != other.value_over_eur)


def check_same(lists: Sequence[ControlList]) -> None:
    """Refuse lists of one regime that disagree about whose law it is."""
    first: dict[str, ControlList] = {}
    for one in lists:
        known = first.setdefault(one.regime, one)
        if (one.jurisdiction, one.reaches_abroad) != (known.jurisdiction, known.reaches_abroad):
            raise ListError(
                f"{one.name}.toml and {known.name}.toml disagree about whose law {one.regime} is",
                "jurisdiction and reaches_abroad are the same in every list of a regime",
            )
