"""A proposal on paper: what each column may be, how sure, from what, and what is left to say."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tidewaiter.case import Case
from tidewaiter.cli.paper import console, named, output_to, print_json, print_synthetic, table, text
from tidewaiter.records.proposal.as_profile import as_toml, name_for
from tidewaiter.records.proposal.proposal import Column, Proposal
from tidewaiter.records.proposal.wording import NOT_OURS
from tidewaiter.words.errors import CommandError

_SAMPLE = 24


def show(found: Sequence[Proposal], as_json: bool) -> None:
    """Each table of the file, a line for each column."""
    if as_json:
        return print_json([one.as_dict() for one in found])
    on = console()
    for one in found:
        print_synthetic(on, one.synthetic)
        known = sum(column.known for column in one.columns)
        on.print(f"[bold]{text(named(one.file, one.sheet))}[/]: {one.kind}, by {one.n_rows:,} rows")
        on.print(f"numbers: {one.notation.numbers}; dates: {one.notation.dates}")
        on.print(table(_COLUMNS, [_line(column) for column in one.columns], ("sure",)))
        on.print(f"{known} of {len(one.columns)} columns are read as a field")
        for doubt in one.notation.doubts:
            on.print(f"look: {text(doubt)}")
        if one.recognised:
            on.print(f"note: profile {one.recognised} fits this table already")
    return None


_COLUMNS = ("column", "our field", "sure", "why", "or", "values")


def _line(one: Column) -> tuple[object, ...]:
    second = f"{one.second.field} {one.second.confidence:.2f}" if one.second else ""
    samples = " | ".join(sample[:_SAMPLE] for sample in one.samples)
    return one.name, _field(one), f"{one.confidence:.2f}", _why(one), second, samples


def _field(one: Column) -> str:
    if one.field == NOT_OURS:
        return "none of ours"
    if not one.field:
        return "don't know"
    return one.field if one.mapped else f"({one.field})"


def _why(one: Column) -> str:
    aside = f"filled by {one.filled_by}" if one.filled_by else one.obstacle
    told = any("values: " in part for part in one.why)
    kind = f"values: {one.kind}" if one.kind and not one.field and not told else ""
    return "; ".join(part for part in (*one.why, kind, aside) if part)


def keep(found: Sequence[Proposal], output: Path | None, case: Case | None) -> None:
    """Write the proposed profile to a file, into a case, or both."""
    if len(found) != 1:
        sheets = ", ".join(one.sheet or one.file for one in found)
        raise CommandError(
            f"a profile is written for one table, and here are {len(found)}: {sheets}",
            "name one: --sheet NAME, or one file",
        )
    proposal = found[0]
    if case and proposal.recognised:
        raise CommandError(
            f"profile {proposal.recognised} fits {proposal.file} already",
            "a second one would fit as well; ingest the file, or write the proposal elsewhere: -o FILE.toml",
        )
    if not any(one.mapped for one in proposal.columns):
        raise CommandError(
            f"no column of {proposal.file} is known well enough for a profile",
            "see what is said of each: tidewaiter profile FILE; then write one as in docs/profiles.md",
        )
    toml = as_toml(proposal)
    if output:
        with output_to(output):
            print(toml, end="")
    if case:
        kept = case.keep_profile(name_for(proposal.file, proposal.sheet), toml)
        print(
            f"kept in the case: {kept.name}; look it over, then: tidewaiter ingest", file=sys.stderr
        )
