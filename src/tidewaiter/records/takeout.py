"""Taking a source out: reversibly, or for good.

`remove` makes a new state without the source; the states before it still hold it. A purge
also drops those states, the original, and every wording that only this source used.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlglot import exp

from tidewaiter.ground import store
from tidewaiter.ground.folder import CaseFolder
from tidewaiter.ground.manifest import Manifest, TableFile
from tidewaiter.ground.schema import GOODS_TEXT, MENTION
from tidewaiter.records.fields import PARTY_ROLES
from tidewaiter.records.whole import with_whole_tables
from tidewaiter.words.errors import CommandError


def without(folder: CaseFolder, gone: Collection[int], wordings_too: bool) -> Manifest:
    """The case less some sources; the caller holds its lock and swaps the manifest in."""
    before, staging = folder.manifest(), folder.fresh_staging()
    with store.opened(folder, before) as case:
        sources = case.sources()
    staying = [one for one in sources if one["source_no"] not in gone]
    if len(staying) == len(sources):
        raise CommandError("nothing to take out", "list the sources: tidewaiter sources CASE")
    kept = store.without_sources(folder, before, staging.resolve(), gone)
    originals = tuple(name for name in before.originals if _is_used(name, staying))
    state = replace(before, originals=originals, files=tuple(kept))
    if wordings_too:
        state = replace(state, files=tuple(_used_wordings(folder, state, staging.resolve())))
    return with_whole_tables(folder, staging, state, staying)


def _is_used(original: str, sources: list[dict[str, Any]]) -> bool:
    """Whether a source that stays was delivered in this file, or read by this profile."""
    named = {name for one in sources for name in (one["original"], f"{one['profile_sha256']}.toml")}
    return original in named


def _used_wordings(folder: CaseFolder, state: Manifest, staging: Path) -> Iterator[TableFile]:
    """The files of a state, with only those wordings that some remaining line still uses."""
    yield from (file for file in state.files if file.table not in ("mention", "goods_text"))
    numbers = {"mention": PARTY_ROLES, "goods_text": ("text_no",)}
    with store.opened(folder, state) as case:
        for table, columns in numbers.items():
            schema = MENTION if table == "mention" else GOODS_TEXT
            key = schema.names[0]
            used = exp.select(exp.column(columns[0])).from_("line_as_read")
            query: exp.Query = used
            for column in columns[1:]:
                query = exp.union(query, exp.select(exp.column(column)).from_("line_as_read"))
            path = staging / f"{table}-used.parquet"
            stays = exp.select("*").from_(table).where(exp.column(key).isin(query=query))
            n_rows = case.engine.copy(stays, path)
            if n_rows:
                holders = tuple(
                    sorted({no for file in state.of("declaration_line") for no in file.sources})
                )
                yield folder.adopt_table(path, table, n_rows, holders)
