"""What a case holds and lacks: problems, months, and the fields no source declares."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlglot import exp

from tidewaiter.ground.health import unaccounted
from tidewaiter.ground.store import Store
from tidewaiter.questions.fields import DECLARATIONS, FILTERS, STATISTICS
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
        .join(
            "source",
            on=exp.condition("source.source_no = problem.row_id // 4294967296", dialect="duckdb"),
        )
        .order_by("problem.row_id", "problem.part_no", "problem.column_name", "problem.kind")
    )
    values: dict[str, Any] = {}
    if kind:
        query, values["kind"] = query.where("problem.kind = $kind", dialect="duckdb"), kind
    if source:
        values["source"] = source
        query = query.where(
            "source.file_name = $source OR CAST(source.source_no AS VARCHAR) = $source",
            dialect="duckdb",
        )
    return store.engine.records(query.limit(limit) if limit else query, values)


def problem_counts(store: Store) -> list[dict[str, Any]]:
    """Problems by kind and column, the most frequent first."""
    return store.engine.records(
        """
        SELECT kind, column_name, count(*) AS n, min(value_as_declared) AS example, min(message) AS message
        FROM problem GROUP BY kind, column_name ORDER BY n DESC, kind, column_name
        """
    )


def coverage_of(store: Store) -> dict[str, Any]:
    """Months and fields, by kind of record, and each source's conservation of rows."""
    sources = store.sources()
    return {
        "sources": [_source(store, one) for one in sources],
        "kinds": [
            _kind(store, kind, sources)
            for kind in (DECLARATIONS, STATISTICS)
            if any(one["kind"] == kind for one in sources)
        ],
    }


def _source(store: Store, source: Mapping[str, Any]) -> dict[str, Any]:
    """What was counted in the file is header, raw rows, set aside or blank; raw rows are in records."""
    number = {"number": source["source_no"]}
    (problems,) = store.engine.rows(
        "SELECT count(*) FROM problem WHERE row_id // 4294967296 = $number", number
    )
    n_records = _n_records(store, source)
    n_linked, n_unstated = _n_linked(store, source), _n_unstated(store, source)
    return {
        "source_no": source["source_no"],
        "file_name": source["file_name"],
        "sheet": source["sheet"],
        "kind": source["kind"],
        "n_counted": source["n_counted"],
        "n_header": source["n_header"],
        "n_raw_rows": source["n_rows"],
        "n_set_aside": source["n_aside"],
        "n_blank": source["n_blank"],
        "n_line_breaks": source["n_breaks"],
        "n_rows_in_records": n_records,
        "n_rows_linked": n_linked,
        "n_rows_unstated": n_unstated,
        "n_problems": problems[0],
        "conserved": unaccounted(source) == 0
        and n_records in (None, source["n_rows"] - n_linked - n_unstated),
        "synthetic": source["synthetic"],
    }


def _n_records(store: Store, source: Mapping[str, Any]) -> int | None:
    """Raw rows that are records; none for a source that is kept as it is."""
    table = {DECLARATIONS: "line_as_read", STATISTICS: "cell_as_read"}.get(source["kind"])
    if table is None:
        return None
    query = exp.select(exp.Count(this=exp.Distinct(expressions=[exp.column("row_id")])))
    within = exp.condition("row_id // 4294967296 = $number", dialect="duckdb")
    rows = store.engine.rows(query.from_(table).where(within), {"number": source["source_no"]})
    return int(rows[0][0])


def _n_linked(store: Store, source: Mapping[str, Any]) -> int:
    """Raw rows that are no records and gave something to records, or are of another kind."""
    query = "SELECT count(DISTINCT row_id) FROM row_link WHERE row_id // 4294967296 = $number"
    return int(store.engine.rows(query, {"number": source["source_no"]})[0][0])


def _n_unstated(store: Store, source: Mapping[str, Any]) -> int:
    """Raw rows that state no record."""
    query = """
    SELECT count(DISTINCT row_id) FROM problem
    WHERE row_id // 4294967296 = $number AND kind = 'nothing_stated'
    """
    return int(store.engine.rows(query, {"number": source["source_no"]})[0][0])


def _kind(store: Store, kind: str, sources: list[dict[str, Any]]) -> dict[str, Any]:
    filled = sorted(
        {name for one in sources if one["kind"] == kind for name in one["fields"].split()}
    )
    present = sorted(_months(store, kind))
    missing = (
        []
        if not present
        else [
            month
            for month in months_between(present[0], shift(present[-1], 1))
            if month not in present
        ]
    )
    return {
        "kind": kind,
        "fields_declared": filled,
        "cannot_answer": sorted(
            name
            for name, one in FILTERS.items()
            if kind in one.of and one.needs and not set(one.needs) & set(filled)
        ),
        "months_present": [f"{month:%Y-%m}" for month in present],
        "months_missing": [f"{month:%Y-%m}" for month in missing],
    }


def _months(store: Store, kind: str) -> set[date]:
    if kind == DECLARATIONS:
        rows = store.engine.rows(
            """
            SELECT DISTINCT CAST(date_trunc('month', declared_on) AS DATE), 1
            FROM line_as_read WHERE declared_on IS NOT NULL
            """
        )
    else:
        rows = store.engine.rows(
            "SELECT DISTINCT period_start, period_months FROM cell_as_read WHERE period_start IS NOT NULL"
        )
    return {shift(start, number) for start, months in rows for number in range(months)}
