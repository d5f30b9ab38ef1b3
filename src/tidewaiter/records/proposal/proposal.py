"""What a proposal says of a table and of each of its columns."""

import dataclasses
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tidewaiter.records.proposal.figures import Notation
from tidewaiter.records.proposal.wording import NOT_OURS


@dataclass(frozen=True, slots=True)
class Second:
    """The reading that comes next."""

    field: str
    confidence: float


@dataclass(frozen=True)
class Column:
    """One column: its field ("" where we don't know, "-" where we hold none), and why."""

    name: str
    field: str
    confidence: float
    kind: str
    samples: tuple[str, ...]
    why: tuple[str, ...]
    second: Second | None = None
    filled_by: str = ""
    """The column that fills the field in its place."""
    obstacle: str = ""
    """Why it must not be mapped as it is."""
    currency: str = ""
    tax_number: str = ""
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether it is read as one of our fields."""
        return self.field not in ("", NOT_OURS)

    @property
    def mapped(self) -> bool:
        """Whether the profile maps it."""
        return self.known and not self.filled_by and not self.obstacle


@dataclass(frozen=True)
class Proposal:
    """What a table's columns may be."""

    file: str
    sheet: str
    kind: str
    columns: tuple[Column, ...]
    notation: Notation
    n_rows: int
    synthetic: bool = False
    recognised: str = ""
    """A profile that fits already."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        columns = [asdict(one) | {"mapped": one.mapped} for one in self.columns]
        return asdict(self) | {"columns": columns}
