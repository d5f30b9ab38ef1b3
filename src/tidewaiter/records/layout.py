"""Sources of one layout: the same columns under the same profile, read and normalised together."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from tidewaiter.ground.schema import PROBLEM
from tidewaiter.records.arrive import Arrival
from tidewaiter.records.profile import RAW, Profile
from tidewaiter.records.raw import Account, RawRows, row_id


@dataclass(frozen=True, slots=True)
class Layout:
    """Like sources, each under its number."""

    key: str
    profile: Profile
    header: tuple[str, ...]
    sources: tuple[tuple[int, Arrival], ...]
    workbook: bool


def layouts(coming: Sequence[Arrival], last_source_no: int) -> list[Layout]:
    """Number the arrivals in order and gather those of one layout.

    A source that comes again under another profile keeps its number, so its row ids stay.
    """
    gathered: dict[tuple[str, tuple[str, ...], bool], list[tuple[int, Arrival]]] = {}
    for arrival in coming:
        if arrival.replaces is None:
            last_source_no += 1
        number = last_source_no if arrival.replaces is None else arrival.replaces
        gathered.setdefault(
            (arrival.profile.sha256, arrival.table.header, not arrival.table.delimiter), []
        ).append((number, arrival))
    return [
        Layout(
            layout_key(header, profile_sha256, workbook),
            sources[0][1].profile,
            header,
            tuple(sources),
            workbook,
        )
        for (profile_sha256, header, workbook), sources in gathered.items()
    ]


def layout_key(header: Sequence[str], profile_sha256: str, workbook: bool) -> str:
    """A short name for one set of columns under one profile."""
    return hashlib.sha256(json.dumps([profile_sha256, workbook, *header]).encode()).hexdigest()[:12]


def source_row(source_no: int, arrival: Arrival, layout: Layout, raw: RawRows) -> dict[str, Any]:
    """One source as the table `source` holds it."""
    table, profile = arrival.table, arrival.profile
    account = raw.accounts.get(source_no, Account())
    present = [
        item.field
        for item in profile.mapped
        if item.constant or profile.column_in(table.header, item.column) is not None
    ]
    return {
        "source_no": source_no,
        "sha256": arrival.sha256,
        "file_name": table.name,
        "sheet": table.sheet,
        "member": arrival.member,
        "original": arrival.original,
        "n_bytes": table.n_bytes,
        "encoding": table.encoding,
        "encoding_evidence": table.evidence,
        "delimiter": table.delimiter,
        "header_line": table.header_line,
        "header": json.dumps(table.header, ensure_ascii=False),
        "layout": layout.key,
        "kind": profile.kind,
        "fields": " ".join(present),
        "profile": profile.name,
        "profile_sha256": profile.sha256,
        "n_counted": table.n_counted,
        "n_header": table.n_header,
        "n_rows": account.n_rows,
        "n_aside": account.n_aside,
        "n_blank": account.n_blank,
        "n_breaks": account.n_breaks,
        "ingested_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "synthetic": profile.synthetic,
        "licence_note": " — ".join(filter(None, (profile.licence, profile.source))),
        "vintage_on": arrival.vintage_on,
        "months": "",
    }


def layout_problems(layout: Layout, raw: RawRows) -> pa.Table:
    """What reading the files themselves left: lines that are no record, columns nobody named."""
    unnamed = [
        {
            "row_id": row_id(number, 0),
            "part_no": 0,
            "column_name": column,
            "field": "",
            "kind": "unmapped_column",
            "value_as_declared": column,
            "message": "the profile neither maps nor ignores this column; its values are kept in the raw rows",
        }
        for number, arrival in layout.sources
        for column in arrival.profile.unnamed(arrival.table.header)
        if column in raw.filled
    ]
    if layout.profile.kind == RAW.kind:
        unnamed = [_not_mapped(number) for number, _ in layout.sources]
    return pa.concat_tables([pa.Table.from_pylist(unnamed, schema=PROBLEM), *raw.problems])


def _not_mapped(source_no: int) -> dict[str, Any]:
    return {
        "row_id": row_id(source_no, 0),
        "part_no": 0,
        "column_name": "",
        "field": "",
        "kind": "not_mapped",
        "value_as_declared": "",
        "message": "kept as it is: its rows can be searched, and count once a profile maps them",
    }
