"""The truth beside the files: who and what stands behind each line, and what was planted.

Only the scorer reads it.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tidewaiter.twin.columns import taken
from tidewaiter.twin.draw import Ints
from tidewaiter.twin.filing import Filed
from tidewaiter.twin.firms import Firm
from tidewaiter.twin.spec import Batch, Scheme, Spec
from tidewaiter.twin.trade import NOBODY, day_of

COMPANIES = ("consignor", "consignee", "buyer", "declarant", "manufacturer")
_WORDS = (
    "file",
    "sheet",
    "good",
    "declared_good",
    *COMPANIES,
    "scheme",
    "part",
    "state",
    "controls",
)
_COLUMNS: dict[str, pa.DataType] = {
    **dict.fromkeys(("file", "sheet"), pa.string()),
    "line": pa.int64(),
    **dict.fromkeys(_WORDS[2:], pa.string()),
}
LINES = pa.schema([pa.field(name, kind) for name, kind in _COLUMNS.items()])


class Truth:
    """`lines.parquet` under way."""

    def __init__(self, writer: pq.ParquetWriter, spec: Spec, firms: Sequence[Firm]) -> None:
        self._writer, self._spec = writer, spec
        self._goods = [good.id for good in spec.goods]
        self._firms = [*(firm.id for firm in firms), ""]
        self._schemes = [one.scheme for one in spec.batches]
        self._parts = [one.part for one in spec.batches]

    def declared(self, file: str, sheet: str, first_line: int, filed: Filed, month: int) -> None:
        """The lines of one run of rows."""
        lines = filed.lines
        n = len(lines)
        if not n:
            return
        broker = np.where(lines.broker == NOBODY, lines.buyer, lines.broker)
        maker = np.where(lines.maker == NOBODY, lines.seller, lines.maker)
        who = (lines.seller, filed.consignee, lines.buyer, broker, maker)
        superseded = filed.dirt["amended"] & (filed.version == 1)
        words: dict[str, pa.StringArray] = {
            "good": taken(self._goods, lines.good),
            "declared_good": taken(self._goods, lines.declared_good),
            **{name: taken(self._firms, one) for name, one in zip(COMPANIES, who, strict=True)},
            "scheme": taken(self._schemes, lines.batch),
            "part": taken(self._parts, lines.batch),
            "state": taken(["current", "superseded"], superseded.astype(np.int64)),
            "controls": self._controls(filed, month),
        }
        self._write(file, sheet, first_line, n, words)

    def published(self, file: str, first_line: int, goods: Ints) -> None:
        """The cells of a statistics file: what goods they are about."""
        n = len(goods)
        empty = taken([""], np.zeros(n, np.int64))
        words = dict.fromkeys(_WORDS[2:], empty)
        good = taken(self._goods, goods)
        self._write(file, "", first_line, n, {**words, "good": good, "declared_good": good})

    def _write(
        self, file: str, sheet: str, first_line: int, n: int, words: Mapping[str, pa.StringArray]
    ) -> None:
        if not n:
            return
        none = np.zeros(n, np.int64)
        columns: dict[str, pa.Array[Any]] = {
            "file": taken([file], none),
            "sheet": taken([sheet], none),
            "line": pa.array(np.arange(first_line, first_line + n)),
            **words,
        }
        self._writer.write_table(pa.table(columns, LINES))

    def _controls(self, filed: Filed, month: int) -> pa.StringArray:
        """The invented controls in force for each line's declared code, road and day."""
        lines, rows = filed.lines, self._spec.rows["control"]
        codes = [good.code_in(month) for good in self._spec.goods]
        numbers, places = np.unique(lines.day, return_inverse=True)
        days = np.array([day_of(int(one)).isoformat() for one in numbers])
        kinds = sorted({f"{row['regime']}:{row['action']}" for row in rows})
        held = np.zeros(len(lines), np.int64)
        for row in rows:
            by_good = np.array([code.startswith(row["code"]) for code in codes])
            by_batch = np.array([_on_its_road(one, row) for one in self._spec.batches])
            by_day = (days >= row["in_force_from"]) & (days < (row["in_force_to"] or "9999"))
            fits = by_good[lines.declared_good] & by_batch[lines.batch] & by_day[places]
            held |= fits.astype(np.int64) << kinds.index(f"{row['regime']}:{row['action']}")
        found, of_line = np.unique(held, return_inverse=True)
        named = [
            " ".join(kind for no, kind in enumerate(kinds) if int(one) >> no & 1) for one in found
        ]
        return taken(named, of_line)


@contextmanager
def truth_of(folder: Path, spec: Spec, firms: Sequence[Firm]) -> Iterator[Truth]:
    """`lines.parquet`, closed at the end."""
    with pq.ParquetWriter(folder / "lines.parquet", LINES, compression="zstd") as writer:
        yield Truth(writer, spec, firms)


def _on_its_road(batch: Batch, row: Mapping[str, str]) -> bool:
    return row["from_country"] in ("", batch.dispatch) and row["to_country"] in (
        "",
        batch.destination,
    )


def write_companies(folder: Path, firms: Sequence[Firm]) -> None:
    """Who is who."""
    rows = [
        (firm.id, next(iter(firm.name.values()))[0], firm.number, firm.number_kind, firm.country, firm.crowd)
        for firm in firms
    ]  # fmt: skip
    write_csv(
        folder / "companies.csv",
        ("company", "name", "number", "number_kind", "country", "crowd"),
        rows,
    )


def write_planted(folder: Path, spec: Spec) -> None:
    """What was planted, and who is on which list."""
    names = tuple(one.name for one in fields(Scheme))
    schemes = [tuple(_text(getattr(one, name)) for name in names) for one in spec.schemes]
    write_csv(folder / "schemes.csv", names, schemes)
    listed = [
        (row["list"], row["entry"], row["name"], row["company"]) for row in spec.rows["listing"]
    ]
    write_csv(folder / "listed.csv", ("list", "entry", "name", "company"), listed)
    verdicts = [
        (one.row["statement_id"], one.verdict, str(one.question is not None).lower())
        for one in spec.statements
    ]
    write_csv(folder / "verdicts.csv", ("id", "verdict", "has_question"), verdicts)


def write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A small table of the truth; every row of it says what it is."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*head, "synthetic"])
        writer.writerows([*row, "true"] for row in rows)


def _text(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)
