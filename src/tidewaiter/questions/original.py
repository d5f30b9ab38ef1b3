"""From a row id back to the paper: the raw row as declared, under its file and line."""

import json
from typing import Any

from sqlglot import exp

from tidewaiter.ground.reference import SUFFIX, original_path
from tidewaiter.ground.store import Store
from tidewaiter.words.errors import CommandError


def raw_row(store: Store, row_id: int) -> dict[str, Any]:
    """One raw row: file, sheet, line, and every column as the file has it."""
    source = next((one for one in store.sources() if one["source_no"] == row_id >> 32), None)
    if source is None:
        raise CommandError(
            f"no row {row_id} in this case", "row ids are listed by: tidewaiter rows CASE … --json"
        )
    store.engine.files(
        "raw_of_layout",
        store.raw_layouts().get(source["layout"], []),
        store.engine.schema("problem"),
    )
    query = exp.select("*").from_("raw_of_layout").where("row_id = $row_id", dialect="duckdb")
    found = store.engine.records(query, {"row_id": row_id})
    if not found:
        raise CommandError(
            f"no row stands on line {row_id & 0xFFFFFFFF} of {source['file_name']}",
            "it is the header, blank, set aside (see: tidewaiter problems CASE) or beyond the end",
        )
    names = json.loads(source["header"])
    return {
        "file_name": source["file_name"],
        "sheet": source["sheet"],
        "line_no": row_id & 0xFFFFFFFF,
        "sha256": source["sha256"],
        "original": _where(store, source["original"]),
        "synthetic": source["synthetic"],
        "row": {name: found[0][name] for name in names},
    }


def _where(store: Store, name: str) -> str:
    """The file as delivered: in the case, or where it was left."""
    note = store.folder.originals / name
    return str(original_path(note)) if note.suffix == SUFFIX else f"originals/{name}"
