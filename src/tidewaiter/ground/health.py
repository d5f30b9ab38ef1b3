"""The health of a case: is every file what it was, is every row accounted for, is there room."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlglot import exp

from tidewaiter.ground import ledger
from tidewaiter.ground.folder import CaseFolder, hash_of
from tidewaiter.ground.gc import unreferenced
from tidewaiter.ground.reference import original_path
from tidewaiter.ground.schema import AS_READ, RECORDS
from tidewaiter.ground.store import Store, opened
from tidewaiter.words.errors import CaseError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    found: str


_ROWS = "every row is accounted for"


def examine(folder: CaseFolder, advance: Callable[[int], None]) -> list[Finding]:
    """Look at everything; nothing is changed."""
    state = folder.manifest()
    damaged = [
        one.path for one in state.files if not _is_intact(folder, one.path, one.sha256, advance)
    ]
    changed = [
        name
        for name in state.originals
        if not _is_untouched(folder.originals / name, name.partition(".")[0], advance)
    ]
    stray = unreferenced(folder)
    return [
        _finding("tables are as written", damaged, f"{len(state.files):,} files"),
        _finding("originals are untouched", changed, f"{len(state.originals):,} files"),
        *(
            (_rows(folder), _lines(folder))
            if not damaged
            else (Finding(_ROWS, False, "not looked at: tables are damaged"),)
        ),
        _finding("the ledger is whole", _ledger(folder), "checked"),
        Finding(
            "unreferenced files",
            True,
            f"{len(stray):,}{', drop them with: tidewaiter gc CASE' if stray else ''}",
        ),
        Finding("earlier states kept", True, f"{len(folder.history()):,}"),
        Finding("free disk", True, f"{shutil.disk_usage(folder.path).free / 1e9:,.1f} GB"),
    ]


def _finding(what: str, wrong: list[str], right: str) -> Finding:
    shown = f"{', '.join(wrong[:5])}{' …' if len(wrong) > 5 else ''}"
    return Finding(what, not wrong, shown if wrong else right)


def _is_intact(folder: CaseFolder, path: str, sha256: str, advance: Callable[[int], None]) -> bool:
    file = folder.path / path
    return file.is_file() and hash_of(file, advance) == sha256


def _is_untouched(note: Path, sha256: str, advance: Callable[[int], None]) -> bool:
    """Whether an original, in the case or where its reference points, is what was read."""
    file = original_path(note) if note.is_file() else note
    return file.is_file() and hash_of(file, advance) == sha256


def _rows(folder: CaseFolder) -> Finding:
    with opened(folder) as case:
        n_sources = len(case.sources())
        return _finding(
            "every row is accounted for", list(_unconserved(case)), f"{n_sources:,} sources"
        )


def _lines(folder: CaseFolder) -> Finding:
    with opened(folder) as case:
        sources = case.sources()
    wrong = [f"{one['file_name']}: {unaccounted(one):+,}" for one in sources if unaccounted(one)]
    n_counted = sum(one["n_counted"] for one in sources)
    return _finding("files hold what was read", wrong, f"{n_counted:,} lines, rows and records")


def unaccounted(source: Mapping[str, Any]) -> int:
    """Lines, rows or records that were counted in a file and ended nowhere; negative for invented ones."""
    ended = ("n_header", "n_rows", "n_aside", "n_blank", "n_breaks")
    return int(source["n_counted"]) - sum(int(source[name]) for name in ended)


def _unconserved(case: Store) -> Iterator[str]:
    """Sources of which some raw row is in no record; counted in the files, not taken from notes."""
    by_kind = {kind: AS_READ[table][0] for kind, table in RECORDS.items()}
    held = {(one["layout"], one["kind"]) for one in case.sources() if one["kind"] in by_kind}
    layouts = case.raw_layouts()
    for layout, kind in sorted(held):
        case.engine.files("raw_of_layout", layouts.get(layout, []), case.engine.schema("problem"))
        lost = case.engine.rows(_lost_from(by_kind[kind]), {"layout": layout})
        yield from (f"{name}: {n:,} rows" for name, n in lost)


def _lost_from(records: str) -> exp.Query:
    """Rows of one layout that are no record of their kind, no problem and linked to none."""
    query = exp.maybe_parse(
        """
        SELECT source.file_name, count(*) FROM raw_of_layout AS raw
        JOIN source ON source.source_no = raw.row_id // 4294967296
        WHERE source.layout = $layout GROUP BY source.file_name
        """,
        into=exp.Select,
        dialect="duckdb",
    )
    ends = [exp.select("row_id").from_(table) for table in (records, "problem", "row_link")]
    lost = [exp.not_(exp.column("row_id", "raw").isin(query=end)) for end in ends]
    return query.where(*lost)


def _ledger(folder: CaseFolder) -> list[str]:
    if not folder.ledger.exists():
        return ["there is none"]
    try:
        with ledger.reading(folder.ledger) as events:
            (said,) = events.execute("PRAGMA integrity_check").fetchone()
    except CaseError as problem:
        return [problem.message]
    return [] if said == "ok" else [str(said)]
