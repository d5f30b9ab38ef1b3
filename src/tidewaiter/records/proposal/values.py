"""What a column's values are, from its distinct texts among the first thousand rows.

Each kind gets the share of filled rows whose text is of it. A text may be of several kinds
(`KG` is a unit and a country): what the column is, the shares decide together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tidewaiter.records.proposal.texts import kinds_in, notations_of
from tidewaiter.words.taxnumbers import CHECKS

N_SAMPLES = 3
_LONGEST_SAMPLE = 60
_NOTHING = {"", "-", "–", "—", "…", "...", "..", ".", "n/a", "н/д", "null", "none"}


@dataclass(frozen=True)
class Evidence:
    """One column: how full it is, what its texts are, by share of the filled rows."""

    n_rows: int
    n_filled: int
    n_distinct: int
    samples: tuple[str, ...]
    shares: Mapping[str, float]
    notations: Mapping[str, float]
    counts: Mapping[str, int]
    length: float

    def share(self, *kinds: str) -> float:
        """The largest share among some kinds."""
        return max((self.shares.get(kind, 0.0) for kind in kinds), default=0.0)

    @property
    def tax_number(self) -> str:
        """The kind of tax number nearly all of several texts pass the check of, or none."""
        kind = max(CHECKS, key=lambda one: self.share(one))
        return kind if self.n_distinct > 2 and self.share(kind) >= 0.9 else ""


def evidence(column: "pa.ChunkedArray[Any]") -> Evidence:
    """What the texts of one column show; cells that say "nothing" are left out."""
    whole: Any = column.combine_chunks()
    counted: Any = pc.value_counts(pc.utf8_trim_whitespace(whole.fill_null("")))
    listed = zip(
        counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True
    )
    counts: dict[str, int] = {text: n for text, n in listed if text.casefold() not in _NOTHING}
    n_filled = sum(counts.values())
    return Evidence(
        n_rows=len(column),
        n_filled=n_filled,
        n_distinct=len(counts),
        samples=tuple(text[:_LONGEST_SAMPLE] for text in list(counts)[:N_SAMPLES]),
        shares=_shares(counts, kinds_in),
        notations=_shares(counts, notations_of),
        counts=counts,
        length=sum(len(text) * n for text, n in counts.items()) / max(n_filled, 1),
    )


def _shares(counts: Mapping[str, int], kinds: Callable[[str], list[str]]) -> dict[str, float]:
    total = max(sum(counts.values()), 1)
    found: dict[str, int] = {}
    for text, n in counts.items():
        for kind in kinds(text):
            found[kind] = found.get(kind, 0) + n
    return {kind: n / total for kind, n in found.items()}
