"""A disk that fills up under a command: a clear refusal, the case as it was, and no harm once there is room.

The case lies on a small disk in memory of ten seeded sizes, from one on which nothing fits to
one just too small. The command must end with `error:` and `hint:`, the case must stand at the
same state, and when the disk is enlarged it must be healthy and the same command must give the
undisturbed answers. Then the same disk without the right to write, and a sort that must spill
to a full disk. Needs the right to mount.

    sudo python bench/full_disk.py [SIZES] [SEED]
"""

import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kill import Inputs, Series, answers, command, copied, run, series
from tidewaiter.case import open_case
from tidewaiter.ground.engine import engine
from tidewaiter.words.errors import CaseError

ROOM = 1 << 30
PAGE = 4096


@contextmanager
def disk(place: Path) -> Iterator[Path]:
    """A disk in memory."""
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def remount(place: Path, options: str) -> None:
    """Give a disk another size or other rights."""
    subprocess.run(["mount", "-o", f"remount,{options}", place], check=True)


def used(place: Path) -> int:
    """Bytes in use on a disk."""
    return shutil.disk_usage(place).used


def needed(one: Series, place: Path) -> int:
    """The most bytes the command had in use beyond the case, and its undisturbed answers."""
    start = used(copied(one.template, place / "case").path)
    most, over = [start], threading.Event()

    def watch() -> None:
        while not over.wait(0.001):
            most.append(max(most[-1], used(place)))

    watching = threading.Thread(target=watch)
    watching.start()
    one.undisturbed(place / "case")
    over.set()
    watching.join()
    return most[-1] - start


def fill(one: Series, place: Path, spare: int) -> tuple[str, list[str]]:
    """Run it with so many bytes to spare; what it said, and what was wrong."""
    remount(place, f"size={ROOM}")
    case = copied(one.template, place / "case")
    state, faults = case.folder.manifest(), []
    remount(place, f"size={used(place) + spare // PAGE * PAGE}")
    words = [str(word).replace("{case}", str(case.path)) for word in one.words]
    done = run(*words)
    refused = done.returncode == 2 and done.stderr.startswith("error: ") and "hint: " in done.stderr
    if done.returncode and (not refused or "Traceback" in done.stderr):
        faults.append(f"exit {done.returncode}: {done.stderr}")
    if "should not happen" in done.stderr:
        faults.append(f"unforeseen: {done.stderr}")
    if done.returncode and case.folder.manifest() != state:
        faults.append("the case is not as it was")
    remount(place, f"size={ROOM}")
    if done.returncode:
        faults += [f"doctor: {health.found}" for health in case.doctor() if not health.ok]
        if answers(open_case(case.path)) != one.before:
            faults.append("the case answers otherwise than before")
        again = run(*words)
        if again.returncode:
            faults.append(f"again: {again.stderr}")
    if answers(open_case(case.path)) != one.after:
        faults.append("answers differ from the undisturbed")
    faults += [f"doctor: {health.found}" for health in case.doctor() if not health.ok]
    return (done.stderr.splitlines() or ["done"])[0] if done.returncode else "it fitted", faults


def unwritable(one: Series, place: Path) -> list[str]:
    """On a disk that is read-only, what reads answers and what writes is refused."""
    case, faults = copied(one.template, place / "case"), []
    remount(place, "ro")
    words = [str(word).replace("{case}", str(case.path)) for word in one.words]
    for command_words, expected in (
        (words, 2),
        (("sources", case.path), 0),
        (("log", case.path), 0),
        (("doctor", case.path), 0),
        (("ask", case.path, "--of", "statistics", "--period-level", "year", "--json"), 0),
        (("backup", case.path, place.parent / "copy"), 0),
        (("init", place / "new"), 2),
    ):
        done = run(*command_words)
        if done.returncode != expected or "should not happen" in done.stderr:
            faults.append(f"{' '.join(command(command_words)[3:5])}: {done.stderr.strip()}")
        print(f"read-only  {command_words[0]:8} exit {done.returncode}  {said(done.stderr)}")
    remount(place, "rw")
    return faults


def spill(place: Path) -> list[str]:
    """A sort larger than memory on a disk with no room for it."""
    remount(place, f"size={used(place) + (8 << 20)}")
    try:
        with engine([place], place / "spill") as running:
            running.run("SET memory_limit = '100MB'")
            running.run("CREATE TABLE t AS SELECT hash(i) AS h FROM range(40_000_000) r(i)")
        return ["a sort larger than the disk came to an end"]
    except CaseError as refusal:
        print(f"spill      {refusal.message}\n           hint: {refusal.hint}")
        return (
            []
            if refusal.message == "the disk is full"
            else [f"spill: {refusal.message}: {refusal.hint}"]
        )
    finally:
        remount(place, f"size={ROOM}")


def said(stderr: str) -> str:
    """The first line of what a command said."""
    return (stderr.splitlines() or [""])[0][:150]


def main() -> None:
    """Every command on every size; exit 1 when a case came to harm."""
    numbers = [int(word) for word in sys.argv[1:]]
    n_sizes, seed = [*numbers, *(10, 1)[len(numbers) :]]
    drawn, faults = random.Random(seed), []
    with TemporaryDirectory(prefix="tidewaiter-full-") as name, disk(Path(name) / "disk") as place:
        folder = Path(name)
        made = [one for one in series(folder, Inputs.made(folder)) if one.name != "gc"]
        for one in made:
            most = needed(one, place)
            shares = sorted(drawn.random() for _ in range(n_sizes - 2))
            for share in (0.0, *shares, 0.97):
                words, wrong = fill(one, place, int(share * most))
                print(f"{one.name:8} {share * most / 2**20:7.2f} MiB to spare  {said(words)}")
                faults += [f"{one.name} at {share:.3f}: {fault}" for fault in wrong]
        faults += unwritable(made[0], place)
        faults += spill(place)
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
