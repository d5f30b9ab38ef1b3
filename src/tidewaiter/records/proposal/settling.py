"""What a profile can say of the columns read: each field once, in its own currency, in whole units.

A column that reads as a field and must not be mapped keeps its reading and says why.
"""

from collections.abc import Sequence
from dataclasses import replace

from tidewaiter.records import fields as f
from tidewaiter.records.proposal.figures import Notation
from tidewaiter.records.proposal.proposal import Column
from tidewaiter.records.proposal.terms import Name
from tidewaiter.records.proposal.texts import directions, is_one_group
from tidewaiter.records.proposal.values import Evidence

_CLOSE_VALUES = 0.15
_SOME = 0.1
_VALUE_OF = {
    "invoice_currency": "invoice_value",
    "customs_currency": "customs_value",
    "currency": "value",
}


def settled(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, each field filled once and no value under the currency of another."""
    return tuple(_currencies_agree(_each_once(columns)))


def _each_once(columns: Sequence[Column]) -> list[Column]:
    """A field is filled once, by the column that is surest to be it; the others say which it is.

    Of values equally sure, one that leaves its currency to a column beside it goes first.
    """
    has_currency = {_VALUE_OF[one.field] for one in columns if one.field in _VALUE_OF}
    best: dict[str, Column] = {}
    for one in columns:
        if one.mapped and (
            one.field not in best
            or _weight(one, has_currency) > _weight(best[one.field], has_currency)
        ):
            best[one.field] = one
    return [
        replace(one, filled_by=best[one.field].name)
        if one.mapped and best[one.field] is not one
        else one
        for one in columns
    ]


def _weight(one: Column, has_currency: set[str]) -> float:
    own = one.field in has_currency and bool(one.currency)
    return one.confidence - (_CLOSE_VALUES if own else 0.0)


def _currencies_agree(columns: Sequence[Column]) -> list[Column]:
    """A value whose name gives its currency is not in that of a column beside it."""
    valued = {one.field: one for one in columns if one.mapped and one.currency}
    found = []
    for one in columns:
        value = valued.get(_VALUE_OF.get(one.field, ""))
        if value and one.mapped:
            told = f"not the currency of {value.name}, whose name says {value.currency}"
            found.append(replace(one, obstacle=told))
        else:
            found.append(one)
    return found


def obstacle(field_name: str, name: Name, seen: Evidence, notation: Notation) -> str:
    """What a profile cannot say, or only a person can: mapping it would be wrong, or empty."""
    kind = {**f.DECLARATION, **f.STATISTIC}[field_name]
    if kind == f.DATE:
        return _of_days(seen, notation)
    if kind in (f.AMOUNT, f.MEASURE):
        return _of_numbers(field_name, name, seen, notation)
    if kind == f.WORD and (not seen.counts or len(words_of(field_name, seen)) < seen.n_distinct):
        return f"say what its words mean, in [words.{field_name}]"
    return ""


def _of_days(seen: Evidence, notation: Notation) -> str:
    if seen.share("day_in_words") > _SOME:
        return "days with names of months are not read: write them in numbers first"
    return notation.dates_doubt if seen.share("dmy") > _SOME else ""


def _of_numbers(field_name: str, name: Name, seen: Evidence, notation: Notation) -> str:
    if "thousand" in name.concepts:
        return "in thousands or millions, which a profile cannot say: multiply them first"
    if field_name in ("net_kg", "gross_kg") and "other_weight" in name.concepts:
        return "not in kilograms: say the unit of the weights, [constants] weight_unit"
    if field_name == "statistical_value_usd" and _not_dollars(name):
        return "not in US dollars, which this field is: a value in another currency"
    return notation.numbers_doubt if any(map(is_one_group, seen.counts)) else ""


def _not_dollars(name: Name) -> bool:
    """Whether a name says that a value is in some currency, and not that it is the dollar."""
    return name.currency != "USD" and bool({"foreign", "money"} & name.concepts)


def words_of(field_name: str, seen: Evidence) -> dict[str, str]:
    """What the words of a direction or flow mean, as far as we know them."""
    if field_name not in ("direction", "flow"):
        return {}
    known = directions()
    found = {text: known[text.upper()] for text in seen.counts if text.upper() in known}
    return {t: w for t, w in found.items() if field_name == "direction" or w != "transit"}
