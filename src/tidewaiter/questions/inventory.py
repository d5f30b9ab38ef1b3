"""What a case holds and lacks: problems, months, and the fields no source declares."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlglot import exp

from tidewaiter.ground.health import unaccounted
from tidewaiter.ground.schema import AS_READ, RECORDS
from tidewaiter.ground.store import Store
from tidewaiter.questions.fields import DECLARATIONS, STATISTICS
from tidewaiter.questions.lacking import lacking
from tidewaiter.questions.months import names_of, series_of
from tidewaiter.questions.standing import source_numbers
from tidewaiter.words.periods import months_between, shift


def problems(
    store: Store, kind: str | None = None, source: str | None = None, limit: int | None = None
) -> list[dict[str, Any]]:
    """What could not be read or used: file, line, column and value as declared."""
    query = (
        exp.select(
            "source.file_name",
            "source.sheet",
            exp.alias_(exp.condition("problem.row_id % 4294967296", dialect="duckdb"), "line_no"),
            *(
                f"problem.{name}"
                for name in (
                    "part_no",
                    "column_name",
                    "field",
                    "kind",
                    "value_as_declared",
                    "message",
                    "row_id",
                )
            ),
            "source.synthetic",
        )
        .from_("problem")
        .join("source", on=_OF_SOURCE.copy())
        .order_by("problem.row_id", "problem.part_no", "problem.column_name", "problem.kind")
    )
    query = _chosen(store, query, kind, source)
    return store.engine.records(query.limit(limit) if limit else query)


_OF_SOURCE = exp.condition("source.source_no = problem.row_id // 4294967296", dialect="duckdb")


def problem_counts(
    store: Store, kind: str | None = None, source: str | None = None
) -> list[dict[str, Any]]:
    """Problems by kind and column, the most frequent first; the example has the meaning beside it."""
    query = (
        exp.select(
            "problem.kind",
            "problem.column_name",
            "count(*) AS n",
            "count(*) FILTER (WHERE source.synthetic) AS n_synthetic",
            "min(problem.value_as_declared) AS example",
            "arg_min(problem.message, (problem.value_as_declared, problem.message)) AS message",
            dialect="duckdb",
        )
        .from_("problem")
        .join("source", on=_OF_SOURCE.copy())
        .group_by("problem.kind", "problem.column_name")
        .order_by("n DESC", "problem.kind", "problem.column_name")
    )
    return store.engine.records(_chosen(store, query, kind, source))


def _chosen(store: Store, query: exp.Select, kind: str | None, source: str | None) -> exp.Select:
    """Only problems of one kind or one source; a source that is not there is refused."""
    if kind:
        query = query.where(exp.column("kind", "problem").eq(exp.Literal.string(kind)))
    if source:
        numbers = source_numbers([source], store.sources())
        of_row = exp.condition("problem.row_id // 4294967296", dialect="duckdb")
        query = query.where(of_row.isin(*map(exp.Literal.number, numbers)))
    return query


def coverage_of(
    store: Store, columns: Mapping[int, Mapping[str, Any]], numbers: Sequence[int] = ()
) -> dict[str, Any]:
    """Sources with their columns, as counted; months and what cannot be answered by kind of record."""
    sources = [one for one in store.sources() if not numbers or one["source_no"] in numbers]
    ends = _ends(store)
    n_problems = dict(store.engine.rows(_N_PROBLEMS))
    return {
        "sources": [
            {**_source(one, ends, n_problems.get(one["source_no"], 0)), **columns[one["source_no"]]}
            for one in sources
        ],
        "kinds": [
            _kind(store, kind, alike)
            for kind in (DECLARATIONS, STATISTICS)
            if (alike := [one for one in sources if one["kind"] == kind])
        ],
    }


_N_PROBLEMS = """
SELECT row_id // 4294967296 AS source_no, count(*) AS n FROM problem GROUP BY ALL
"""


def _source(
    source: Mapping[str, Any], ends: Mapping[str, Mapping[int, int]], n_problems: int
) -> dict[str, Any]:
    """What was counted in the file is header, raw rows, set aside or blank; each raw row ends somewhere."""
    number = source["source_no"]
    mapped = source["kind"] in RECORDS
    ended = {name: found.get(number, 0) if mapped else None for name, found in ends.items()}
    n_ended = sum(n or 0 for n in ended.values())
    return {
        "source_no": number,
        "file_name": source["file_name"],
        "sheet": source["sheet"],
        "kind": source["kind"],
        "profile": source["profile"],
        "layout": source["layout"],
        "n_counted": source["n_counted"],
        "n_header": source["n_header"],
        "n_raw_rows": source["n_rows"],
        "n_set_aside": source["n_aside"],
        "n_blank": source["n_blank"],
        "n_line_breaks": source["n_breaks"],
        **ended,
        "n_problems": n_problems,
        "conserved": unaccounted(source) == 0 and (not mapped or n_ended == source["n_rows"]),
        "synthetic": source["synthetic"],
    }


def _ends(store: Store) -> dict[str, dict[int, int]]:
    """Where raw rows ended, by source: in records, as header rows of others, stating no record."""
    records: dict[int, int] = {}
    for table, _ in AS_READ.values():
        parts = exp.select(
            _NUMBER.copy(), exp.func("count", exp.Star()), exp.func("max", exp.column("part_no"))
        )
        for number, n, last_part in store.engine.rows(parts.from_(table).group_by("1")):
            records[number] = n if last_part == 0 else _n_rows(store, table, number)
    return {
        "n_rows_in_records": records,
        "n_rows_linked": dict(store.engine.rows(_LINKED)),
        "n_rows_unstated": dict(store.engine.rows(_UNSTATED)),
    }


_NUMBER = exp.condition("row_id // 4294967296", dialect="duckdb")
_LINKED = """
SELECT row_id // 4294967296 AS source_no, count(DISTINCT row_id) AS n FROM row_link GROUP BY ALL
"""
_UNSTATED = """
SELECT row_id // 4294967296 AS source_no, count(DISTINCT row_id) AS n
FROM problem WHERE kind = 'nothing_stated' GROUP BY ALL
"""


def _n_rows(store: Store, table: str, number: int) -> int:
    """Rows of a source of which some hold several records."""
    query = exp.select(exp.Count(this=exp.Distinct(expressions=[exp.column("row_id")])))
    within = exp.EQ(this=_NUMBER.copy(), expression=exp.Literal.number(number))
    return int(store.engine.rows(query.from_(table).where(within))[0][0])


def _kind(store: Store, kind: str, sources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    declared = sorted({name for one in sources for name in one["fields"].split()})
    series = series_of(store, kind, [one["source_no"] for one in sources])
    present = sorted(names_of(series))
    return {
        "kind": kind,
        "fields_declared": declared,
        **lacking(store, kind, sources),
        "months_present": present,
        "months_missing": [name for name in _months(present) if name not in set(present)],
        "series": series,
    }


def _months(present: Sequence[str]) -> list[str]:
    """Every month from the first that is there to the last."""
    if not present:
        return []
    first, last = (date.fromisoformat(f"{name}-01") for name in (present[0], present[-1]))
    return [f"{month:%Y-%m}" for month in months_between(first, shift(last, 1))]
