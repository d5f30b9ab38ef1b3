"""A case against the truth of the twin it was made from, step by step.

A step that does not exist yet has no score: it is null, never a number.
"""

import csv
import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tidewaiter.case import Case
from tidewaiter.ground.engine import Engine, engine
from tidewaiter.ground.store import Store, opened, show_tables
from tidewaiter.questions.ask import ask
from tidewaiter.questions.question import parse
from tidewaiter.score.metrics import macro, rates
from tidewaiter.twin.truth import LINES
from tidewaiter.words.errors import CommandError, TidewaiterError

STEPS = (
    "goods",
    "mismatch",
    "companies",
    "screening",
    "rules",
    "schemes",
    "versions",
    "totals",
    "verdicts",
)
_TO_COME = ("goods", "mismatch", "companies", "screening", "rules", "schemes")
_MOST_MISSES = 1_000
_FILES = ("lines.parquet", "totals.csv", "verdicts.csv", "claims.toml")

_FOUND = """
    SELECT truth.file, truth.sheet, truth.line, truth.state AS planted, line.state AS found,
        source.source_no IS NOT NULL AS is_there
    FROM truth
    LEFT JOIN source  -- no partner: the file was not taken in
        ON source.sheet = truth.sheet
        AND (source.file_name = truth.file OR ends_with(source.file_name, '/' || truth.file))
    LEFT JOIN declaration_line AS line  -- no partner: the row is no line
        ON line.row_id = source.source_no * 4294967296 + truth.line AND line.part_no = 0
"""


def score(case: Case, truth: Path) -> dict[str, Any]:
    """Every step's score; each with its misses.

    Raises CommandError where the folder holds no truth, or that of other files.
    """
    if lacking := [name for name in _FILES if not (truth / name).is_file()]:
        raise CommandError(
            f"{truth} holds no truth: no {', '.join(lacking)}",
            "name the folder truth/ of a twin: tidewaiter score CASE TWIN/truth",
        )
    return {
        "synthetic": True,
        **dict.fromkeys(_TO_COME),
        "versions": _versions(case, truth),
        "totals": _totals(case, truth),
        "verdicts": _verdicts(case, truth),
    }


@contextmanager
def _beside(case: Case, truth: Path) -> Iterator[Engine]:
    """The tables of the case, and `truth`."""
    folders = [case.path.resolve(), truth.resolve()]
    with TemporaryDirectory(prefix="tidewaiter-") as spill, engine(folders, Path(spill)) as running:
        show_tables(running, case.folder, case.folder.manifest())
        running.files("truth", [truth.resolve() / "lines.parquet"], LINES)
        yield running


def _versions(case: Case, truth: Path) -> dict[str, Any]:
    """Which filings were corrected later: lines found to be superseded, against those that are."""
    with _beside(case, truth) as running:
        running.keep("compared", _FOUND)
        counted = """
            SELECT count(*), count(*) FILTER (is_there),
                count(*) FILTER (planted = 'superseded'), count(*) FILTER (found = 'superseded'),
                count(*) FILTER (planted = 'superseded' AND found = 'superseded')
            FROM compared
        """
        n, n_there, n_planted, n_found, n_right = running.rows(counted)[0]
        misses = """
            SELECT file, sheet, line, planted, found FROM compared
            WHERE is_there AND planted <> '' AND planted IS DISTINCT FROM found ORDER BY file, sheet, line LIMIT $most
        """
        listed = running.records(misses, {"most": _MOST_MISSES})
    if not n_there:
        raise CommandError(
            "the case holds none of the files that this truth is about",
            "ingest the twin that it lies in first",
        )
    found = rates(n_right, n_found, n_planted)
    return {**found.as_dict(), "n_rows": n, "n_rows_in_case": n_there, "misses": listed}


def _totals(case: Case, truth: Path) -> dict[str, Any]:
    """Each planted total asked again."""
    with opened(case.folder) as store:
        asked = [_asked(store, one) for one in _table(truth / "totals.csv")]
    errors = [one["error"] for one in asked if one["error"] is not None]
    return {
        "n": len(asked),
        "n_exact": sum(one["error"] == 0 for one in asked),
        "largest_absolute_error": max(errors, default=None),
        "misses": [one for one in asked if one["error"] != 0],
    }


def _asked(store: Store, total: Mapping[str, str]) -> dict[str, Any]:
    planted = Decimal(total["amount"]) if total["amount"] else None
    try:
        answer = ask(store, parse(json.loads(total["question"]))).values[0]
        found = {"value": answer.value, "change": answer.change, "ratio": answer.ratio}[
            total["gives"]
        ]
        why = ""
    except (TidewaiterError, IndexError) as refusal:
        found, why = None, str(refusal)
    error = abs(found - planted) if found is not None and planted is not None else None
    if found is None and planted is None and not why:
        error = Decimal(0)
    return {"id": total["id"], "planted": planted, "found": found, "error": error, "why": why}


def _verdicts(case: Case, truth: Path) -> dict[str, Any]:
    """The verdict of each statement; one that no claim could be made of counts as not found."""
    claims = tomllib.loads((truth / "claims.toml").read_text(encoding="utf-8")).get("claim", [])
    found = (
        {one.claim.id: one.verdict for one in case.check(truth / "claims.toml")} if claims else {}
    )
    planted = {one["id"]: one["verdict"] for one in _table(truth / "verdicts.csv")}
    pairs = [(verdict, found.get(name)) for name, verdict in planted.items()]
    n_right = sum(true == guess for true, guess in pairs)
    return {
        "accuracy": n_right / len(pairs) if pairs else None,
        **macro(pairs).as_dict(),
        "misses": [
            {"id": name, "planted": verdict, "found": found.get(name)}
            for name, verdict in planted.items()
            if found.get(name) != verdict
        ],
    }


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
