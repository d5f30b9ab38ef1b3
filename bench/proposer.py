"""How often `tidewaiter profile` reads a column right: by its name, and by its values alone.

By name: the labelled headers of 135 broker exports (`bench/labels/SOURCE.md`), each table's names read
together as in the product. The third of the files held out is opened by `--held-out` only. A name that is
left open ("don't know") is neither right nor wrong. Names labelled `unsure` are left out.

By values: every table under a folder, and every example that comes with Tidewaiter, its names replaced by
`col1`, `col2` …; truth is the built-in profile that fits, else `bench/labels/value_columns.csv`.

    python -m bench.proposer names HEADERS.csv [--held-out]
    python -m bench.proposer values FOLDER [--misses]
"""

import argparse
import csv
import fnmatch
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from tidewaiter.records.choose import choose
from tidewaiter.records.files import documents
from tidewaiter.records.how import AS_FOUND
from tidewaiter.records.profile import Profile
from tidewaiter.records.proposal.proposal import Column
from tidewaiter.records.proposal.propose import ENOUGH, propose
from tidewaiter.records.proposal.wording import NOT_OURS, OPEN, worded
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.records.shelf import built_in
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.errors import FileRefused

LABELS = Path(__file__).parent / "labels"
TERMS = (
    "declaration_date", "hs_code", "description", "consignor", "consignee", "importer", "exporter", "origin",
    "dispatch", "destination", "quantity", "unit", "net_weight", "value", "currency",
)  # fmt: skip
TERM_OF = {
    "declared_on": "declaration_date",
    "period": "declaration_date",
    "tariff_line": "hs_code",
    "consignor_name": "consignor",
    "consignee_name": "consignee",
    "importer_name": "importer",
    "buyer_name": "importer",
    "exporter_name": "exporter",
    "seller_name": "exporter",
    "quantity_2": "quantity",
    "unit_2": "unit",
    "net_kg": "net_weight",
    "invoice_value": "value",
    "customs_value": "value",
    "statistical_value_usd": "value",
    "invoice_currency": "currency",
    "customs_currency": "currency",
}
"""Our finer fields as the labels' words: they call every buyer an importer, every seller an exporter."""
NOT_TOLD = "don't know"

HOLDS = {
    "declared_on": "date", "released_on": "date", "contract_on": "date", "valid_until": "date",
    "period": "date", "tariff_line": "HS", "origin": "country", "dispatch": "country",
    "destination": "country", "trading": "country", "reporter": "country", "partner": "country",
    "partner2": "country", "net_kg": "weight", "gross_kg": "weight", "invoice_value": "value",
    "customs_value": "value", "statistical_value_usd": "value", "value": "value",
    "value_fob": "value", "value_cif": "value",
}  # fmt: skip
KINDS = {
    "day": "date", "period": "date", "month": "date", "tariff code": "HS", "country": "country",
    "weight": "weight", "value": "value",
}  # fmt: skip


@dataclass(frozen=True)
class Header:
    """One labelled header, and what the proposer says of it."""

    label: str
    said: str
    digest: str
    field: str


def held_out(file: str) -> bool:
    """Whether a file belongs to the third nobody looks at."""
    return int(hashlib.sha256(f"tidewaiter {file}".encode()).hexdigest(), 16) % 3 == 0


def digest_of(header: str) -> str:
    """The key under which a header is labelled."""
    return hashlib.sha256(header.strip().encode()).hexdigest()[:16]


def said_of(one: Any) -> tuple[str, str]:
    """The label's word for what a name is read as, and our field."""
    top = one.readings[0] if one.readings else None
    if top is None or top.field == OPEN or top.sure < ENOUGH:
        return NOT_TOLD, ""
    said = TERM_OF.get(top.field, top.field if top.field in TERMS else "other")
    return ("other" if top.field == NOT_OURS else said), top.field


def read_headers(path: Path, wanted: bool) -> Iterator[Header]:
    """Every labelled header of the files held out, or of the others, table by table."""
    with (LABELS / "broker_headers.csv").open(encoding="utf-8", newline="") as lines:
        labels = {row["header_sha256"]: row["label"] for row in csv.DictReader(lines)}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if held_out(row["file"]) == wanted]
    by_table: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        by_table[row["file"], row["sheet"]].append(row["header"])
    for names in by_table.values():
        for name, one in zip(names, worded(names, "declarations"), strict=True):
            said, field = said_of(one)
            yield Header(labels[digest_of(name)], said, digest_of(name), field)


def table_of(headers: Sequence[Header]) -> list[str]:
    """Right, wrong and not told for each term, for all terms, and for what is none of them."""
    found: Counter[tuple[str, str]] = Counter()
    for one in headers:
        if one.label != "unsure":
            result = (
                "right"
                if one.said == one.label
                else "not told"
                if one.said == NOT_TOLD
                else "wrong"
            )
            found[one.label, result] += 1
    lines = ["term | right | wrong | don't know | accuracy"]
    lines += [_line(term, [term], found) for term in [*TERMS, "other"]]
    lines.append(_line("the fifteen terms", TERMS, found))
    lines.append(_line("all headers", [*TERMS, "other"], found))
    return lines


def _line(title: str, terms: Sequence[str], found: Counter[tuple[str, str]]) -> str:
    right, wrong, untold = (
        sum(found[term, result] for term in terms) for result in ("right", "wrong", "not told")
    )
    accuracy = f"{right / (right + wrong):.3f}" if right + wrong else "–"
    return f"{title} | {right} | {wrong} | {untold} | {accuracy}"


def names(path: Path, with_held_out: bool) -> None:
    """Print the figures of the names; of those held out no name is printed."""
    building = list(read_headers(path, wanted=False))
    print("# building files", *table_of(building), sep="\n")
    if with_held_out:
        unseen = list(read_headers(path, wanted=True))
        known = {one.digest for one in building}
        print("\n# files held out", *table_of(unseen), sep="\n")
        new = [one for one in unseen if one.digest not in known]
        print("\n# files held out: spellings not in the building files", *table_of(new), sep="\n")
        distinct = list({one.digest: one for one in new}.values())
        print("\n# the same, each spelling once", *table_of(distinct), sep="\n")


class Nameless:
    """A table whose columns are called col1, col2 …"""

    def __init__(self, table: SourceTable) -> None:
        self.table = table
        self.header = tuple(f"col{n}" for n in range(1, len(table.header) + 1))
        self.name, self.sheet, self.delimiter = table.name, table.sheet, table.delimiter

    def sample(self) -> pa.Table:
        """The first rows, without their names."""
        return self.table.sample().rename_columns(list(self.header))


def truth_of(path: str, table: SourceTable, profiles: Sequence[Profile]) -> dict[str, str]:
    """What the columns of a table hold, as far as it is one of the five kinds."""
    try:
        _, profile = choose(table, profiles)
        return {
            own: HOLDS[one.field]
            for one in profile.mapped
            if one.field in HOLDS and (own := profile.column_in(table.header, one.column))
        }
    except FileRefused:
        pass
    with (LABELS / "value_columns.csv").open(encoding="utf-8", newline="") as lines:
        rules = [row for row in csv.DictReader(lines) if fnmatch.fnmatch(path, row["files"])]
    return {
        name: rule["holds"]
        for rule in rules
        for name in table.header
        if re.search(rule["columns"], name)
    }


def held(column: Column) -> str:
    """Which of the five kinds the proposer says a column holds."""
    return HOLDS.get(column.field) or KINDS.get(column.kind, "")


def tables_under(folder: Path) -> Iterator[tuple[str, SourceTable]]:
    """Every table that can be read."""
    for document in documents([str(folder)]):
        try:
            for table in tables(document, AS_FOUND):
                yield f"{folder}/{document.name}", table
        except FileRefused:
            continue


def values(folders: Sequence[Path], with_misses: bool) -> None:
    """Print what is found of the five kinds, by column and by layout."""
    found: Counter[tuple[str, bool]] = Counter()
    layouts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    other = sure_and_wrong = 0
    for path, table in (one for folder in folders for one in tables_under(folder)):
        truth = truth_of(path, table, built_in())
        if not truth:
            continue
        columns = propose(Nameless(table)).columns  # type: ignore[arg-type]
        for own, one in zip(table.header, columns, strict=True):
            said, holds = held(one), truth.get(own, "")
            wrong = bool(one.known and one.confidence >= 0.9 and HOLDS.get(one.field) != holds)
            sure_and_wrong += wrong
            if holds:
                found[holds, said == holds] += 1
                layouts[holds, f"{table.header}"].append(said == holds)
            other += bool(said and said != holds)
            if with_misses and (said != holds or wrong):
                print(
                    f"{path} {table.sheet} {own!r}: holds {holds or '–'}, said {said or '–'} {one.samples}"
                )
    print("holds | columns | found | share | layouts' mean")
    for kind in ("date", "HS", "country", "weight", "value"):
        print(_of_kind(kind, found, layouts))
    n_right, n = sum(n for (_, right), n in found.items() if right), sum(found.values())
    means = [sum(one) / len(one) for one in layouts.values()]
    print(f"all | {n} | {n_right} | {n_right / n:.3f} | {sum(means) / len(means):.3f}")
    print(f"columns read as one of the five kinds that they are not: {other}")
    print(f"wrong mappings at confidence 0.9 or more: {sure_and_wrong}")


def _of_kind(
    kind: str, found: Counter[tuple[str, bool]], layouts: dict[tuple[str, str], list[bool]]
) -> str:
    right, n = found[kind, True], found[kind, True] + found[kind, False]
    means = [sum(one) / len(one) for (holds, _), one in layouts.items() if holds == kind]
    mean = sum(means) / len(means) if means else 0.0
    return f"{kind} | {n} | {right} | {right / max(n, 1):.3f} | {mean:.3f} of {len(means)}"


def main() -> None:
    """One of the two figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figure", choices=("names", "values"))
    parser.add_argument("path", type=Path)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--misses", action="store_true")
    told = parser.parse_args()
    if told.figure == "names":
        names(told.path, told.held_out)
    else:
        values([told.path, LIBRARY / "examples"], told.misses)


if __name__ == "__main__":
    main()
