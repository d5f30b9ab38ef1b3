"""Sources of one layout: the same columns under the same profile, read and normalised together."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from tidewaiter.ground.schema import PROBLEM
from tidewaiter.records import declared
from tidewaiter.records.arrive import Arrival
from tidewaiter.records.document import UNSTATED
from tidewaiter.records.profile import RAW, Profile
from tidewaiter.records.raw import Account, RawRows, row_id
from tidewaiter.records.spelling import spelled
from tidewaiter.records.synthetic import says_synthetic


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
    present = declared.present(profile, profile.with_made(table.header))
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
        **(profile.document or UNSTATED).as_columns(),
        "n_counted": table.n_counted,
        "n_header": table.n_header,
        "n_rows": account.n_rows,
        "n_aside": account.n_aside,
        "n_blank": account.n_blank,
        "n_breaks": account.n_breaks,
        "ingested_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "synthetic": profile.synthetic or says_synthetic(table.header),
        "licence_note": " — ".join(filter(None, (profile.licence, profile.source))),
        "vintage_on": arrival.vintage_on,
        "months": "",
        "homes": "",
    }


def layout_problems(layout: Layout, raw: RawRows) -> pa.Table:
    """What the files themselves lack: columns nobody named, lines that were not found again."""
    unnamed = [
        _at_line_0(number, "unmapped_column", column, UNMAPPED, column)
        for number, arrival in layout.sources
        for column in arrival.profile.unnamed(arrival.table.header)
        if column in raw.filled
    ]
    noted = [
        _at_line_0(number, "column_note", name, note, name)
        for number, arrival in layout.sources
        for spelling, note in arrival.profile.notes.items()
        for name in arrival.table.header
        if spelled(name, (spelling,))
    ]
    whole = [one for number, arrival in layout.sources for one in _of_source(number, arrival, raw)]
    if layout.profile.kind == RAW.kind:
        unnamed = [_at_line_0(number, "not_mapped", "", NOT_MAPPED) for number, _ in layout.sources]
    return pa.Table.from_pylist(unnamed + noted + whole, schema=PROBLEM)


NOT_MAPPED = "kept as it is: its rows can be searched, and count once a profile maps them"
UNMAPPED = "the profile neither maps nor ignores this column; its values are kept in the raw rows"


def _of_source(source_no: int, arrival: Arrival, raw: RawRows) -> Iterator[dict[str, Any]]:
    """What was counted in a file and not found again by reading it, or found without being counted."""
    account = raw.accounts.get(source_no, Account())
    n_missing = arrival.table.n_counted - arrival.table.n_header - account.total
    if n_missing:
        lost = f"{n_missing:,} of its {arrival.table.n_counted:,} lines or rows were not read"
        more = f"{-n_missing:,} more rows were read than were counted in the file"
        text = lost if n_missing > 0 else more
        yield _at_line_0(source_no, "not_accounted", str(n_missing), f"{text}; it may be damaged")


def _at_line_0(
    source_no: int, kind: str, value: str, message: str, column: str = ""
) -> dict[str, Any]:
    return {
        "row_id": row_id(source_no, 0),
        "part_no": 0,
        "column_name": column,
        "field": "",
        "kind": kind,
        "value_as_declared": value,
        "message": message,
    }
