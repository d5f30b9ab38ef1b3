"""Each reader beside the fastest library we know of, on the same file: to zstd Parquet, as texts.

Ours keeps everything: every line's number, what is set aside, the count of all lines, the
encoding proved over the whole file, its hash. Both sides run in processes of their own, in
turn; the medians of the ratios are printed. Formats whose writers are not installed are left
out and said: LibreOffice, pyxlsbwriter, dbfread.

    python bench/readers.py [PAIRS] [FORMAT…]
"""

import importlib.util
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import xlsxwriter  # type: ignore[import-untyped]

from ingest import Cost, run
from korean_rows import write as write_csv

OURS = """
import hashlib, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tidewaiter.records.files import Document
from tidewaiter.records.ingest import WORKERS
from tidewaiter.records.raw import write_raw
from tidewaiter.records.readers import tables
from tidewaiter.words.progress import Silent
path, out = Path(sys.argv[1]), Path(sys.argv[2])
out.mkdir()
found = tables(Document(path.name, path), sink=hashlib.sha256().update)
with ThreadPoolExecutor(WORKERS) as pool:
    made = write_raw(enumerate(found, 1), out, pool, WORKERS, Silent())
assert made.n_rows == int(sys.argv[3]), made.n_rows
"""
DUCKDB = """
import duckdb, sys
out = sys.argv[2]
duckdb.connect().execute(
    f"COPY (SELECT {} FROM {}) TO '{{out}}' (FORMAT parquet, COMPRESSION zstd)".replace("FILE", sys.argv[1])
)
"""
CSV = DUCKDB.format("*", "read_csv('FILE', all_varchar = true)")
JSON = DUCKDB.format("*", "read_json('FILE', format = 'auto', field_appearance_threshold = 0)")
PARQUET = DUCKDB.format("COLUMNS(*)::VARCHAR", "'FILE'")
CALAMINE = """
import fastexcel, sys, pyarrow.parquet as pq, pyarrow as pa
sheet = fastexcel.read_excel(sys.argv[1]).load_sheet(0, dtypes="string")
pq.write_table(pa.table(sheet), sys.argv[2], compression="zstd")
"""
DBFREAD = """
import dbfread, sys, pyarrow.parquet as pq, pyarrow as pa
rows = list(dbfread.DBF(sys.argv[1], encoding="cp866", raw=True))
names = list(rows[0])
columns = {name: [row[name].decode("cp866").strip() for row in rows] for name in names}
pq.write_table(pa.table(columns), sys.argv[2], compression="zstd")
"""
Make = Callable[[Path], Path]


def of_csv(n_rows: int) -> Make:
    """Korean declarations."""
    return lambda folder: write_csv(folder / "t.csv", n_rows)


def recoded(n_rows: int) -> Make:
    """The same in UTF-16, which DuckDB reads with a word and ours finds out."""

    def make(folder: Path) -> Path:
        text = write_csv(folder / "t.csv", n_rows).read_text(encoding="utf-8")
        path = folder / "t16.csv"
        path.write_text(text, encoding="utf-16-le")
        return path

    return make


def copied(to: str, n_rows: int) -> Make:
    """The same, written by DuckDB in another format."""

    def make(folder: Path) -> Path:
        path, source = folder / f"t.{to}", write_csv(folder / "t.csv", n_rows)
        form = "FORMAT parquet, COMPRESSION zstd" if to == "parquet" else "FORMAT json"
        duckdb.connect().execute(f"COPY (FROM '{source}') TO '{path}' ({form})")
        return path

    return make


def grid(n_rows: int) -> list[list[object]]:
    """Rows of twenty cells: numbers, texts that recur, texts that do not."""
    head: list[object] = [f"column {n}" for n in range(20)]
    kinds: list[Callable[[int, int], object]] = [
        lambda row, n: row * n + 0.25,
        lambda row, n: f"word {row * n % 97}",
        lambda row, n: f"text {row * 7919 % 100_003} of {n}",
        lambda row, n: row + n,
    ]
    return [head, *([kinds[n % 4](row, n) for n in range(20)] for row in range(n_rows))]


def by_xlsxwriter(n_rows: int) -> Make:
    """An XLSX workbook with shared texts."""

    def make(folder: Path) -> Path:
        with xlsxwriter.Workbook(folder / "t.xlsx") as book:
            sheet = book.add_worksheet()
            for place, row in enumerate(grid(n_rows)):
                sheet.write_row(place, 0, row)
        return folder / "t.xlsx"

    return make


def by_office(to: str, n_rows: int) -> Make:
    """A workbook that LibreOffice saved in another format."""

    def make(folder: Path) -> Path:
        source = by_xlsxwriter(n_rows)(folder)
        command = ["soffice", "--headless", "--convert-to", to, "--outdir", folder, source]
        subprocess.run(command, check=True, capture_output=True)
        return folder / f"t.{to}"

    return make


def by_pyxlsbwriter(n_rows: int) -> Make:
    """An XLSB workbook."""

    def make(folder: Path) -> Path:
        from pyxlsbwriter import XlsbWriter  # type: ignore[import-not-found]

        with XlsbWriter(str(folder / "t.xlsb")) as book:
            book.add_sheet("s")
            book.write_sheet(grid(n_rows))
        return folder / "t.xlsb"

    return make


def dbf(n_rows: int) -> Make:
    """Records of eight fields, in cp866."""

    def make(folder: Path) -> Path:
        fields = [f"F{n}" for n in range(8)]
        head = b"\x03\x7a\x01\x01" + n_rows.to_bytes(4, "little")
        head += (32 + 32 * len(fields) + 1).to_bytes(2, "little") + (161).to_bytes(2, "little")
        head += bytes(17) + b"\x65\0\0"
        for name in fields:
            head += name.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([20, 0]) + bytes(14)
        rows = (
            b" " + b"".join(f"поле {row * n % 9973}".encode("cp866").ljust(20) for n in range(8))
            for row in range(n_rows)
        )
        (folder / "t.dbf").write_bytes(head + b"\r" + b"".join(rows) + b"\x1a")
        return folder / "t.dbf"

    return make


READERS: dict[str, tuple[str, str, int, Make, str]] = {
    "csv": ("DuckDB", CSV, 1_000_000, of_csv(1_000_000), ""),
    "csv in UTF-16": (
        "DuckDB", CSV.replace("all_varchar", "encoding = 'utf-16', all_varchar"), 300_000, recoded(300_000), "",
    ),
    "json lines": ("DuckDB", JSON, 300_000, copied("json", 300_000), ""),
    "parquet": ("DuckDB", PARQUET, 1_000_000, copied("parquet", 1_000_000), ""),
    "xlsx": ("fastexcel", CALAMINE, 100_000, by_xlsxwriter(100_000), ""),
    "xls": ("fastexcel", CALAMINE, 60_000, by_office("xls", 60_000), "soffice"),
    "xlsb": ("fastexcel", CALAMINE, 100_000, by_pyxlsbwriter(100_000), "pyxlsbwriter"),
    "ods": ("fastexcel", CALAMINE, 40_000, by_office("ods", 40_000), "soffice"),
    "dbf": ("dbfread", DBFREAD, 300_000, dbf(300_000), "dbfread"),
}  # fmt: skip
"""By format: the library, its program, rows, the maker of the file, the writer it needs."""


def made_of(name: str, folder: Path) -> Path:
    """The file of a format."""
    return READERS[name][3](folder)


def pair(program: str, path: Path, n_rows: int, folder: Path) -> tuple[Cost, Cost]:
    """The library, then ours, each into an empty place."""
    costs = []
    for name, code in (("theirs", program), ("ours", OURS)):
        out = folder / f"{name}-{len(list(folder.iterdir()))}"
        costs.append(run([sys.executable, "-c", code, str(path), str(out), str(n_rows)], out))
    return costs[0], costs[1]


def main() -> None:
    """Every format, or those named."""
    n_pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"{os.cpu_count()} cores; medians of {n_pairs} pairs; MiB are peaks")
    print(
        f"{'format':15}{'beside':>10}{'rows':>11}{'wall':>8}{'cpu':>8}{'s':>8}{'MiB':>8}{'their s':>9}{'MiB':>8}"
    )
    for name, (library, program, n_rows, _, needs) in READERS.items():
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        if needs and not (shutil.which(needs) or importlib.util.find_spec(needs)):
            print(f"{name}: no {needs}")
            continue
        with TemporaryDirectory(prefix="tidewaiter-bench-") as made, TemporaryDirectory() as into:
            with multiprocessing.get_context("spawn").Pool(1) as apart:  # its memory is not ours
                path = apart.apply(made_of, (name, Path(made)))
            pair(program, path, n_rows, Path(into))  # warms the page cache
            pairs = [pair(program, path, n_rows, Path(into)) for _ in range(n_pairs)]
        show(name, library, n_rows, pairs)


def show(name: str, library: str, n_rows: int, pairs: list[tuple[Cost, Cost]]) -> None:
    """One line."""

    def median(values: list[float]) -> float:
        return statistics.median(values)

    wall = median([ours.wall / theirs.wall for theirs, ours in pairs])
    cpu = median([ours.cpu / theirs.cpu for theirs, ours in pairs])
    print(
        f"{name:15}{library:>10}{n_rows:11,}{wall:8.2f}{cpu:8.2f}"
        f"{median([ours.wall for _, ours in pairs]):8.2f}{median([ours.peak_mib for _, ours in pairs]):8.0f}"
        f"{median([theirs.wall for theirs, _ in pairs]):9.2f}{median([theirs.peak_mib for theirs, _ in pairs]):8.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
