"""Every format × encoding × shape × container that is read: written, read back, and compared.

Each file holds the same made-up table (`tests/matrix/truth.py`), written by a program that is not
the one that reads it. Every name, cell and line, all that is set aside, and the account of all
lines must be the truth. Where an encoding is refused as ambiguous it is named, and counted
apart. Writers that are not installed are left out and said (`bench/writers.py`).

Left out because they make no sense: rows of uneven length, stray quotes and other delimiters in
anything but delimited text; title rows, totals and repeated headers in Parquet, DBF and JSON, whose
columns are named by the file; line breaks in DBF and in fixed columns; days from 1904 in ODS and
in the XLSB writer, which has no way to say so; encodings and delimiters of workbooks and Parquet.

    python -m bench.matrix [quick]
"""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain, product
from multiprocessing import Pool
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import office, writers
from tests.matrix import combine, truth
from tests.matrix.combine import Combination, Outcome, Written
from tests.matrix.compare import Expected
from tests.matrix.containers import CONTAINERS
from tests.matrix.texts import ENCODINGS, Encoded

ICONV = {"gb18030": "GB18030", "big5": "BIG5", "latin-1": "ISO-8859-1", "koi8-r": "KOI8-R",
         "utf-16-le": "UTF-16LE", "utf-16-be": "UTF-16BE"}  # fmt: skip
LOSSY = {
    "openpyxl": ("_x0041_",),  # stands for A in XLSX, and is written as it is
    "openpyxl, streamed": ("_x0041_",),
    "pyxlsbwriter": ("🛩 drone",),  # counts it as one sign where XLSB counts two
}
"""What writers do not write as they were told."""
NO_1904 = ("ods", "xlsb")
PACKINGS = ("snappy", "zstd", "gzip", "uncompressed")
CODE_PAGES = {name: name for name in ("cp1251", "cp866", "cp1252", "cp1254")} | {"cp936": "gb18030"}
INGESTED_EVERY = 40


def by_iconv(text: str, encoded: Encoded) -> bytes:
    """The bytes of a text, by iconv and not by Python."""
    to = ICONV.get(encoded.codec, encoded.codec.upper())
    command = ["iconv", "-f", "UTF-8", "-t", to]
    given = (encoded.mark + text).encode()
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def combinations(quick: bool, folder: Path) -> Iterator[Combination]:
    """All of them."""
    containers = ("plain",) if quick else CONTAINERS
    yield from combine.delimited(containers, encode=by_iconv)
    yield from combine.short((1, 2, 3, 6, 12, 25), encode=by_iconv)
    yield from combine.json_and_fixed(containers, encode=by_iconv)
    yield from combine.patched()
    for name, (ending, writer) in writers.available().items():
        packed = CONTAINERS if name == "xlsxwriter" and not quick else ("plain",)
        for one in combine.workbooks(name, ending, writer, LOSSY.get(name, ()), packed):
            if name == "pyexcel-ods" and "hidden" in one.shape:
                continue
            if not (ending in NO_1904 and "1904" in one.shape):
                yield one
    yield from parquet(containers)
    if "dbf" not in writers.missing():
        yield from _dbf(containers)
    if "soffice" not in writers.missing():
        yield from office.combinations(office.Plan(folder))


def parquet(containers: tuple[str, ...]) -> Iterator[Combination]:
    """Parquet by each of its writers, in each packing of its pages."""
    for (name, writer), packing, container in product(
        writers.PARQUET.items(), PACKINGS, containers
    ):
        write = partial(_written_parquet, writer, packing)
        yield Combination(f"Parquet by {name}", "own", f"plain, {packing}", container, write)


def _written_parquet(writer: writers.ParquetWriter, packing: str) -> Written:
    table = truth.table(truth.MIXED)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        writer(path, table, packing)
        rows = list(enumerate(table.rows, 2))
        return Written(
            path.name, path.read_bytes(), {"": Expected(table.header, 1, 0, rows, [], [], {})}
        )


def _dbf(containers: tuple[str, ...]) -> Iterator[Combination]:
    for code_page, container in product(CODE_PAGES, containers):
        write = partial(_written_dbf, code_page)
        yield Combination("DBF by dbf", code_page, "deleted records", container, write)


def _written_dbf(code_page: str) -> Written:
    script = ENCODINGS[CODE_PAGES[code_page]].script_that_fits
    if code_page == "cp936":  # has no unbreakable blank
        script = truth.without_nbsp(script)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.dbf"
        truths = writers.by_dbf(path, truth.table(script), code_page)
        return Written(path.name, path.read_bytes(), {"": truths})


def judged(numbered: tuple[int, Combination]) -> tuple[Combination, Outcome]:
    """One combination read by the readers' door, and some through a case as well."""
    number, combination = numbered
    with TemporaryDirectory() as folder:
        outcome = combine.read_back(combination, Path(folder))
    if number % INGESTED_EVERY == 0 and not outcome.losses and combination.form != "fixed columns":
        with TemporaryDirectory() as folder:
            outcome = combine.ingest_back(combination, Path(folder))
    return combination, outcome


def main() -> int:
    """Print a line for each format, every loss, and the sums; 1 if anything was lost."""
    started = time.perf_counter()
    n, named, lost = Counter[str](), Counter[str](), Counter[str]()
    seen: dict[str, list[set[str]]] = {}
    with TemporaryDirectory() as folder, Pool(2) as pool:
        every = list(combinations("quick" in sys.argv[1:], Path(folder)))
        for one, outcome in pool.imap_unordered(judged, enumerate(every), chunksize=8):
            n[one.form] += 1
            named[one.form] += outcome.named
            lost[one.form] += bool(outcome.losses)
            for kinds, value in zip(
                seen.setdefault(one.form, [set(), set(), set()]),
                (one.encoding, one.shape, one.container),
                strict=True,
            ):
                kinds.add(value)
            if outcome.losses:
                print(f"LOST {one}", *outcome.losses, sep="\n    ", flush=True)
    _print(n, named, lost, seen)
    n_ingested = len(range(0, len(every), INGESTED_EVERY))
    print(f"\n{n_ingested:,} of them through a case too; {time.perf_counter() - started:,.0f} s")
    print("not installed:", ", ".join(writers.missing()) or "nothing")
    return int(any(lost.values()))


def _print(
    n: Counter[str], named: Counter[str], lost: Counter[str], seen: dict[str, list[set[str]]]
) -> None:
    head = ("format", "files", "encodings", "shapes", "containers", "named", "lost")
    rows = [
        (form, n[form], *(len(kinds) for kinds in seen[form]), named[form], lost[form])
        for form in sorted(n)
    ]
    sums = ("all", n.total(), "", "", "", named.total(), lost.total())
    for row in chain([head], rows, [sums]):
        first, *others = row
        print(f"{first:<32}", *(f"{one:>10}" for one in others))


if __name__ == "__main__":
    sys.exit(main())
