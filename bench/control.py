"""The law of every line: seconds and peak memory of `run`, and of questions beyond the same without law.

    python bench/control.py CASE           a case that holds lines, such as one of a large twin
    python bench/control.py --lines 1000000

Each command runs in a process of its own. `beyond` is what the law costs over the plain scan: the
question with a filter on it, less the same question without.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tidewaiter.ground.folder import find
from tidewaiter.ground.manifest import swap
from tidewaiter.ground.schema import DERIVED

_MEASURED = (
    "import resource, sys; from tidewaiter.cli.run import main\n"
    "try: main()\n"
    "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
)
LINES = ("--of", "declarations")
ASKED = (
    ("--control", "CN:unknown"),
    ("--control", "EU:not_applicable"),
    ("--loophole", "not_controlled"),
    ("--loophole", "unknown", "--by", "month", "--by", "hs6"),
)


@dataclass(frozen=True)
class Ran:
    """One command: how long, how much memory at its peak, what it printed."""

    seconds: float
    peak_bytes: int
    out: str


def tidewaiter(*words: str) -> Ran:
    """Run a command."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *words], check=True, capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    return Ran(seconds, int(done.stderr.split()[-1]) * 1024, done.stdout)


def say(what: str, ran: Ran, more: str = "") -> None:
    """One line of figures."""
    print(f"{what:<58}{ran.seconds:>8.2f} s {ran.peak_bytes / 2**30:>6.2f} GiB  {more}", flush=True)


@contextmanager
def twin_case(n_lines: int) -> Iterator[Path]:
    """A case of a twin."""
    with TemporaryDirectory(prefix="tidewaiter-bench-") as folder:
        twin, case = Path(folder, "twin"), Path(folder, "case")
        say("twin", tidewaiter("twin", str(twin), "--lines", str(n_lines)))
        tidewaiter("init", str(case))
        say("ingest", tidewaiter("ingest", str(case), str(twin), "--no-copy"))
        yield case


def measure(case: Path) -> None:
    """`run` from nothing and once more, then questions."""
    forget(case)
    ran = tidewaiter("run", str(case), "--json")
    told = json.loads(ran.out)["control"]
    say("run", ran, f"{told['n_lines']:,} lines, {told['n_combinations']:,} combinations")
    say("run, nothing changed", tidewaiter("run", str(case), "--json"))
    plain = tidewaiter("ask", str(case), *LINES, "--json")
    say("ask: the plain scan", plain)
    for words in ASKED:
        found = tidewaiter("ask", str(case), *LINES, *words, "--json")
        beyond = f"{found.seconds - plain.seconds:+.2f} s beyond the plain scan"
        say(f"ask {' '.join(words)}", found, beyond)
    say("loophole --by month", tidewaiter("loophole", str(case), "--by", "month", "--json"))


def forget(case: Path) -> None:
    """Take what an earlier run made out of the case."""
    folder = find(case)
    state = folder.manifest()
    kept = tuple(one for one in state.files if one.table not in DERIVED)
    swap(folder.path, replace(state, files=kept))


def main() -> None:
    """Measure a case that is there, or one of a twin made for it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("case", nargs="?", type=Path)
    asked.add_argument("--lines", type=int, default=1_000_000)
    told = asked.parse_args()
    if told.case:
        measure(told.case)
    else:
        with twin_case(told.lines) as case:
            measure(case)


if __name__ == "__main__":
    main()
