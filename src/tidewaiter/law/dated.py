"""The days of a measure: which come in order, and which say nothing without another.

A wind-down with one of its two days lifts nothing, and a day on which an end was published ends
nothing: what a person wrote there would be lost.
"""

from collections.abc import Mapping
from datetime import date

from tidewaiter.law.filed import Entry

DAYS = (
    "adopted", "published", "in_force_from", "in_force_to", "end_published", "contract_before",
    "execute_by", "not_before",
)  # fmt: skip
_ORDERED = (
    ("in_force_from", "in_force_to"),
    ("adopted", "in_force_to"),
    ("contract_before", "execute_by"),
)
_NEEDS = (
    ("end_published", "in_force_to", "an end that was published is a last day: state it too"),
    ("contract_before", "execute_by", "a wind-down has both: for contracts before, until"),
    ("execute_by", "contract_before", "a wind-down has both: for contracts before, until"),
)
_LIFTED = "wind_down_value_eur"


def check_order(entry: Entry, days: Mapping[str, date | None]) -> None:
    """Refuse a last day before the first."""
    for first, second in _ORDERED:
        start, end = days.get(first), days.get(second)
        if start and end and end < start:
            what = f"the dates are reversed: {second} {end} is before {first} {start}"
            raise entry.refuse(what, second)


def check_whole(entry: Entry, days: Mapping[str, date | None]) -> None:
    """Refuse a day without the one it belongs to, and a limit of a wind-down that is not there."""
    for key, other, hint in _NEEDS:
        if days.get(key) and not days.get(other):
            raise entry.refuse(f"{key} without {other}", key, hint)
    if entry.number(_LIFTED) is not None and not days.get("execute_by"):
        hint = "it limits a wind-down: state contract_before and execute_by"
        raise entry.refuse(f"{_LIFTED} without a wind-down", _LIFTED, hint)
