"""Which level answers when none is asked: the coarsest product level that can tell the asked
codes apart, and the finest period level on which no series of the asked period is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from tidewaiter.ground.engine import Engine
from tidewaiter.questions.fields import HS_DIGITS, PERIODS
from tidewaiter.questions.levels import Levels
from tidewaiter.questions.question import Question
from tidewaiter.words.nomenclature import SIX
from tidewaiter.words.periods import shift

_PRODUCT_DIGITS = {
    "total": 0,
    "hs2": 2,
    "hs4": 4,
    "hs6": 6,
    "national8": 8,
    "national10": 10,
    "national12": 12,
}
_USABLE = """
    SELECT
        *, [reporter, partner, flow, partner_role, procedure, tariff_line] AS series
    FROM placed
    WHERE state = 'current' AND NOT is_unread AND ok_reporter AND ok_partner AND ok_breakdown AND ok_edition
        AND ($product IS NULL OR product_level = $product)
"""


@dataclass(frozen=True, slots=True)
class _Reach:
    """What one period level holds inside the asked period."""

    level: str
    n_series: int
    months: frozenset[date]


def choose(engine: Engine, question: Question, side: str = "") -> Levels:
    """Product level first, then the period level."""
    engine.view("placed", exp.select("*").from_(f"{side}leveled"))
    product = _asked_product(engine, question) or _coarsest_product(engine, question)
    if question.period_level:
        return Levels(question.period_level, product, "asked for")
    period, why = _finest_period(engine, product)
    return Levels(period, product, why)


def _asked_product(engine: Engine, question: Question) -> str | None:
    """The level asked for; of national lines, the shortest there are."""
    if question.product_level != "national":
        return question.product_level
    present = _present_products(engine)
    return next((level for level in present if level.startswith("national")), "national8")


def _present_products(engine: Engine) -> list[str]:
    rows = engine.rows("SELECT DISTINCT product_level FROM placed WHERE product_level IS NOT NULL")
    return [level for level in _PRODUCT_DIGITS if (level,) in rows]


def _coarsest_product(engine: Engine, question: Question) -> str | None:
    """The level with just enough digits for the asked codes and groups."""
    if "tariff_line" in question.filters:
        return None
    asked = [HS_DIGITS[name] for name in question.by if name in HS_DIGITS]
    asked += [len(prefix) for prefix in question.filters.get("hs", ())]
    if question.codes is not None:
        asked.append(SIX)
    digits = 8 if "tariff_line" in question.by else max(asked, default=0)
    present = _present_products(engine)
    enough = [level for level in present if _PRODUCT_DIGITS[level] >= digits]
    return next(iter(enough or reversed(present)), None)


def _finest_period(engine: Engine, product: str | None) -> tuple[str, str]:
    engine.keep("usable", _USABLE, {"product": product})
    reaches = _reaches(engine)
    if not reaches:
        present = engine.rows("SELECT DISTINCT period_level FROM usable")
        level = next((one for one in PERIODS if (one,) in present), "month")
        return level, "no cell lies wholly inside the asked period"
    n_series = engine.rows("SELECT count(DISTINCT series) FROM usable WHERE inside")[0][0]
    months = frozenset[date]().union(*(one.months for one in reaches))
    for reach in reaches:
        if reach.n_series == n_series and reach.months == months:
            return reach.level, "the finest level that covers the asked period"
    best = max(reaches, key=lambda one: (one.n_series, len(one.months)))
    return best.level, (
        f"no level covers everything; this one holds {best.n_series} of {n_series} series "
        f"and {len(best.months)} of {len(months)} months"
    )


def _reaches(engine: Engine) -> list[_Reach]:
    """Finest first; only levels that have a cell inside the asked period."""
    counted = dict(
        engine.rows(
            "SELECT period_level, count(DISTINCT series) FROM usable WHERE inside GROUP BY 1"
        )
    )
    spans = engine.rows("SELECT DISTINCT period_level, month, months FROM usable WHERE inside")
    levels = sorted(
        counted, key=lambda name: next(months for level, _, months in spans if level == name)
    )
    return [
        _Reach(level, counted[level], months_of(span[1:] for span in spans if span[0] == level))
        for level in (
            *(one for one in levels if one in PERIODS),
            *(one for one in levels if one not in PERIODS),
        )
    ]


def months_of(spans: Iterable[tuple[date, int]]) -> frozenset[date]:
    """Every month that some span holds."""
    return frozenset(shift(start, number) for start, months in spans for number in range(months))
