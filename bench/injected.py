"""Amendments, re-issues, withdrawals, repeats and spoiled values put into the Korean set by seed.

The set (synthetic rows) has unique numbers and no repeats of its own, so what is put in is all there
is: each must be found under its name, and nothing else. Two files overlap by a tenth of the filings.
Truth is kept while writing, without any help of the product.

    python bench/injected.py [--rows N] [--seed N]
"""

import argparse
import csv
import gzip
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from tidewaiter.case import Case, init
from tidewaiter.ground import store
from tidewaiter.words.bundled import LIBRARY

KOREA = LIBRARY / "examples" / "korea"
SHARES = {"amended": 0.01, "reissued": 0.01, "withdrawn": 0.005, "twice": 0.005, "spoiled": 0.02}
SPOILED = {
    "Date": ("2020-02-31", "2020-13-05", "n/a", "05/04/20", "2O20-04-05"),
    "HS6 Code": ("85423", "8542,3", "A54231", "8.5E+05", "854231?"),
    "Item Price": ("1O0", "12,5", "abt 9", "1.2.3", "--7"),
    "Net Mass": ("9 kg", "1,234.5", "x", "0.5.1", "(3)"),
}
KINDS = {"Date": "not_a_date", "HS6 Code": "not_a_code"} | dict.fromkeys(
    ("Item Price", "Net Mass"), "not_a_number"
)
RULES = """
[words.version_mark]
"amended" = "corrected"
"withdrawn" = "withdrawn"

[document]
item       = ["declaration_id"]   # a declaration has one line
newest     = ["version_no"]
supersedes = "document"
"""

Row = dict[str, str]


@dataclass
class Truth:
    """What was put in: states by number of the declaration, problems by number and column."""

    states: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # number, version, state
    problems: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    put_in: Counter[str] = field(default_factory=Counter)
    won: Decimal = Decimal(0)
    kg: Decimal = Decimal(0)


def korean(n_rows: int | None) -> list[Row]:
    """The first rows of the set, each in its first version."""
    rows: list[Row] = []
    for path in sorted(KOREA.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            rows += csv.DictReader(lines)
    return [row | {"Version": "1", "Status": ""} for row in rows[:n_rows]]


def put_in(rows: list[Row], seed: int) -> tuple[list[list[Row]], Truth]:
    """Two overlapping files with what the seed draws, and the truth about them."""
    rng, truth = random.Random(seed), Truth()
    numbers = list(range(len(rows)))
    rng.shuffle(numbers)
    drawn: dict[int, str] = {}
    for name, share in SHARES.items():
        for _ in range(round(len(rows) * share)):
            drawn[numbers.pop()] = name
    files: list[list[Row]] = [[], []]
    for number, row in enumerate(rows):
        place = number / len(rows)
        holding = [at for at, inside in enumerate((place < 0.55, place >= 0.45)) if inside]
        _file(row, drawn.get(number, ""), holding, files, truth, rng)
        truth.put_in["overlapping"] += len(holding) - 1
    for one in files:
        rng.shuffle(one)
    return files, truth


def _file(
    row: Row, what: str, holding: list[int], files: list[list[Row]], truth: Truth, rng: random.Random
) -> None:  # fmt: skip
    number, times = row["Declaration ID"], len(holding)
    truth.put_in[what or "left alone"] += 1
    if what == "spoiled":
        column = rng.choice(sorted(SPOILED))
        row = row | {column: rng.choice(SPOILED[column])}
        truth.problems[number, column, KINDS[column]] += times
    for at in holding:
        files[at].append(row)
    stands = row
    first = "current"
    if what in ("amended", "reissued"):
        stands = row | {"Version": "2"}
        if what == "amended":
            stands |= {"Status": "amended", "Item Price": str(float(row["Item Price"]) + 7)}
        files[rng.choice(holding)].append(stands)
        truth.states[number, "2", "current"] += 1
        first = "superseded"
    elif what == "withdrawn":
        files[rng.choice(holding)].append(row | {"Version": "2", "Status": "withdrawn"})
        truth.states[number, "2", "cancelled"] += 1
        first = "cancelled"
    elif what == "twice":
        files[rng.choice(holding)].append(row)
        times += 1
    truth.states[number, "1", first] += 1
    truth.states[number, "1", "repeated"] += times - 1
    if what != "withdrawn":
        truth.won += _read(stands["Item Price"], "0.01")
        truth.kg += _read(stands["Net Mass"], "0.001")


def _read(text: str, digits: str) -> Decimal:
    """The number of an unspoiled text; nothing of a spoiled one."""
    try:
        return Decimal(text).quantize(Decimal(digits), ROUND_HALF_UP)
    except ArithmeticError:
        return Decimal(0)


def profile(folder: Path) -> Path:
    """The Korean profile with two more columns and rules for versions."""
    text = (LIBRARY / "profiles" / "korea-import-declarations.toml").read_text(encoding="utf-8")
    more = '[columns]\n"Version" = "version_no"\n"Status" = "version_mark"'
    path = folder / "korea-with-versions.toml"
    path.write_text(text.replace("[columns]", more, 1) + RULES, encoding="utf-8")
    return path


def ingested(folder: Path, files: list[list[Row]]) -> Case:
    """A case of the files."""
    paths = []
    for number, rows in enumerate(files, start=1):
        paths.append(folder / f"part-{number}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    case = init(folder / "case")
    case.ingest(paths, profile(folder))
    return case


def differences(case: Case, truth: Truth) -> Iterator[str]:
    """Each way in which the case and the truth part."""
    with store.opened(case.folder) as opened:
        states = _counted(
            opened.engine.rows(
                "SELECT declaration_id, version_no, state, count(*) FROM declaration_line GROUP BY ALL"
            )
        )
        problems = _counted(
            opened.engine.rows(
                """
                SELECT declaration_id, column_name, problem.kind, count(*)
                FROM problem JOIN line_as_read USING (row_id, part_no)
                WHERE column_name IN ('Date', 'HS6 Code', 'Item Price', 'Net Mass') GROUP BY ALL
                """
            )
        )
    for name, found, true in (
        ("state", states, truth.states),
        ("problem", problems, truth.problems),
    ):
        yield from (f"{name} missed: {one} × {n}" for one, n in sorted((true - found).items()))
        yield from (f"{name} invented: {one} × {n}" for one, n in sorted((found - true).items()))
    for name, found_sum, true_sum in (
        ("KRW", case.ask(currency="KRW").total, truth.won),
        ("kg", case.ask(measure="net_kg").total, truth.kg),
    ):
        if found_sum != true_sum:
            yield f"total of {name}: {found_sum}, but {true_sum} was put in"
    for measure in ("n_lines", "value", "net_kg"):
        bridge = case.ask(measure=measure).bridge
        if bridge[0]["n"] != sum(one["n"] for one in bridge[1:]):
            yield f"the bridge of {measure} does not add up"


def _counted(rows: Iterable[tuple[Any, ...]]) -> Counter[tuple[str, str, str]]:
    return Counter({(one[0], one[1], one[2]): one[3] for one in rows})


def main() -> int:
    """Put in, ingest, compare, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int)
    asked.add_argument("--seed", type=int, default=1)
    said = asked.parse_args()
    files, truth = put_in(korean(said.rows), said.seed)
    print(f"put in (seed {said.seed}): {dict(truth.put_in)}")
    print(f"spoiled: {dict(Counter(column for _, column, _ in truth.problems))}")
    with TemporaryDirectory() as name:
        started = perf_counter()
        case = ingested(Path(name), files)
        print(f"{sum(map(len, files)):,} rows in two files, ingested in {perf_counter() - started:.1f} s")  # fmt: skip
        by_state = Counter[str]()
        for (_, _, state), n in truth.states.items():
            by_state[state] += n
        print(f"states expected: {dict(by_state)}")
        print(f"bridge: {[(one['step'], one['n']) for one in case.ask(currency='KRW').bridge]}")
        found = list(differences(case, truth))
        print(f"totals: {truth.won:,} KRW, {truth.kg:,} kg")
    for one in found[:20]:
        print(one)
    print("all found, none invented, totals exact" if not found else f"{len(found)} differences")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
