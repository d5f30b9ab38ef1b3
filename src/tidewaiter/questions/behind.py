"""The rows behind a number: where each stands, what it counts for, and what its file says."""

from collections.abc import Iterator
from datetime import date
from functools import partial

import pyarrow as pa
from sqlglot import exp

from tidewaiter.ground.store import Store
from tidewaiter.questions.controlled import regimes_named
from tidewaiter.questions.fields import DECLARATIONS
from tidewaiter.questions.line_case import LINE, TOLD, known, with_case
from tidewaiter.questions.picking import USED
from tidewaiter.questions.question import Question
from tidewaiter.questions.recoded import recoded
from tidewaiter.questions.searching import as_json
from tidewaiter.questions.selecting import select
from tidewaiter.questions.standing import settle

_SAME_ROW = "row.row_id = used.row_id AND row.part_no - used.part_no = 0"
"""One plain equality: the engine then looks for these ids in the files and unpacks only what
surrounds them. With `part_no` as a second one it unpacks everything between the first and last."""


def rows_of(store: Store, asked: Question, as_declared: bool = False) -> Iterator[pa.RecordBatch]:
    """Source, line, what it counts for, every column of its table; at wish its raw row, as JSON.

    A line of the file that holds several records has the same raw row for each. What each regime that
    the question names told the line stands in five columns: `control:EU`, `possible:EU` …
    """
    question = recoded(settle(asked, store.sources()), store.sources(), store.engine)
    selection = select(store, question)
    used = exp.select("row_id", "part_no", "addend").from_(selection.rows.subquery("picked"))
    used = used.where(exp.column("step").eq(exp.Literal.string(USED)))
    store.engine.keep("used", used, selection.values)
    table = "declaration_line" if question.of == DECLARATIONS else "trade_statistic"
    query = (
        exp.select(
            "source.file_name",
            "source.sheet",
            exp.alias_(exp.condition("used.row_id % 4294967296", dialect="duckdb"), "line_no"),
            exp.alias_(exp.column("addend", table="used"), "counted"),
            "row.*",
            "source.synthetic",
        )
        .from_("used")
        .join(exp.to_table(table, alias="row"), on=_SAME_ROW)
        .join(
            "source",
            on=exp.condition("source.source_no = used.row_id // 4294967296", dialect="duckdb"),
        )
        .order_by("source.sha256", "source.sheet", "used.row_id", "used.part_no")
    )
    if as_declared and (raw := _raw_rows(store)) is not None:
        query = query.select("raw.as_declared")
        query = query.join(raw.subquery("raw"), on="raw.row_id = used.row_id")
    regimes = regimes_named(question)
    if regimes:
        _keep_cases(store, question.known_on)
        query = query.join(
            "used_case", on="used_case.row_id = used.row_id AND used_case.part_no = used.part_no"
        )
    for number, regime in enumerate(regimes):
        query = _with_law(query, regime, number)
    return store.engine.batches(query, {f"regime_{at}": one for at, one in enumerate(regimes)})


def _keep_cases(store: Store, known_on: date | None) -> None:
    """The case of each used row; first the little that decides it, so that only these rows are unpacked."""
    line = exp.select("row.row_id", "row.part_no", *(f"row.{name}" for name in LINE))
    line = line.from_("used").join(exp.to_table("declaration_line", alias="row"), on=_SAME_ROW)
    store.engine.keep("used_line", line)
    day = exp.Placeholder(this="day") if known_on else None
    cases = exp.select("*").from_(exp.to_table("control_case", alias="held")).where(known(day))
    found = exp.select("used_line.row_id", "used_line.part_no", "fitting.case_no").from_(
        "used_line"
    )
    found = with_case(found, cases, "fitting", partial(exp.column, table="used_line"))
    store.engine.keep("used_case", found, {"day": known_on} if known_on else {})


def _with_law(query: exp.Select, regime: str, number: int) -> exp.Select:
    """Beside each row what one regime told it; a row has exactly one case, so that none is added."""
    told = f"told_{number}"
    of_regime = exp.func("upper", exp.column("regime", table=told))
    on = exp.and_(
        exp.column("case_no", table=told).eq(exp.column("case_no", table="used_case")),
        of_regime.eq(exp.Placeholder(this=f"regime_{number}")),
    )
    found = query.join(exp.to_table("control_status", alias=told), on=on, join_type="left")
    named = {"control": "status"} | {name: name for name in TOLD[1:]}
    return found.select(
        *(
            exp.alias_(exp.column(column, table=told), f"{name}:{regime}", quoted=True)
            for name, column in named.items()
        )
    )


def _raw_rows(store: Store) -> exp.Query | None:
    """The raw rows of the used ones, each as one JSON object under its own column names."""
    found: list[exp.Query] = []
    for number, paths in enumerate(store.raw_layouts().values()):
        name = f"raw_of_layout_{number}"
        store.engine.files(name, paths, store.engine.schema("problem"))
        columns = [one for one in store.engine.schema(name).names if one != "row_id"]
        row = exp.alias_(as_json(columns, "raw"), "as_declared")
        query = exp.select("raw.row_id", row).from_(exp.to_table(name, alias="raw"))
        found.append(query.where("raw.row_id IN (SELECT row_id FROM used)"))
    return exp.union(*found, distinct=False) if len(found) > 1 else next(iter(found), None)
