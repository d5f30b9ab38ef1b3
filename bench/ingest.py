"""`ingest` beside DuckDB alone copying the same CSV as strings to zstd Parquet; then `ask`.

Pairs alternate, each side in a process of its own; the ratio of wall and of CPU seconds is
printed, with peak memory and bytes on disk. Pairs in which the floor got less than 1.6 cores
on a machine with two are set aside. The file is one of

    korea      the Korean set with jitter
    described  the same with a Russian description of 80 characters, three in ten distinct
    russian    that in cp1251 under Russian headers, with semicolons and decimal commas; the
               floor reads its UTF-8 twin

`growth` compares our own time for one and for ten million rows of the Korean set.

    python bench/ingest.py [ROWS] [PAIRS] [korea|described|russian|growth]
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from korean_rows import write
from russian_rows import profile_of_described, write_described, write_russian
from tidewaiter.case import Case, open_case

FLOOR = """
import duckdb, sys
duckdb.connect().execute(
    f"COPY (SELECT * FROM read_csv('{sys.argv[1]}', all_varchar = true)) "
    f"TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)"
).fetchall()
"""


@dataclass(frozen=True)
class Cost:
    """What one process took."""

    wall: float
    cpu: float
    peak_mib: float
    bytes_on_disk: int

    @property
    def cores(self) -> float:
        """How many cores it had on average."""
        return self.cpu / self.wall


def run(command: list[str], output: Path) -> Cost:
    """Run one command; its wall and CPU seconds, peak memory, and what it left on disk."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if child.returncode:
        sys.exit(f"failed: {' '.join(command)}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, size_of(output))


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files of a folder."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(one.stat().st_size for one in files)


@dataclass(frozen=True)
class Form:
    """A file, the twin the floor reads, and what `ingest` is told."""

    file: Path
    twin: Path
    options: tuple[str, ...] = ()


def form_of(name: str, folder: Path, n_rows: int) -> Form:
    """Write the files of one form."""
    if name == "russian":
        file = write_russian(folder / "russian.csv", n_rows, "cp1251")
        return Form(file, write_russian(folder / "twin.csv", n_rows, "utf-8"))
    if name == "described":
        file = write_described(folder / "described.csv", n_rows)
        profile = profile_of_described(folder / "described.toml")
        return Form(file, file, ("--profile", str(profile)))
    file = write(folder / f"korea-{n_rows}.csv", n_rows)
    return Form(file, file)


def written(name: str, folder: Path, n_rows: int) -> Form:
    """The files of one form, made in a process apart: a child's peak begins with its parent's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(form_of, name, folder, n_rows).result()


def ingested(form: Form, case: Path) -> Cost:
    """A fresh case and its ingest."""
    shutil.rmtree(case, ignore_errors=True)
    tidewaiter = [sys.executable, "-m", "tidewaiter"]
    subprocess.run([*tidewaiter, "init", str(case)], check=True, capture_output=True)
    command = [*tidewaiter, "ingest", str(case), str(form.file), *form.options]
    return run(command, case / "tables")


def pair(form: Form, folder: Path) -> tuple[Cost, Cost]:
    """The floor, then ours."""
    parquet = folder / "floor.parquet"
    floor = run([sys.executable, "-c", FLOOR, str(form.twin), str(parquet)], parquet)
    return floor, ingested(form, folder / "case")


def show(pairs: list[tuple[Cost, Cost]], names: tuple[str, str]) -> None:
    """Ratios of the fair pairs, and the medians behind them."""
    fair = [one for one in pairs if one[0].cores >= 1.6] or pairs
    print(f"{len(fair)} of {len(pairs)} pairs counted")
    for name in ("wall", "cpu", "peak_mib", "bytes_on_disk"):
        base, ours = (statistics.median(getattr(one[at], name) for one in fair) for at in (0, 1))
        ratios = [getattr(mine, name) / getattr(first, name) for first, mine in fair]
        print(
            f"{name:14} {names[0]} {base:14,.2f}   {names[1]} {ours:14,.2f}   "
            f"ratio {statistics.median(ratios):5.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        )


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """Median of how long something takes."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def show_ask(case: Path) -> None:
    """By month and chapter: first and warm, in process, and the whole command; rows; row set."""
    opened = open_case(case)
    question = {"by": ["month", "hs2"]}
    first = seconds(lambda: opened.ask(question))
    warm = seconds(lambda: opened.ask(question), 7)
    command = [sys.executable, "-m", "tidewaiter", "ask", str(case), "--json"]
    asked = [*command, "--by", "month", "--by", "hs2"]
    whole = statistics.median(run(asked, case / "case.toml").wall for _ in range(5))
    print(
        f"ask by month and hs2: first {first:.3f} s; warm {warm:.3f} s; whole command {whole:.2f} s"
    )
    june = {"since": "2020-06", "until": "2020-07"}
    by_size = sorted(
        (one.n_lines, str(one.by["hs6"])) for one in opened.ask(june, by=["hs6"]).values
    )
    for what, (n_rows, product) in zip(
        ("median", "largest"), (by_size[len(by_size) // 2], by_size[-1]), strict=True
    ):
        taken = seconds(partial(_rows, opened, {**june, "hs": [product]}, n_rows), 5)
        print(
            f"rows of the {what} product of a month, {n_rows:,} with their raw rows: {taken:.3f} s"
        )
    every = seconds(lambda: opened.ask(row_set=True), 3) - seconds(opened.ask, 3)
    print(f"row_set of all lines: {every:.3f} s")


def _rows(case: Case, question: dict[str, object], expected: int) -> None:
    assert sum(len(batch) for batch in case.rows(question, as_declared=True)) == expected


def main() -> None:
    """Make the file, run the pairs, print the figures."""
    n_rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    n_pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    name = sys.argv[3] if len(sys.argv) > 3 else "korea"
    with TemporaryDirectory(prefix="tidewaiter-bench-") as at:
        folder = Path(at)
        if name == "growth":
            forms = [written("korea", folder, n) for n in (n_rows // 10, n_rows)]
            case = folder / "case"
            pairs = [(ingested(forms[0], case), ingested(forms[1], case)) for _ in range(n_pairs)]
            return show(pairs, (f"{n_rows // 10:,} rows", f"{n_rows:,} rows"))
        form = written(name, folder, n_rows)
        print(f"{name}: {n_rows:,} rows, {size_of(form.file):,} bytes, {os.cpu_count()} cores")
        pair(form, folder)  # warms the page cache
        show([pair(form, folder) for _ in range(n_pairs)], ("floor", "ingest"))
        return show_ask(folder / "case")


if __name__ == "__main__":
    main()
