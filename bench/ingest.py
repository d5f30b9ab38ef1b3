"""`ingest` beside DuckDB alone copying the same CSV as strings to zstd Parquet; then `ask`.

Pairs alternate on the same file, each side in a process of its own; the ratio of wall and of
CPU seconds is printed, with peak memory and bytes on disk. Pairs in which the floor got less
than 1.6 cores on a machine with two are set aside.

    python bench/ingest.py [ROWS] [PAIRS]
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from korean_rows import write

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


def pair(source: Path, folder: Path) -> tuple[Cost, Cost]:
    """The floor, then a fresh case and its ingest."""
    parquet, case = folder / "floor.parquet", folder / "case"
    floor = run([sys.executable, "-c", FLOOR, str(source), str(parquet)], parquet)
    shutil.rmtree(case, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "tidewaiter", "init", str(case)], check=True, capture_output=True
    )
    ours = run(
        [sys.executable, "-m", "tidewaiter", "ingest", str(case), str(source)], case / "tables"
    )
    return floor, ours


def show(pairs: list[tuple[Cost, Cost]]) -> None:
    """Ratios of the fair pairs, and the medians behind them."""
    fair = [one for one in pairs if one[0].cores >= 1.6] or pairs
    print(f"{len(fair)} of {len(pairs)} pairs counted")
    for name in ("wall", "cpu", "peak_mib", "bytes_on_disk"):
        floor = statistics.median(getattr(one, name) for one, _ in fair)
        ours = statistics.median(getattr(one, name) for _, one in fair)
        ratio = statistics.median(getattr(mine, name) / getattr(base, name) for base, mine in fair)
        print(f"{name:14} floor {floor:14,.2f}   ingest {ours:14,.2f}   ratio {ratio:5.2f}")


def show_ask(case: Path) -> None:
    """By month and chapter: warm, in process; then the whole command."""
    from tidewaiter.case import open_case

    opened = open_case(case)
    question = {"by": ["month", "hs2"]}
    opened.ask(question)
    warm = []
    for _ in range(7):
        started = time.perf_counter()
        opened.ask(question)
        warm.append(time.perf_counter() - started)
    command = [
        sys.executable,
        "-m",
        "tidewaiter",
        "ask",
        str(case),
        "--by",
        "month",
        "--by",
        "hs2",
        "--json",
    ]
    whole = statistics.median(run(command, case / "case.toml").wall for _ in range(5))
    print(
        f"ask by month and hs2: warm, in process {statistics.median(warm):.3f} s; whole command {whole:.2f} s"
    )


def main() -> None:
    """Make the file, run the pairs, print the figures."""
    n_rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    n_pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    with TemporaryDirectory(prefix="tidewaiter-bench-") as name:
        folder = Path(name)
        source = write(folder / "korea.csv", n_rows)
        print(f"{n_rows:,} rows, {size_of(source):,} bytes, {os.cpu_count()} cores")
        pair(source, folder)  # warms the page cache
        show([pair(source, folder) for _ in range(n_pairs)])
        show_ask(folder / "case")


if __name__ == "__main__":
    main()
