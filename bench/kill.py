"""`kill -9` at seeded random moments; the same command again must give the undisturbed case.

`ingest` is killed at moments spread evenly over its whole run; `remove`, `purge`, `map` and
`gc` at moments spread over the time for which they hold the lock. After every kill the case
must open, be healthy, and answer as before or as after, never in between. After the same
command again it must answer as if nothing had happened, and `gc` must leave nothing behind.

    python bench/kill.py [KILLS OF INGEST] [KILLS OF EACH OTHER] [SEED]
"""

import gzip
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from korean_rows import KOREA, write
from tidewaiter.case import Case, init, open_case
from tidewaiter.ground.gc import unreferenced
from tidewaiter.ground.manifest import Manifest
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.errors import CommandError

YEARS = sorted((LIBRARY / "examples" / "eurostat" / "eu_year_export").glob("*T08_31_*.csv"))
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"of": "declarations"},
    {"of": "declarations", "by": ["month", "hs2"], "measure": "net_kg"},
    {"of": "declarations", "by": ["origin"], "measure": "n_lines"},
    {"of": "statistics", "by": ["partner", "year"], "period_level": "year"},
)
PHASES = (
    "starting", "locked", "copying", "reading", "normalising", "tables stand", "in the ledger",
    "state kept", "case changed", "ended",
)  # fmt: skip
OURS = ("Declaration ID", "Nummer der Anmeldung")


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(command(words), capture_output=True, text=True, check=False)


def command(words: Sequence[object]) -> list[str]:
    """The command line of a command."""
    return [sys.executable, "-m", "tidewaiter", *map(str, words)]


@dataclass(frozen=True)
class Inputs:
    """Five files, a sixth that no built-in profile fits, and the profile that fits it."""

    five: tuple[Path, ...]
    other: Path
    profile: Path

    @classmethod
    def made(cls, folder: Path) -> "Inputs":
        """Three files of declarations, of which two are generated, and two of statistics."""
        five = (
            write(folder / "one.csv", 15_000, seed=1),
            write(folder / "two.csv", 5_000, seed=2),
            KOREA / "df_syn_valid_eng.csv.gz",
            *YEARS[1:3],
        )
        other, profile = folder / "other.csv", folder / "other.toml"
        with gzip.open(KOREA / "df_syn_valid_eng.csv.gz", "rt") as lines:
            other.write_text(lines.read().replace(*OURS))
        built_in = (LIBRARY / "profiles" / "korea-import-declarations.toml").read_text()
        profile.write_text(built_in.replace(*OURS))
        return cls(five, other, profile)


def answers(case: Case) -> list[dict[str, Any]]:
    """What the case says to every question, and which rows it used; how it is built up."""
    found = []
    for question in QUESTIONS:
        try:
            answer = case.ask(question, row_set=True).as_dict()
            found.append({name: said for name, said in answer.items() if name != "manifest"})
        except CommandError as refusal:
            found.append({"refused": refusal.message})
    state = case.folder.manifest()
    tables = Counter((file.table, file.n_rows) for file in state.files)
    return [*found, {"tables": tables, "originals": state.originals}]


def stored(case: Case) -> Counter[str]:
    """The originals, and how many files of each table and states lie in the case."""
    parts = (case.folder.originals, case.folder.tables, case.path / "manifests")
    files = [path for part in parts for path in part.rglob("*") if path.is_file()]
    return Counter(
        path.name if path.parent == case.folder.originals else path.parent.name for path in files
    )


def phase(case: Case, before: Manifest, n_events: int) -> str:
    """How far a writer got, by what it left."""
    folder = case.folder
    if folder.manifest().id != before.id:
        return "case changed"
    if any(state.ledger_seq > before.ledger_seq for _, state in folder.history()):
        return "state kept"
    if len(case.log()) > n_events:
        return "in the ledger"
    if any("tables" in path.parts for path in unreferenced(folder)):
        return "tables stand"
    if parts := list(folder.staging.glob("layout-*/*.parquet")):
        return "reading" if all(one.name.startswith("raw-") for one in parts) else "normalising"
    if folder.staging.exists():
        return "copying"
    return "locked" if (case.path / "lock.json").exists() else "starting"


@dataclass
class Series:
    """One command, killed again and again."""

    name: str
    template: Path
    words: tuple[object, ...]
    whole_run: bool  # moments over the whole run, else over the time the lock is held
    before: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    stored: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    phases: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def undisturbed(self, place: Path) -> None:
        """What the command makes of the case, and how long it takes."""
        case = copied(self.template, place)
        self.before = answers(case)
        child = self.started(case)
        begun = time.perf_counter()
        while child.poll() is None and (self.whole_run or (case.path / "lock.json").exists()):
            time.sleep(0.001)
        self.seconds = time.perf_counter() - begun
        said = child.communicate()[1]
        if child.returncode:
            sys.exit(f"{self.name}: {said.decode()}")
        self.after = answers(open_case(place))
        case.gc()
        self.stored = stored(case)

    def started(self, case: Case) -> "subprocess.Popen[bytes]":
        """The command under way; where only the lock matters, as soon as it is held."""
        words = [str(word).replace("{case}", str(case.path)) for word in self.words]
        child = subprocess.Popen(command(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        lock = case.path / "lock.json"
        while not self.whole_run and child.poll() is None and not lock.exists():
            time.sleep(0.001)
        return child

    def kill(self, place: Path, share: float) -> None:
        """Kill it when that share of its time is over, look, and run it again."""
        case = copied(self.template, place)
        state, n_events = case.folder.manifest(), len(case.log())
        child = self.started(case)
        time.sleep(share * self.seconds)
        running = child.poll() is None
        child.kill()
        child.communicate()
        reached = phase(case, state, n_events) if running else "ended"
        self.phases[reached] += 1
        at = f"{self.name} killed at {share:.3f} ({reached})"
        self._check_left(case, at)
        self._check_again(case, at, changed=reached in ("case changed", "ended"))

    def _check_left(self, case: Case, at: str) -> None:
        left = answers(open_case(case.path))
        if left not in (self.before, self.after):
            self.faults.append(f"{at}: the case is neither as before nor as after")
        self._check_health(case, at)

    def _check_again(self, case: Case, at: str, changed: bool) -> None:
        words = [str(word).replace("{case}", str(case.path)) for word in self.words]
        again = run(*words)
        gone = changed and self.name in ("remove", "purge") and "no source" in again.stderr
        if again.returncode and not gone:
            self.faults.append(f"{at}: again: {again.stderr.strip()}")
        if answers(open_case(case.path)) != self.after:
            self.faults.append(f"{at}: again: answers differ from the undisturbed")
        self._check_health(case, f"{at}: again")
        if self.name in ("purge", "gc") and (stray := unreferenced(case.folder)):
            self.faults.append(f"{at}: again: {len(stray)} files left, such as {stray[0].name}")
        case.gc()
        if stored(case) != self.stored and not (changed and self.name == "map"):
            self.faults.append(f"{at}: stored in the end: {stored(case)}, not {self.stored}")
        kept = unreferenced(case.folder)
        for path in (*kept, case.folder.staging, case.path / "lock.json"):
            if path.exists():
                self.faults.append(f"{at}: left after gc: {path.relative_to(case.path)}")

    def _check_health(self, case: Case, at: str) -> None:
        self.faults += [
            f"{at}: doctor: {one.what}: {one.found}" for one in case.doctor() if not one.ok
        ]


def copied(template: Path, place: Path) -> Case:
    """A fresh copy of a case."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(template, place)
    return open_case(place)


def templates(folder: Path, inputs: Inputs) -> tuple[Path, Path, Path]:
    """A case with one file; one with all; the last with leftovers and without a source."""
    one, full, littered = folder / "case-one", folder / "case-full", folder / "case-littered"
    init(one).ingest(YEARS[:1])
    case = copied(one, full)
    case.ingest(inputs.five)
    case.ingest([inputs.other], raw=True)
    case = copied(full, littered)
    case.remove(["two.csv"])
    for number in range(3_000):
        (case.folder.tables / "problem" / f"stray-{number}.parquet").write_bytes(b"stray")
    return one, full, littered


def series(folder: Path, inputs: Inputs) -> list[Series]:
    """The commands that write."""
    one, full, littered = templates(folder, inputs)
    mapped = ("map", "{case}", "other.csv", "--profile", inputs.profile)
    purged = ("purge", "{case}", "--source", "one.csv", "--why", "test", "--yes")
    return [
        Series("ingest", one, ("ingest", "{case}", *inputs.five), whole_run=True),
        Series("remove", full, ("remove", "{case}", "one.csv"), whole_run=False),
        Series("purge", full, purged, whole_run=False),
        Series("map", full, mapped, whole_run=False),
        Series("gc", littered, ("gc", "{case}", "--forget-history"), whole_run=False),
    ]


def print_table(made: Sequence[Series], n_kills: Callable[[Series], int]) -> None:
    """One line a command: where the kills landed, and what was wrong."""
    print(
        f"\n{'command':8} {'kills':>5} {'seconds':>7} {'while running':>13} {'faults':>6}  landed"
    )
    for one in made:
        running = sum(n for name, n in one.phases.items() if name != "ended")
        landed = ", ".join(f"{name} {one.phases[name]}" for name in PHASES if one.phases[name])
        print(
            f"{one.name:8} {n_kills(one):5} {one.seconds:7.2f} {running:13} {len(one.faults):6}  {landed}"
        )


def main() -> None:
    """Every series in turn; exit 1 when a case came out different."""
    numbers = [int(word) for word in sys.argv[1:]]
    of_ingest, of_others, seed = [*numbers, *(50, 10, 1)[len(numbers) :]]
    drawn = random.Random(seed)
    with TemporaryDirectory(prefix="tidewaiter-kill-") as name:
        folder = Path(name)
        made = series(folder, Inputs.made(folder))
        for one in made:
            one.undisturbed(folder / "case")
            for _ in range(of_ingest if one.whole_run else of_others):
                one.kill(folder / "case", drawn.random())
            for fault in one.faults:
                print(f"FAULT {fault}", flush=True)
    print_table(made, lambda one: of_ingest if one.whole_run else of_others)
    sys.exit(any(one.faults for one in made))


if __name__ == "__main__":
    main()
