"""What a case can be asked: a field nobody declares is refused with the reason, not answered with nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tidewaiter.ground.schema import CALLED
from tidewaiter.questions.fields import (
    BY,
    BY_LAW,
    DECLARATIONS,
    FILTERS,
    HS_DIGITS,
    KINDS,
    LEVEL_FIELDS,
    MEASURE_NEEDS,
    OF_VALUE,
    PARTIES,
    PERIODS,
    STATISTICS,
    VALUE_NEEDS,
    can_group,
)
from tidewaiter.questions.question import Question
from tidewaiter.words.errors import CommandError

Source = Mapping[str, Any]


def settle(question: Question, sources: Sequence[Source]) -> Question:
    """The question with `of` decided, or a refusal that says what is missing."""
    if not sources:
        raise CommandError(
            "the case is empty", "bring records in first: tidewaiter ingest CASE FILE"
        )
    asked = _asked_kinds(question, sources)
    if not asked & set(KINDS):
        where = "the sources named hold" if "source" in question.filters else "the case holds"
        raise CommandError(
            f"{where} neither declarations nor statistics, and no question is about anything else",
            _what_is_there(asked),
        )
    kind = question.of or _kind(question, asked)
    settled = replace(question, of=kind)
    filled = {name for one in sources if one["kind"] == kind for name in one["fields"].split()}
    if not any(one["kind"] == kind for one in sources):
        raise CommandError(f"the case holds no {kind}", f"it holds {_listed(sources)}")
    _check_filters(settled, kind, filled, sources)
    _check_measure(settled, kind, filled, sources)
    _check_by(settled, kind, filled, sources)
    return settled


def synthetic_of(sources: Iterable[Source]) -> bool | str:
    """Whether the rows of these sources are made up; "mixed" where some are."""
    found = {bool(one["synthetic"]) for one in sources}
    return "mixed" if len(found) > 1 else True in found


def _asked_kinds(question: Question, sources: Sequence[Source]) -> set[str]:
    """Kinds of record in the sources that were named, or in all."""
    numbers = source_numbers(question.filters.get("source", ()), sources)
    return {one["kind"] for one in sources if not numbers or one["source_no"] in numbers}


def _what_is_there(kinds: set[str]) -> str:
    """What sources hold that are neither declarations nor statistics."""
    found = ", ".join(CALLED[kind] for kind in CALLED if kind in kinds)
    unmapped = "files kept as they are: tidewaiter map CASE SOURCE" if kinds - CALLED.keys() else ""
    there = " and ".join(filter(None, (found, unmapped)))
    return f"there are {there}; bring in what to ask about: tidewaiter ingest CASE FILE"


def _kind(question: Question, present: set[str]) -> str:
    """From the fields used, else the only kind there is."""
    named = [name for name in (*question.filters, *(question.versus or {})) if name in FILTERS]
    named_kinds = [set(FILTERS[name].of) for name in named]
    named_kinds += [{kind for kind in KINDS if can_group(kind, name)} for name in question.by]
    if any(getattr(question, name) for name in LEVEL_FIELDS):
        named_kinds.append({STATISTICS})
    if question.measure in ("gross_kg", "n_declarations"):
        named_kinds.append({DECLARATIONS})
    possible = set(KINDS).intersection(*named_kinds)
    if not possible:
        raise CommandError(
            "the question mixes fields of declarations with fields of statistics",
            "ask each of them on its own: of = …",
        )
    if len(possible) > 1 and len(possible & present) != 1:
        raise CommandError(
            "the case holds declarations and statistics, and the question fits both",
            "say which: --of declarations or --of statistics",
        )
    return next(iter(possible & present)) if len(possible) > 1 else possible.pop()


def _check_filters(
    question: Question, kind: str, filled: set[str], sources: Sequence[Source]
) -> None:
    for name in (*question.filters, *(question.versus or {})):
        if name not in FILTERS:
            continue
        if kind not in FILTERS[name].of:
            raise CommandError(
                f"{kind} have no {name}", f"{name} is a field of {' and '.join(FILTERS[name].of)}"
            )
        needs = FILTERS[name].needs
        if needs and not filled & set(needs):
            raise CommandError(
                f"{name} cannot be answered: no loaded source declares it",
                _declares(filled, sources, kind),
            )
    if kind == DECLARATIONS and (
        level := next((one for one in LEVEL_FIELDS if getattr(question, one)), None)
    ):
        raise CommandError(
            f"{level} cannot be answered: declarations have no levels", "leave it out"
        )


def _check_measure(
    question: Question, kind: str, filled: set[str], sources: Sequence[Source]
) -> None:
    needs = MEASURE_NEEDS.get(question.measure, ())
    if needs and not filled & set(needs):
        raise CommandError(
            f"{question.measure} cannot be answered: no loaded source declares {needs[0]}",
            _declares(filled, sources, kind),
        )
    if question.measure in OF_VALUE:
        if question.valuation not in VALUE_NEEDS[kind]:
            raise CommandError(
                f"{kind} have no {question.valuation} value",
                f"valuation may be {', '.join(name for name in VALUE_NEEDS[kind] if name)}",
            )
        if not filled & set(VALUE_NEEDS[kind][question.valuation]):
            asked = f"{question.valuation} value" if question.valuation else "value"
            raise CommandError(
                f"no loaded source declares a {asked}", _declares(filled, sources, kind)
            )
        if kind == STATISTICS and question.rate_rule in ("daily", "monthly_mean"):
            raise CommandError(
                f"rate_rule = {question.rate_rule} does not fit cells that span months",
                "leave it out: each cell is converted at the mean of its own months; or ask for annual_mean",
            )
    elif question.valuation or question.rate_rule:
        raise CommandError(
            f"{question.measure} has no valuation and no rate", "leave valuation and rate_rule out"
        )


def _check_by(question: Question, kind: str, filled: set[str], sources: Sequence[Source]) -> None:
    for name in question.by:
        if not can_group(kind, name):
            raise CommandError(
                f"{kind} cannot be grouped by {name}", f"by may be {', '.join(BY[kind])}"
            )
        if name in PERIODS or name in ("source", "valuation") or name.startswith(BY_LAW):
            continue
        needs = (
            {f"{name}_name", f"{name}_identifier"}
            if name in PARTIES
            else {"tariff_line" if name in HS_DIGITS else name}
        )
        if not filled & needs:
            raise CommandError(
                f"by {name} cannot be answered: no loaded source declares it",
                _declares(filled, sources, kind),
            )


def _declares(filled: set[str], sources: Sequence[Source], kind: str) -> str:
    profiles = ", ".join(sorted({str(one["profile"]) for one in sources if one["kind"] == kind}))
    return f"the loaded {kind} ({profiles}) declare: {', '.join(sorted(filled))}"


def _listed(sources: Sequence[Source]) -> str:
    return ", ".join(sorted({str(one["kind"]) for one in sources}))


def source_numbers(asked: Sequence[str], sources: Sequence[Source]) -> list[int]:
    """Sources by number, file name, profile or the beginning of their SHA-256."""
    found: list[int] = []
    for text in asked:
        matching = [
            int(one["source_no"])
            for one in sources
            if text in (str(one["source_no"]), one["file_name"], one["profile"])
            or (len(text) >= 8 and str(one["sha256"]).startswith(text.removeprefix("sha256:")))
        ]
        if not matching:
            raise CommandError(
                f"no source {text!r} in this case", "list them: tidewaiter sources CASE"
            )
        found += matching
    return sorted(set(found))
