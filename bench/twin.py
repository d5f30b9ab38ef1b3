"""A twin of some size: seconds, peak memory, bytes and columns; made twice with one seed, it is the same.

    python bench/twin.py [LINES] [--spec FILE.toml] [--seeds 1 2 3 4 5]

With `--seeds` each twin is also taken into a case: rows must be conserved, no column be
unmapped, no file left out, and every planted total come back.
"""

import argparse
import csv
import gzip
import hashlib
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any


def made(out: Path, n_lines: int, seed: int, spec: str | None) -> dict[str, Any]:
    """Write one twin in a process of its own; what it told of itself."""
    return said(
        "twin",
        str(out),
        "--lines",
        str(n_lines),
        "--seed",
        str(seed),
        "--json",
        *(["--spec", spec] if spec else []),
    )


def said(*command: str) -> dict[str, Any]:
    """What a command prints as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "tidewaiter", *command], check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def n_columns(path: Path) -> int:
    """The widest of the first lines: titles stand above the header."""
    if path.suffix == ".xlsx":
        return 0
    with path.open("rb") as packed:
        stream = gzip.GzipFile(fileobj=packed) if path.suffix == ".gz" else packed
        head = stream.read(16_384).decode("latin-1").splitlines()[:8]
    return max(len(next(csv.reader([line], delimiter=sign))) for line in head for sign in ";,\t")


def size(n_lines: int, spec: str | None) -> None:
    """One large twin, timed."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "twin"
        start = time.perf_counter()
        facts = made(out, n_lines, 1, spec)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
        n_bytes = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        for name, n in facts["files"].items():
            path = out / name
            print(
                f"{n:>12,} rows  {path.stat().st_size / 1e9:6.2f} GB  {n_columns(path):>3} columns  {name}"
            )
        print(
            f"{facts['n_rows']:,} rows in {seconds:.1f} s, peak {peak:.2f} GiB, {n_bytes / 1e9:.2f} GB on disk"
        )


def seeds(n_lines: int, spec: str | None, wanted: list[int]) -> None:
    """Twins of some seeds, each made twice, ingested and scored."""
    for seed in wanted:
        with TemporaryDirectory() as name:
            folder = Path(name)
            facts = made(folder / "twin", n_lines, seed, spec)
            made(folder / "again", n_lines, seed, spec)
            alike = digests(folder / "twin") == digests(folder / "again")
            case = str(folder / "case")
            subprocess.run(
                [sys.executable, "-m", "tidewaiter", "init", case], check=True, capture_output=True
            )
            done = said("ingest", case, str(folder / "twin"), "--json")
            health = subprocess.run(
                [sys.executable, "-m", "tidewaiter", "doctor", case], stdout=subprocess.DEVNULL
            )
            told = said("score", case, str(folder / "twin" / "truth"), "--json")
            unmapped = subprocess.run(
                [sys.executable, "-m", "tidewaiter", "problems", case, "--kind", "unmapped_column", "--json"],
                check=True, stdout=subprocess.PIPE,
            ).stdout.count(b"unmapped_column")  # fmt: skip
            print(
                f"seed {seed}: alike {alike}; {facts['n_rows']:,} written, {done['n_rows']:,} rows taken in; "
                f"unmapped {unmapped}; doctor {'finds all whole' if not health.returncode else 'finds a fault'}; "
                f"totals {told['totals']['n_exact']} of {told['totals']['n']} exact, "
                f"versions F1 {told['versions']['f1']}, verdicts {told['verdicts']['accuracy']:.3f}"
            )


def main() -> None:
    """As the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("lines", nargs="?", type=int, default=10_000_000)
    parser.add_argument("--spec")
    parser.add_argument("--seeds", nargs="+", type=int)
    told = parser.parse_args()
    if told.seeds:
        seeds(told.lines, told.spec, told.seeds)
    else:
        size(told.lines, told.spec)


if __name__ == "__main__":
    main()
