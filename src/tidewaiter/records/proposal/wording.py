"""What a column's name says it is: the first line of `library/terms/readings.csv` that fits.

A name is read as a field, as something we hold no field for ("-"), or as one that leaves
the field open ("?"). The forms' numbers of Russian declarations go before their words.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from tidewaiter.records.proposal.terms import FOLDER, Name, plain, read_names

NOT_OURS, OPEN = "-", "?"
UNKNOWN_WORD = 0.92
TRANSLATED = 0.97
_CODE = re.compile(r"g?(d\d|nd|stat|usd/?kg|\d{1,4}[ab]?|42rub)((?:_(?:\d+|inn))?)(?![\w/])", re.I)
_VALUES = ("invoice_value", "customs_value", "statistical_value_usd", "value")


@dataclass(frozen=True, slots=True)
class Reading:
    """A field that a name may mean, how sure, and why in a few words."""

    field: str
    sure: float
    what: str = ""


@dataclass(frozen=True, slots=True)
class Worded:
    """All readings of a column's name, the likeliest first, and what the name speaks of."""

    readings: tuple[Reading, ...]
    name: Name


@dataclass(frozen=True, slots=True)
class _Rule:
    needs: tuple[frozenset[str], ...]
    unless: frozenset[str]
    fields: dict[str, str]
    sure: float
    what: str

    def fits(self, concepts: frozenset[str]) -> bool:
        return all(one & concepts for one in self.needs) and not self.unless & concepts


def worded(names: Sequence[str], kind: str) -> list[Worded]:
    """What the columns' names of a table say, read as one kind of record."""
    read = [
        _worded(name, about, kind) for name, about in zip(names, read_names(names), strict=True)
    ]
    return _without_totals(read)


def _worded(name: str, about: Name, kind: str) -> Worded:
    if kind == "declarations" and (coded := by_code(name)):
        reading, currency = coded
        return Worded((reading,), Name(about.concepts | ({currency} if currency else set())))
    doubt = UNKNOWN_WORD ** min(about.n_unknown, 5)
    if "translated" in about.concepts:
        doubt *= TRANSLATED
    found: dict[str, Reading] = {}
    for rule in _rules():
        field = rule.fields[kind]
        if field and rule.fits(about.concepts) and field not in found:
            found[field] = Reading(field, round(rule.sure * doubt, 3), rule.what)
    return Worded(tuple(found.values()), about)


def by_code(name: str) -> tuple[Reading, str] | None:
    """The field of a Russian declaration that a name begins with the number of, and its currency.

    >>> by_code("G45 (Таможенная стоимость)")[1], by_code("33 Код товара")[0].field, by_code("33 items")
    ('RUB', 'tariff_line', None)
    """
    text = plain(" ".join(name.split()))
    found = _CODE.match(text)
    if not found:
        return None
    rest = text[found.end() :].strip()
    lettered = text[0] == "g" or not text[0].isdecimal()
    if not re.search("[а-я]", rest) and (rest or not lettered):
        return None
    code = f"{found[1]}{found[2]}".upper().replace("/", "")
    known = _codes()
    return known.get(code) or known.get(f"G{code}") or known.get(f"G0{code}")


def _without_totals(table: Sequence[Worded]) -> list[Worded]:
    """Where a total stands beside the same value of one item, totals are of whole declarations.

    The value of an invoice beside that of an item may be either, and is left open.
    """
    apart = any(_is_total(one) and _has_item(one, table) for one in table)
    of_items = any(_is_value(one) and "item" in one.name.concepts for one in table)
    totals = [_as_header(one) if apart and _is_total(one) else one for one in table]
    return [_left_open(one) if of_items and _is_of_invoice(one) else one for one in totals]


def _is_total(one: Worded) -> bool:
    return _is_value(one) and "total" in one.name.concepts


def _is_of_invoice(one: Worded) -> bool:
    return _is_value(one) and "invoice" in one.name.concepts and "item" not in one.name.concepts


def _is_value(one: Worded) -> bool:
    return bool(one.readings) and one.readings[0].field in _VALUES


def _has_item(total: Worded, table: Sequence[Worded]) -> bool:
    of_item = total.name.concepts - {"total"}
    return any(other.name.concepts - {"item"} == of_item for other in table)


def _left_open(one: Worded) -> Worded:
    why = "of the whole invoice or of the item: another column is of the item"
    return replace(one, readings=(Reading(OPEN, 0.4, why),))


def _as_header(one: Worded) -> Worded:
    header = Reading("header_value", 0.7, "a total beside the same value of one item")
    return replace(one, readings=(header, *one.readings))


@cache
def _rules() -> tuple[_Rule, ...]:
    with (FOLDER / "readings.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_rule(row) for row in csv.DictReader(lines))


def _rule(row: dict[str, str]) -> _Rule:
    needs = tuple(frozenset(one.split("/")) for one in row["needs"].split())
    fields = {kind: row[kind] for kind in ("declarations", "statistics")}
    return _Rule(needs, frozenset(row["unless"].split()), fields, float(row["sure"]), row["what"])


@cache
def _codes() -> dict[str, tuple[Reading, str]]:
    with (FOLDER / "russian-declarations.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["code"].replace("/", ""): (
                Reading(row["declarations"], float(row["sure"]), row["what"]),
                row["currency"],
            )
            for row in csv.DictReader(lines)
        }
