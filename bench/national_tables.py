"""The national tables in their original form against the author's conversion of them to euros.

At the author's five yearly rates every matched partner and year should agree within a euro; at the
means of the ECB's daily rates within 1.1 %. What does not match is listed with its label. The author
took each Kazakh year from the file of that year; a later file revises some cells, and is taken too.

    python bench/national_tables.py FOLDER    # of eu-missing-trade
"""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from tidewaiter.case import Case, init
from tidewaiter.words.places import PlaceUnknown, read_place

YEARLY = {2019: "1.12", 2020: "1.14", 2021: "1.18", 2022: "1.05", 2023: "1.07"}
LEVELS = ("country", "union", "union_changing", "region", "rest_of_world", "world")
Cells = Mapping[tuple[str, int], Decimal]


@dataclass(frozen=True, slots=True)
class Table:
    """One country's own table: the files, the profile to name, the author's file, what to ask."""

    reporter: str
    files: tuple[str, ...]
    converted: str
    profile: str | None = None
    sheets: tuple[str, ...] = ()  # one for each file, where only that is taken
    same: Mapping[str, str] = field(default_factory=dict)  # the author's label: our place


EU27 = "European Union - 27 countries (from 2020)"
KAZAKH = ("_2019.xls", "_2020.xls", "_2021.xls", "_2022.xls", "_2023.xls")
TABLES = (
    Table("AM", ("armenia_data/armenia_data.csv",), "armenia"),
    Table("UZ", ("uzbekistan_data/sdmx_data_1176.csv",), "uzbek", "uzbekistan-imports"),
    Table("KG", ("kyrgyzstan_data/4.03.00.20*.xlsx",), "kyrgyz", "kyrgyzstan-imports",
          same={EU27: "EU", "European Union (EU)": "EU_NS"}),
    Table("KZ", tuple(f"kazakhstan_data/*{one}" for one in KAZAKH), "kazakhstan",
          sheets=("12_2019", "12_2020", "12_2021", "2022", "2023"), same={EU27: "EU_OWN"}),
    Table("KZ", ("kazakhstan_data/*.xls",), "kazakhstan", same={EU27: "EU_OWN"}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """The author's cells against ours."""

    n_matched: int
    n_within_a_euro: int
    widest: Decimal  # the largest relative difference, of cells over EUR 1,000
    off: tuple[str, ...]
    lacking: Mapping[str, list[int]]


def case_of(table: Table, folder: Path, path: Path) -> Case:
    """One table in a case."""
    case = init(path)
    for pattern, sheet in zip_longest(table.files, table.sheets, fillvalue=""):
        files = [str(one) for one in sorted(folder.glob(pattern))]
        case.ingest(files, table.profile, sheets=[sheet] if sheet else ())
    return case


def rates_file(path: Path) -> Path:
    """The author's rates as a person would write them."""
    lines = [f"EUR,USD,{year},{rate}\n" for year, rate in YEARLY.items()]
    path.write_text("from,to,period,rate\n" + "".join(lines), encoding="utf-8")
    return path


def ours(case: Case, reporter: str, rates: Path | None) -> Cells:
    """Imports by place and year in euros, each level by itself; Armenia's by consignment."""
    role = ["partner_role"] if reporter == "AM" else []
    question = {"of": "statistics", "reporter": reporter, "flow": "import", "currency": "EUR",
                "by": ["partner", "year", *role], "period_level": "year",
                "since": "2019", "until": "2024"}  # fmt: skip
    found = {}
    for level in LEVELS:
        for one in case.ask(question, partner_level=level, rates=rates).values:
            if one.value is not None and one.by.get("partner_role") != "origin":
                found[str(one.by["partner"]), _year(one.by)] = Decimal(one.value)
    members = {**question, "by": ["year", *role], "partner": "EU27"}
    for one in case.ask(members, rates=rates).values:
        if one.value is not None and one.by.get("partner_role") != "origin":
            found["EU27", _year(one.by)] = Decimal(one.value)
    return found


def _year(by: Mapping[str, object]) -> int:
    return int(str(by["year"])[:4])


def authors(path: Path, same: Mapping[str, str]) -> dict[tuple[str, str, int], Decimal]:
    """The author's cells: place as we read it ("" for none), label, year."""
    found = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            if line["PARTNER"] == "PARTNER":
                continue
            year, value = int(line["PERIOD"][1:]), Decimal(line["VALUE_IN_EUR"])
            found[_place(line["PARTNER"], same), line["PARTNER"], year] = value
    return found


def _place(label: str, same: Mapping[str, str]) -> str:
    if label in same:
        return same[label]
    try:
        return read_place(label).code
    except PlaceUnknown:
        return ""


def compare(theirs: Mapping[tuple[str, str, int], Decimal], cells: Cells) -> Compared:
    """Cell by cell; what the author has and we do not is named with its years."""
    n_matched = n_close = 0
    widest, off, lacking = Decimal(0), [], defaultdict(list)
    for (place, label, year), value in theirs.items():
        mine = cells.get((place, year))
        if mine is None:
            lacking[label].append(year)
            continue
        n_matched += 1
        n_close += abs(mine - value) <= 1
        if abs(mine - value) > 1:
            off.append(f"{label} {year}: {value:,} against {mine:,}")
        if value > 1000:
            widest = max(widest, abs(mine - value) / value)
    return Compared(n_matched, n_close, widest, tuple(off), lacking)


def main(folder: Path) -> None:
    """Print the figures, table by table."""
    with TemporaryDirectory() as scratch:
        own = rates_file(Path(scratch) / "rates.csv")
        for number, table in enumerate(TABLES):
            case = case_of(table, folder, Path(scratch) / f"case-{number}")
            path = folder / "national_data_converted" / f"{table.converted}_import_yearly.csv"
            theirs = authors(path, table.same)
            print(f"\n{table.reporter}: {', '.join(table.sheets) or 'all sheets'}")
            _show("author's rates", compare(theirs, ours(case, table.reporter, own)), listed=True)
            _show("ECB means", compare(theirs, ours(case, table.reporter, None)), listed=False)
            if table.reporter == "UZ":
                _show_other_names(folder / table.files[0], theirs)
            _show_problems(case)


def _show_other_names(path: Path, theirs: Mapping[tuple[str, str, int], Decimal]) -> None:
    """Labels of the author's that the table itself does not print."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        printed = {line["Klassifikator_en"] for line in csv.DictReader(lines)}
    other = sorted({label for _, label, _ in theirs} - printed)
    print(f"  named otherwise or derived ({len(other)}): {'; '.join(other)}")


def _show(title: str, found: Compared, listed: bool) -> None:
    print(f"  {title}: {found.n_within_a_euro:,} of {found.n_matched:,} matched cells within EUR 1, "
          f"widest of those over EUR 1,000 {found.widest:.4%}")  # fmt: skip
    if listed:
        years = Counter(tuple(one) for one in found.lacking.values())
        print(f"  the author's without ours, labels by year: {dict(years) or 'none'}")
        odd = [label for label, one in found.lacking.items() if one != [2023]]
        print(f"  those of other years than 2023: {'; '.join(odd) or 'none'}")
        print(f"  off ({len(found.off)}): {'; '.join(found.off) or 'none'}")


def _show_problems(case: Case) -> None:
    for one in case.problem_counts():
        print(
            f"  {one['kind']} {one['column_name']}: {one['n']:,}, such as {one['example'][:60]!r}"
        )
    bad = [one for one in case.doctor() if not one.ok]
    print("  doctor:", bad or "all well")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
