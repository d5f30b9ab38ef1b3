"""Asking: pick the rows, choose the levels, add up, and say how.

One pass over the rows makes a small cube; values, bridge and coverage are read off it, so
they cannot disagree.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from tidewaiter.ground.derived import law_key
from tidewaiter.ground.store import Store
from tidewaiter.questions.alongside import alongside
from tidewaiter.questions.answer import Answer
from tidewaiter.questions.bounded import bounded
from tidewaiter.questions.compare import base_question, compared
from tidewaiter.questions.controlled import asks_law
from tidewaiter.questions.coverage import coverage
from tidewaiter.questions.cube import Cube
from tidewaiter.questions.fields import DECLARATIONS, FILTERS, OF_VALUE, PLACE, RATIOS
from tidewaiter.questions.level_totals import totals
from tidewaiter.questions.levels import Levels
from tidewaiter.questions.method import method, unit_of
from tidewaiter.questions.picking import USED
from tidewaiter.questions.question import Question
from tidewaiter.questions.recoded import recoded, warnings, with_codes
from tidewaiter.questions.rowset import row_set
from tidewaiter.questions.selecting import Selection, select
from tidewaiter.questions.standing import settle, synthetic_of
from tidewaiter.words import currencies, places
from tidewaiter.words import families as nomenclature
from tidewaiter.words.concordance import CONVERTED


def ask(store: Store, asked: Question, with_row_set: bool = False) -> Answer:
    """Answer a question from one consistent state of a case."""
    sources = store.sources()
    question = recoded(settle(asked, sources), sources, store.engine)
    selection = select(store, question)
    cube = selection.cube(store)
    entries = _levels(store, selection, cube)
    covered = coverage(cube, sources, entries, selection.levels)
    base = _base(store, question, covered, selection.levels)
    cube = cube if base is None else cube.split_like(base)
    values, covered = (
        (cube.values(), covered) if base is None else compared(cube, base, covered, sources)
    )
    against = None if base is None else base.question
    beside = (
        bounded(store, question, cube, against, values, selection.levels)
        if question.concordance == CONVERTED
        else alongside(store, question, against, values, sources)
    )
    notes = [
        *covered["notes"],
        *beside.notes,
        *warnings(question, covered["months_present"], values),
    ]
    return Answer(
        question=asked.canonical(),
        query_id=asked.query_id,
        manifest=store.manifest.id,
        synthetic=_synthetic(
            [*cube.sources_used(), *(base.sources_used() if base else ())], sources, question
        ),
        values=beside.values,
        total=cube.total(),
        unit=unit_of(question, cube.units()),
        bridge=cube.bridge(),
        coverage={**covered, "notes": notes},
        valuation=cube.valuations(),
        levels=entries,
        method=method(question, cube, selection.levels),
        versions=_versions(store, question, beside.told is not None),
        interval=beside.interval,
        concordance=beside.told,
        row_set=_row_set(store, selection, sources) if with_row_set else None,
    )


def _levels(store: Store, selection: Selection, cube: Cube) -> list[dict[str, Any]]:
    """The levels, without totals where these would add what is never added."""
    if selection.levels is None or selection.question.measure in RATIOS:
        return []
    found = totals(store.engine, selection.question, selection.levels)
    return found if cube.adds() else [{**one, "total": None} for one in found]


def _base(
    store: Store, question: Question, covered: Mapping[str, Any], levels: Levels | None
) -> Cube | None:
    """The sums an answer is compared with, on the same levels; none when nothing is compared."""
    asked = base_question(question, covered["months_present"])
    if asked is None:
        return None
    settled = settle(asked, store.sources())
    if question.codes is not None and settled.codes is None:
        settled = with_codes(settled, question.codes.editions)
    return select(store, settled, levels, side="base_").cube(store)


def _row_set(store: Store, selection: Selection, sources: Sequence[Mapping[str, Any]]) -> str:
    used = exp.select("row_id", "part_no").from_(selection.rows.subquery("picked"))
    used = used.where(exp.column("step").eq(exp.Literal.string(USED)))
    known = {int(one["source_no"]): (str(one["sha256"]), str(one["sheet"])) for one in sources}
    return row_set(store.engine.batches(used, selection.values), known)


def _synthetic(
    used: Sequence[int], sources: Sequence[Mapping[str, Any]], question: Question
) -> bool | str:
    """False, true, or "mixed" when real and synthetic rows were added."""
    about = [one for one in sources if one["source_no"] in used] or [
        one for one in sources if one["kind"] == question.of
    ]
    return synthetic_of(about)


def _versions(store: Store, question: Question, with_families: bool) -> dict[str, str]:
    found = {"method": "1"}
    if question.measure in OF_VALUE:
        rates = question.rates.sha256 if question.rates else currencies.version()
        found["rates"] = f"sha256:{rates}"
    if (
        any(FILTERS[name].compares == PLACE for name in question.filters)
        or question.of != DECLARATIONS
    ):
        found["places"] = f"sha256:{places.version()}"
    if asks_law(question):
        found["law"] = f"sha256:{law_key(store.folder, store.manifest)}"
    if with_families:
        found["nomenclature"] = f"sha256:{nomenclature.version()}"
    return found
