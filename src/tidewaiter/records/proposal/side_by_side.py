"""Numbers that stand side by side for several records of a row: months, years, imports beside exports.

A profile says them as `[[record]]`, which a person has to write; one of them alone would be a part.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tidewaiter.records import fields as f
from tidewaiter.records.proposal.figures import SOME, is_numeric
from tidewaiter.records.proposal.proposal import Column
from tidewaiter.records.proposal.texts import kinds_in
from tidewaiter.records.proposal.values import Evidence
from tidewaiter.records.proposal.wording import Worded

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FLOWS = {"import", "export"}


def under_periods(seen: Mapping[str, Evidence]) -> set[str]:
    """The columns of numbers whose names say of which year or month they are, where there are several."""
    found = {name for name, one in seen.items() if is_numeric(one, SOME) and _says_period(name)}
    return found if len(found) > 1 else set()


def _says_period(name: str) -> bool:
    return bool(_YEAR.search(name) or {"period", "month"} & set(kinds_in(name.strip())))


def records_apart(
    columns: Sequence[Column], words: Sequence[Worded], wide: set[str]
) -> list[Column]:
    """The columns, those of several periods or flows left to a person."""
    flows = _flows(columns, words)
    found = []
    for one in columns:
        told = ""
        if one.name in wide:
            told = "one of several periods side by side: say them as [[record]], with each"
        elif one.name in flows:
            told = "imports beside exports: say each as a [[record]]"
        found.append(_left(one, told) if told else one)
    return found


def _flows(columns: Sequence[Column], words: Sequence[Worded]) -> set[str]:
    """The columns that say they are of imports or exports, where a field has both."""
    found: dict[str, dict[str, list[str]]] = {}
    for one, word in zip(columns, words, strict=True):
        flow = _FLOWS & word.name.concepts
        if len(flow) == 1 and _is_measured(one.field):
            by_flow = found.setdefault(one.field, {})
            by_flow.setdefault(next(iter(flow)), []).append(one.name)
    both = [by_flow for by_flow in found.values() if len(by_flow) > 1]
    return {name for by_flow in both for names in by_flow.values() for name in names}


def _is_measured(field: str) -> bool:
    return {**f.DECLARATION, **f.STATISTIC}.get(field) in (f.AMOUNT, f.MEASURE)


def _left(one: Column, told: str) -> Column:
    if one.mapped:
        return replace(one, obstacle=told)
    return one if one.known else replace(one, field="", why=(told,))
