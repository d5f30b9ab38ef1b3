"""Big tables of codes: a CSV beside the list, each line one code of a measure, with its own days.

What a line leaves blank is as its measure says. A code must exist in the edition it is stated
under: a typing error in a code would free the goods it was meant for.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from tidewaiter.law.filed import Entry
from tidewaiter.law.measures import MARKS, ControlList, Measure
from tidewaiter.words.errors import ListError
from tidewaiter.words.hs import EDITIONS, is_code
from tidewaiter.words.nomenclature import EDITIONS as WITH_CODES
from tidewaiter.words.nomenclature import OF_EACH_COUNTRY, exists

COLUMNS = (
    "measure", "code", "ex", "value_over_eur", "described", "part", "in_force_from", "in_force_to",
    "end_published", "contract_before", "execute_by", "wind_down_value_eur", "edition", "mark", "note",
)  # fmt: skip
_NAMES = tuple(name for _, name in EDITIONS)
_DAYS = ("in_force_from", "in_force_to", "end_published", "contract_before", "execute_by")


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
        if not one.ex and one.value_over_eur is None:
            _check_once(line, one, held.setdefault((one.codes, one.part), []))
        found.append(one)
    return found


def read(path: Path, entry: Entry, chapters: frozenset[str] = frozenset()) -> list[Entry]:
    """The lines of a table; with chapters, those of their codes."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        hint = "it lies beside the list, as CSV in UTF-8"
        raise entry.refuse(f"its table {path.name} cannot be read", "codes", hint) from None
    lines = csv.reader(io.StringIO(text, newline=""))
    header = next(lines, [])
    unknown = [one for one in header if one not in COLUMNS]
    if "code" not in header or unknown:
        said = f"has a column {unknown[0]!r}" if unknown else "has no column code"
        raise ListError(f"{path.name} {said}", f"its columns are: {', '.join(COLUMNS)}")
    at = header.index("code")
    return [
        Entry(path.name, "", dict(zip(header, row, strict=False)), _at(lines.line_num))
        for row in lines
        if row and (not chapters or row[at][:2] in chapters)
    ]


def _at(line: int) -> Callable[[], tuple[int, Mapping[str, int]]]:
    return lambda: (line, {})


def _of_line(whole: Measure, line: Entry) -> Measure:
    code = "".join((line.fields.get("code") or "").split())
    edition = line.fields.get("edition") or whole.edition
    check_edition(line, edition)
    check_code(line, code, edition, "code")
    days: dict[str, Any] = {name: line.day(name) or getattr(whole, name) for name in _DAYS}
    _check_order(line, days)
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


def _check_order(line: Entry, days: Mapping[str, date | None]) -> None:
    for first, second in (("in_force_from", "in_force_to"), ("contract_before", "execute_by")):
        start, end = days[first], days[second]
        if start and end and end < start:
            raise line.refuse(f"the dates are reversed: {second} {end} is before {first} {start}")


def _check_once(line: Entry, one: Measure, held: list[tuple[Measure, int]]) -> None:
    """Refuse a code that two lines hold on the same days."""
    for other, line_no in held:
        starts = max(one.in_force_from or date.min, other.in_force_from or date.min)
        if starts <= min(one.in_force_to or date.max, other.in_force_to or date.max):
            raise line.refuse(f"{one.codes[0]} is in force on the same days in line {line_no}")
    held.append((one, line.lines()[0]))


def check_edition(entry: Entry, edition: str) -> None:
    """Refuse codes under an edition that never was."""
    if edition not in _NAMES:
        what = f"unknown edition {edition!r}" if edition else "codes without their edition"
        raise entry.refuse(what, "edition", f"edition is one of {', '.join(_NAMES)}")


def check_code(entry: Entry, code: str, edition: str, key: str) -> None:
    """Refuse what is no code, or a code that never existed in its edition; a reach may be of any."""
    if not is_code(code):
        raise entry.refuse(f"{code!r} is no tariff code: 2, 4, 6, 8 or 10 digits", key)
    if code[:2] in OF_EACH_COUNTRY or (edition and edition not in WITH_CODES):
        return
    if not any(exists(code, one) for one in ([edition] if edition else WITH_CODES)):
        known = [one for one in WITH_CODES if exists(code, one)]
        hint = f"it exists in {', '.join(known)}" if known else "compare it with the act"
        raise entry.refuse(f"{code[:6]} never existed in {edition or 'any edition'}", key, hint)


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
