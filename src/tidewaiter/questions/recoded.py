"""What the asked codes are in each edition that a question spans, and what is said of it.

The span runs from the edition of the first day to that of the last, the base of a comparison
included; without a period, over the records there are. Cells may state another edition than that of
their period, and then widen it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.answer import Value
from tidewaiter.questions.compare import base_question
from tidewaiter.questions.fields import AS_DECLARED, PERIODS, STATISTICS
from tidewaiter.questions.question import Question
from tidewaiter.questions.standing import source_numbers
from tidewaiter.words.concordance import CONVERTED, Concordance, by_conversion, by_family
from tidewaiter.words.errors import CommandError
from tidewaiter.words.families import spanning
from tidewaiter.words.hs import edition_on
from tidewaiter.words.nomenclature import EDITIONS, SIX, editions_with

Source = Mapping[str, Any]
_NAMED = 8  # codes in a sentence; the JSON lists all

families_asked = lru_cache(maxsize=64)(by_family)
_conversion_asked = lru_cache(maxsize=16)(by_conversion)


def recoded(question: Question, sources: Sequence[Source], engine: Engine) -> Question:
    """A settled question with its codes in every edition; as it is where they are taken as declared."""
    if question.concordance == AS_DECLARED:
        return question
    return with_codes(question, _asked_editions(question, sources, engine))


def with_codes(question: Question, editions: tuple[str, ...]) -> Question:
    """The question on codes of these editions."""
    find = _conversion_asked if question.concordance == CONVERTED else families_asked
    return replace(question, codes=find(question.filters.get("hs", ()), editions))


def at_six_digits(question: Question) -> Question:
    """The question by the first six digits of its codes, by which editions correspond."""
    asked = tuple(dict.fromkeys(one[:SIX] for one in question.filters["hs"]))
    return replace(question, filters={**question.filters, "hs": asked})


def known_codes(question: Question, editions: tuple[str, ...]) -> bool:
    """Whether some edition at hand knows every code that is asked."""
    asked = question.filters.get("hs", ())
    return bool(asked and editions) and all(editions_with(one[:SIX]) for one in asked)


def _asked_editions(
    question: Question, sources: Sequence[Source], engine: Engine
) -> tuple[str, ...]:
    """Those between the first and last day asked, or there are records of."""
    base = base_question(question, ())
    spans = [(one.since, one.until) for one in (question, base) if one is not None]
    held = _days_held(question, sources, engine)
    ends = [since or held[0] for since, _ in spans] + [
        until - timedelta(days=1) if until else held[1] for _, until in spans
    ]
    found = {edition_on(day) for day in ends if day is not None}
    if odd := found - set(EDITIONS):
        raise CommandError(
            f"concordance = {question.concordance} cannot be answered before 2012: "
            f"no correlation of {', '.join(sorted(str(one) for one in odd))} is loaded",
            "ask since 2012-01-01, or leave it out: codes are then taken as declared",
        )
    stated = _editions_stated(question, engine) if question.of == STATISTICS else set()
    return spanning({str(one) for one in found} | stated or {EDITIONS[-1]})


def crossed(question: Question, base: Question) -> tuple[str, ...]:
    """The editions between a question and its base, where they lie in periods of different ones."""
    days = []
    for one in (question, base):
        if one.since is None or one.until is None:
            return ()
        days += [one.since, one.until - timedelta(days=1)]
    if (question.since, question.until) == (base.since, base.until):
        return ()
    editions = {edition_on(day) for day in days}
    if len(editions) < 2 or not editions <= set(EDITIONS):
        return ()
    return spanning(str(one) for one in editions)


def _days_held(
    question: Question, sources: Sequence[Source], engine: Engine
) -> tuple[date | None, date | None]:
    """The first and last month of the records of the sources asked, where the period is open."""
    if question.since and question.until:
        return question.since, question.until
    if question.of == STATISTICS:
        query = exp.select(
            exp.func("min", exp.column("period_start")), exp.func("max", exp.column("period_start"))
        )
        return engine.rows(query.from_("trade_statistic"))[0]
    numbers = source_numbers(question.filters.get("source", ()), sources)
    months = [
        month
        for one in sources
        if one["kind"] == question.of and (not numbers or one["source_no"] in numbers)
        for month in one["months"].split()
    ]
    if not months:
        return None, None
    return date.fromisoformat(f"{min(months)}-01"), date.fromisoformat(f"{max(months)}-01")


def _editions_stated(question: Question, engine: Engine) -> set[str]:
    """Editions that cells of the period are under; those without tables are told of elsewhere."""
    query = exp.select("hs_edition").distinct().from_("trade_statistic")
    values: dict[str, date] = {}
    if question.since:
        query, values["since"] = (
            query.where("period_start >= $since", dialect="duckdb"),
            question.since,
        )
    if question.until:
        query, values["until"] = (
            query.where("period_start < $until", dialect="duckdb"),
            question.until,
        )
    return {edition for (edition,) in engine.rows(query, values)} & set(EDITIONS)


def listed(question: Question) -> dict[str, Any]:
    """The codes of a question by edition, those that begin as asked apart, and the links that were cut."""
    codes = question.codes
    if codes is None or not codes.asked:
        return {"editions": list(codes.editions) if codes else [], "codes": [], "cut_links": []}
    return {
        "editions": list(codes.editions),
        "codes": [
            {
                "edition": one,
                "as_asked": list(codes.as_declared(one)),
                "counted": list(codes.codes(one)),
            }
            for one in codes.editions
        ],
        "cut_links": [
            {
                "edition": one.edition,
                "code": one.code,
                "n_links": one.n_links,
                "codes": list(one.codes),
            }
            for one in codes.leaks()
        ],
    }


def sentences(codes: Concordance) -> list[str]:
    """For the coverage: the family, what of it did not exist when, and the possible leaks."""
    if not codes.asked:
        return [f"codes are grouped by families over {' and '.join(codes.editions)}"]
    found = [
        f"{codes.kind}, {edition}: {named(codes.codes(edition))}" for edition in codes.editions
    ]
    lacking = {
        edition: [one for one in codes.asked if not _known(one, codes, edition)]
        for edition in codes.editions
    }
    found += [f"{named(each)} did not exist under {at}" for at, each in lacking.items() if each]
    if leaks := codes.leaks():
        hubs = sorted({one.code for one in leaks})
        found.append(
            f"possible leak: the links with {named(hubs)} are cut, "
            "each of which gathers scraps of many codes; goods may have moved between them and these"
        )
    return found


def _known(prefix: str, codes: Concordance, edition: str) -> bool:
    return any(code.startswith(prefix) for code in codes.as_declared(edition))


def named(codes: Sequence[str]) -> str:
    """Some codes in a sentence."""
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return f"{', '.join(codes[:_NAMED]) or 'none'}{more}"


def warnings(question: Question, months: Sequence[str], values: Sequence[Value]) -> list[str]:
    """Of codes as declared: that goods moved within a series, or that no code began so then."""
    if question.concordance != AS_DECLARED or "hs" not in question.filters:
        return []
    if not any(one.n_lines for one in values):
        return _not_then(question)
    return _of_a_series(question, months) if set(PERIODS) & set(question.by) else []


def _of_a_series(question: Question, months: Sequence[str]) -> list[str]:
    editions = {edition_on(date.fromisoformat(f"{one}-01")) for one in (*months[:1], *months[-1:])}
    if len(editions) < 2 or not editions <= set(EDITIONS):
        return []
    span = spanning(str(one) for one in editions)
    if not known_codes(question, span):
        return []
    codes = families_asked(at_six_digits(question).filters["hs"], span)
    if not codes.widens():
        return []
    return [
        f"goods of these codes moved to or from others between {codes.editions[0]} and {codes.editions[-1]}: "
        "a rise or fall at the change of edition may be that; concordance = family compares like with like"
    ]


def _not_then(question: Question) -> list[str]:
    """Nothing was found, and in the edition of the period nothing begins so."""
    if question.since is None or question.until is None:
        return []
    ends = {edition_on(question.since), edition_on(question.until - timedelta(days=1))}
    if not ends <= set(EDITIONS):
        return []
    span = spanning(str(one) for one in ends)
    asked = [one for one in question.filters["hs"] if not set(span) & set(editions_with(one[:SIX]))]
    return [
        f"{one} did not exist under {' and '.join(span)}, but under {', '.join(editions_with(one[:SIX]))}: "
        "concordance = family asks for what its goods were declared as"
        for one in asked
        if editions_with(one[:SIX])
    ]
