"""Which profile fits a file: its columns first, then the values seen in them.

Exactly one profile may fit. When none does, or two do equally well, the file is refused
with what a person needs to decide.
"""

import re
from collections.abc import Sequence

import pyarrow.compute as pc

from tidewaiter.records.profile import Profile
from tidewaiter.records.readers import SourceTable
from tidewaiter.words.errors import FileRefused


def choose(table: SourceTable, profiles: Sequence[Profile]) -> tuple[SourceTable, Profile]:
    """The table under the header that a profile knows, and that one profile.

    A FileRefused that teaches where none fits, or two do.
    """
    known = [profile for profile in profiles if not profile.fixed]
    for candidate in table.headings():
        if fitting := [profile for profile in known if _fits(profile, candidate)]:
            return candidate, _best(candidate, fitting)
    raise FileRefused(f"no profile fits {_where(table)}", _how_to_write_one(table, known))


def _best(table: SourceTable, fitting: Sequence[Profile]) -> Profile:
    """The one that reads most of the columns; of those that read as many, the one that names most."""
    known = [(_n_read(profile, table), len(profile.every_column)) for profile in fitting]
    chosen = [profile for profile, n in zip(fitting, known, strict=True) if n == max(known)]
    told = [one for one in chosen if one.named and re.search(one.named, table.name)]
    if len(chosen) > 1 and len(told) != 1:
        names = ", ".join(profile.name for profile in chosen)
        raise FileRefused(
            f"several profiles fit {_where(table)}: {names}",
            f"name one: --profile {chosen[0].name}",
        )
    return told[0] if len(told) == 1 else chosen[0]


def _n_read(profile: Profile, table: SourceTable) -> int:
    return len(profile.own(table.header, list(profile.every_column)))


def demand(table: SourceTable, profile: Profile) -> SourceTable:
    """The table under the header of a profile a person asked for; refused when there is none."""
    for candidate in table.headings():
        if not profile.missing(candidate.header):
            return candidate
    missing = ", ".join(profile.missing(table.header))
    listed = ", ".join(table.header[:_MOST_COLUMNS])
    raise FileRefused(
        f"profile {profile.name} does not fit {_where(table)}: no column {missing}",
        f"the columns are: {listed}; edit the profile, name another, or name the header's line: --header",
    )


def _fits(profile: Profile, table: SourceTable) -> bool:
    if profile.missing(table.header):
        return False
    sample = table.sample()
    for column, pattern in profile.fits.items():
        own = profile.column_in(table.header, column)
        if own is None:
            if column in profile.optional:
                continue
            return False
        values = set(pc.unique(sample.column(own)).to_pylist())
        if any(value and not pattern.search(value.strip()) for value in values):
            return False
    return True


def _where(table: SourceTable) -> str:
    return f"{table.name}, sheet {table.sheet}" if table.sheet else table.name


def _how_to_write_one(table: SourceTable, profiles: Sequence[Profile]) -> str:
    columns = "\n".join(f'  {_quoted(name)} = "…"' for name in table.header[:_MOST_COLUMNS])
    if (more := len(table.header) - _MOST_COLUMNS) > 0:
        columns += f"\n  … and {more:,} more columns"
    return f"{_LESSON}\n{columns}{_nearest(table, profiles)}"


_MOST_COLUMNS = 60
_LESSON = """have them proposed: tidewaiter profile FILE -o my-layout.toml; or say yourself what its columns are
  in a small text file; then add: --profile my-layout.toml
  title   = "…"
  kind    = "declarations"     # or "statistics"; what goes with a case: docs/profiles.md
  source  = "…"
  licence = "…"
  # if needed: [read] numbers = "1.234,5", dates = "dmy" · [constants] · [words.FIELD]; see docs/profiles.md
  # what is of no use goes under [ignored]; our fields stand in docs/glossary.md
  [columns]                    # the file's column = our field"""


def _quoted(name: str) -> str:
    """A column's name as a TOML key."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _nearest(table: SourceTable, profiles: Sequence[Profile]) -> str:
    close = min(profiles, key=lambda profile: len(profile.missing(table.header)), default=None)
    if close is None or len(close.missing(table.header)) * 2 > len(close.every_column):
        return ""
    missing = close.missing(table.header)
    reason = f"it lacks {', '.join(missing)}" if missing else "its values are of another kind"
    return f"\n  nearest built-in profile: {close.name} ({reason})"
