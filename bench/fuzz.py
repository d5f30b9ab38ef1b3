"""Thousands of damaged files of every kind, each read or refused; anything else is a fault.

Every file is made from the name of its reader and a number, so a fault is seen again with
`--replay READER NUMBER`. The files are read in processes that may end: a crash, a file that
takes longer than ten seconds or more than a gibibyte of memory is a fault like any other. One
in 250 also goes the whole way through the command line.

    python bench/fuzz.py --n 100000 --seed 1 --jobs 2
    python bench/fuzz.py --replay xlsx 10000042
"""

import argparse
import json
import os
import resource
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

SOURCE = Path(__file__).resolve().parents[1] / "src"
FAULTS = Path(__file__).parent / "out" / "fuzz"
BATCH = 500
"""Files one process reads before another takes its place."""
LONGEST, LONGEST_WHOLE = 10.0, 60.0  # seconds
MOST_MEMORY = 1 << 30
ROOM = 3 << 30
"""Addresses a process may take beyond those it begins with; not all of them are memory."""
WHOLE = 250  # one file in so many by the command line too


@dataclass(frozen=True)
class Told:
    """What became of one file."""

    number: int
    kind: str
    what: str = ""


@dataclass
class Count:
    """What became of the files of one reader."""

    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[Told] = field(default_factory=list)


def main() -> None:
    """Hunt, replay, or be one of the processes that read."""
    asked = _arguments()
    if asked.work:
        _work(*asked.work)
    elif asked.replay:
        _replay(asked.replay[0], int(asked.replay[1]))
    else:
        sys.exit(_hunt(asked.n, asked.seed, asked.jobs, asked.only))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--n", type=int, default=100_000, help="files in all, the same for each reader"
    )
    parser.add_argument("--seed", type=int, default=1, help="which files; others for another seed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=(), metavar="READER")
    parser.add_argument("--replay", nargs=2, metavar=("READER", "NUMBER"))
    parser.add_argument("--work", nargs=4, help=argparse.SUPPRESS)
    return parser.parse_args()


def _hunt(n: int, seed: int, jobs: int, only: list[str]) -> int:
    from mutants.seeds import READERS

    readers = [reader for reader in READERS if reader in only or not only]
    each = -(-n // len(readers))
    batches = [
        (reader, seed * 10_000_000 + start, seed * 10_000_000 + min(start + BATCH, each))
        for start in range(0, each, BATCH)
        for reader in readers
    ]
    counts = {reader: Count() for reader in readers}
    began = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        for (reader, *_), told in zip(
            batches, pool.map(lambda batch: list(_batch(*batch)), batches), strict=True
        ):
            for one in told:
                counts[reader].kinds[one.kind] += 1
                if one.kind == "fault":
                    counts[reader].faults.append(one)
                    _save(reader, one)
                    print(f"{reader} {one.number}: {_last_line(one.what)}", file=sys.stderr)
    _print(counts, time.monotonic() - began)
    return int(any(count.faults for count in counts.values()))


def _print(counts: dict[str, Count], seconds: float) -> None:
    row = "{:10} {:>10} {:>10} {:>10} {:>10}"
    print(row.format("reader", "mutations", "read", "refused", "faults"))
    total: Counter[str] = Counter()
    for reader, count in counts.items():
        total += count.kinds
        print(
            row.format(
                reader,
                count.kinds.total(),
                *(count.kinds[kind] for kind in ("read", "refused", "fault")),
            )
        )
    print(row.format("all", total.total(), *(total[kind] for kind in ("read", "refused", "fault"))))
    print(f"{seconds:,.0f} s")
    for reader, count in counts.items():
        alike = Counter(_last_line(one.what) for one in count.faults)
        for what, n in alike.most_common():
            first = next(one.number for one in count.faults if _last_line(one.what) == what)
            print(f"{reader}: {n} × {what} (--replay {reader} {first})")


def _last_line(what: str) -> str:
    return (what.strip().splitlines() or [""])[-1][:160]


def _save(reader: str, one: Told) -> None:
    from mutants.inside import mutant

    FAULTS.mkdir(parents=True, exist_ok=True)
    (FAULTS / f"{reader}-{one.number}").write_bytes(mutant(reader, one.number).content)
    (FAULTS / f"{reader}-{one.number}.txt").write_text(one.what, encoding="utf-8")


def _batch(reader: str, start: int, stop: int) -> Iterator[Told]:
    """What became of some files of a reader; a process that ends is followed by another."""
    at = start
    while at < stop:
        for one in _followed(reader, at, stop):
            if one.kind == "fault" and "\nthe process" in one.what:
                one = _confirmed(reader, one)
            yield one
            at = one.number + 1


def _confirmed(reader: str, one: Told) -> Told:
    """Once more, alone, and opened apart where the product does that."""
    from mutants.trial import GUARDED

    again = list(_followed(reader, one.number, one.number + 1, apart=reader in GUARDED))
    return again[0] if again else one


def _followed(reader: str, start: int, stop: int, apart: bool = False) -> Iterator[Told]:
    """Start a process that reads these files, and say what it says until it ends or is ended."""
    command = [
        sys.executable,
        __file__,
        "--work",
        reader,
        str(start),
        str(stop),
        "apart" if apart else "",
    ]
    with TemporaryDirectory() as folder, (Path(folder) / "said").open("w+b") as errors:
        said = {**os.environ, "RUST_BACKTRACE": "0", "PYTHONPATH": str(SOURCE)}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, cwd=folder, env=said
        )
        assert process.stdout is not None
        waiting = selectors.DefaultSelector()
        waiting.register(process.stdout, selectors.EVENT_READ)
        at, longest = start, 60.0  # to begin with, it loads libraries
        while waiting.select(longest) and (line := process.stdout.readline()):
            said = json.loads(line)
            if "begun" in said:
                at, longest = (
                    said["begun"],
                    LONGEST_WHOLE if apart or _is_whole(said["begun"]) else LONGEST,
                )
            else:
                yield Told(**said)
                at = said["number"] + 1
        hung = process.poll() is None and not _ended(process)
        process.kill()
        process.wait()
        if at < stop and (hung or process.returncode):
            errors.seek(0)
            tail = errors.read()[-2000:].decode("utf-8", "replace")
            why = "took too long" if hung else f"ended: {_how_it_ended(process.returncode)}"
            yield Told(at, "fault", f"{tail}\nthe process {why}; {_last_line(tail)}")


def _ended(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(0.5)
    except subprocess.TimeoutExpired:
        return False
    return True


def _how_it_ended(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


def _is_whole(number: int) -> bool:
    return number % WHOLE == 0


def _work(reader: str, start: str, stop: str, apart: str) -> None:
    """Read the files of these numbers, saying before and after each what is done."""
    from mutants.trial import FAULT, Outcome, trial

    said = sys.stdout
    sys.stdout = sys.stderr  # what the product prints is not what we say
    _limit()
    folder = Path.cwd() / "files"
    folder.mkdir()
    at_first = _peak()
    for number in range(int(start), int(stop)):
        print(json.dumps({"begun": number}), file=said, flush=True)
        outcome = trial(reader, number, folder, apart=bool(apart), whole=_is_whole(number))
        peak = _peak()
        if peak - at_first > MOST_MEMORY:
            outcome = Outcome(
                FAULT, f"{outcome.what}\nthe process took {peak - at_first:,} bytes of memory"
            )
        told = {"number": number, "kind": outcome.kind, "what": outcome.what}
        print(json.dumps(told), file=said, flush=True)
        if peak - at_first > MOST_MEMORY:
            break


def _limit() -> None:
    import fastexcel  # noqa: F401  # loaded before the room beyond what is loaded is measured
    import pyarrow.parquet  # noqa: F401

    import tidewaiter.cli.main  # noqa: F401

    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + ROOM, size + ROOM))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def _replay(reader: str, number: int) -> None:
    """One file again, what became of it, and the file itself."""
    shutil.rmtree(FAULTS / "replay", ignore_errors=True)
    told = list(_followed(reader, number, number + 1))
    _save(reader, told[0])
    print(f"{told[0].kind}: {told[0].what}\nthe file is {FAULTS / f'{reader}-{number}'}")
    apart = next(_followed(reader, number, number + 1, apart=True))
    print(f"as the product opens it: {apart.kind}: {apart.what}")


if __name__ == "__main__":
    main()
