"""What is in a case, what was done to it and what could not be read, on paper."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tidewaiter.cli.paper import (
    all_synthetic,
    console,
    marked,
    named,
    print_json,
    print_synthetic,
    synthetic,
    table,
    text,
)
from tidewaiter.cli.visible import visible
from tidewaiter.ground.health import Finding
from tidewaiter.ground.ledger import Event
from tidewaiter.ground.schema import CALLED
from tidewaiter.records.ingest import Ingested
from tidewaiter.records.look import Looked
from tidewaiter.records.profile import Profile


def show_ingested(done: Ingested, as_json: bool) -> None:
    """What an ingest brought, and what it left."""
    if as_json:
        return print_json(done.as_dict())
    for one in done.renormalised:
        print(f"re-normalised {one['file_name']} under profile {one['profile']}")
    for profile, counts in _by_profile(done.added).items():
        sources = f"{len(counts):,} source{'s' if len(counts) > 1 else ''}"
        print(f"added {sources} by profile {profile}: {sum(counts):,} rows")
    if done.unchanged:
        print(f"already in the case: {_some(done.unchanged)}")
    for entry in done.copies:
        print(
            f"{entry['file']} has the same content as {entry['same_content_as']}: its rows count once"
        )
    for entry in done.not_read:
        print(f"not read: {visible(_not_read(entry))}", file=sys.stderr)
    if done.added or done.renormalised:
        kinds = all_synthetic(one["synthetic"] for one in (*done.added, *done.renormalised))
        if kinds:
            print(synthetic(kinds))
        see = " (see: tidewaiter problems CASE)" if done.n_problems else ""
        print(f"{done.n_rows:,} rows → {_records(done)}; {done.n_problems:,} problems{see}")
    return None


def _not_read(entry: Mapping[str, str]) -> str:
    hint = f" ({entry['hint']})" if "hint" in entry else ""
    return f"{entry['file']}: {entry['why']}{hint}"


def _records(done: Ingested) -> str:
    """Lines and cells; of what goes with a case, each kind as it is called."""
    there = done.n_records
    others = [f"{there[kind]:,} {word}" for kind, word in CALLED.items() if kind in there]
    lines = [f"{done.n_lines:,} lines"] if done.n_lines or not others else []
    return ", ".join(lines + others)


def _by_profile(added: Sequence[Mapping[str, Any]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in added:
        found.setdefault(one["profile"], []).append(one["n_rows"])
    return found


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"


def show_sources(found: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """Every source with its profile, rows and licence."""
    if as_json:
        return print_json(list(found))
    rows = [
        (one["source_no"], named(one["file_name"], one["sheet"]), one["profile"], one["n_rows"], one["encoding"],
         "synthetic" if one["synthetic"] else "", one["sha256"][:12])
        for one in found
    ]  # fmt: skip
    on = console()
    print_synthetic(on, all_synthetic(one["synthetic"] for one in found))
    on.print(
        table(("no", "file", "profile", "rows", "encoding", "", "sha256"), rows, ("no", "rows"))
    )
    for note in dict.fromkeys(one["licence_note"] for one in found if one["licence_note"]):
        on.print(f"licence: {text(note)}", style="dim")
    return None


def show_problems(
    counts: Sequence[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
    as_json: bool,
    if_none: str,
) -> None:
    """Counts by kind, then each with file, line, column and value as declared."""
    if as_json:
        return print_json(list(found))
    on = console()
    if not counts:
        return on.print(if_none)
    marks = [_of_counts(one) for one in counts]
    print_synthetic(on, all_synthetic(marks))
    kinds = [
        (one["kind"], one["column_name"], one["n"], one["example"], one["message"])
        for one in counts
    ]
    columns = ("kind", "column", "count", "example", "meaning")
    on.print(table(*marked(columns, kinds, marks), ("count",)))
    rows = [
        (
            named(one["file_name"], one["sheet"]),
            str(one["line_no"]),
            one["column_name"],
            one["kind"],
            one["value_as_declared"],
        )
        for one in found
    ]
    columns = ("file", "line", "column", "kind", "value as declared")
    each = [bool(one["synthetic"]) for one in found]
    on.print(table(*marked(columns, rows, each), ("line",)))
    if len(found) < (total := sum(one["n"] for one in counts)):
        on.print(f"{len(found):,} of {total:,}; all with --limit 0 or --json", style="dim")
    return None


def _of_counts(one: Mapping[str, Any]) -> bool | str:
    """Whether all problems of a kind are of synthetic rows, some, or none."""
    return "mixed" if 0 < one["n_synthetic"] < one["n"] else bool(one["n_synthetic"])


def show_log(events: Sequence[Event], as_json: bool) -> None:
    """The ledger, oldest first."""
    if as_json:
        return print_json([one.as_dict() for one in events])
    rows = [(one.seq, one.happened_at, one.who, one.command, _facts(one.facts)) for one in events]
    console().print(table(("seq", "at", "who", "command", "what"), rows, ("seq",)))
    return None


def _facts(facts: Mapping[str, Any]) -> str:
    shown = {
        name: len(value) if isinstance(value, list) else value
        for name, value in facts.items()
        if value
    }
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in shown.items())


def show_profiles(found: Sequence[Profile], as_json: bool) -> None:
    """Each layout with its source and status."""
    if as_json:
        return print_json([one.as_dict() for one in found])
    rows = [(one.name, one.title, one.kind, one.status, one.source, one.licence) for one in found]
    console().print(table(("name", "title", "kind", "mark", "source", "licence"), rows))
    return None


def show_collected(removed: Sequence[tuple[str, int]], as_json: bool) -> None:
    """What was dropped."""
    if as_json:
        return print_json([{"file": name, "n_bytes": size} for name, size in removed])
    print(f"dropped {len(removed):,} files, {sum(size for _, size in removed):,} bytes")
    return None


def show_health(found: Sequence[Finding], as_json: bool) -> None:
    """What was looked at, and what is wrong with it."""
    if as_json:
        return print_json([asdict(one) for one in found])
    rows = [(one.what, "ok" if one.ok else "NOT OK", one.found) for one in found]
    console().print(table(("looked at", "", "found"), rows))
    return None


def _lines(first: int, n_lines: int) -> str:
    if not first:
        return "none"
    return f"line {first}" if n_lines < 2 else f"{n_lines} lines from line {first}"


def show_seen(found: Looked, as_json: bool) -> None:
    """Each table of a file: how it is written, its first rows, who could read it."""
    if as_json:
        return print_json(found.as_dict())
    on = console()
    for one in found.tables:
        size = f"{one.n_bytes:,} bytes, {one.n_counted:,} {one.counted}"
        print_synthetic(on, one.synthetic)
        on.print(f"[bold]{text(named(one.file, one.sheet))}[/]: {size}")
        on.print(f"encoding: {one.encoding} ({text(one.evidence)})")
        separated = f"delimiter: {text(repr(one.delimiter))}; " if one.delimiter else ""
        on.print(f"{separated}header: {_lines(one.header_line, one.n_header)}")
        on.print(f"profile: {one.profile or 'none fits'}")
        rows = [[row[name] for name in one.header[:8]] for row in one.first_rows]
        more = (
            f"and {len(one.header) - 8} more columns: {', '.join(one.header[8:])}"
            if len(one.header) > 8
            else ""
        )
        on.print(table(one.header[:8], rows))
        for sentence in (more, *one.warnings):
            if sentence:
                on.print(f"note: {text(sentence)}")
    for refused in found.not_read:
        on.print(f"not read: {text(_not_read(refused))}")
    return None
