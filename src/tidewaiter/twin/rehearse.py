"""A rehearsal: the smallest twin of a spec, looked at as `ingest` would."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tidewaiter.intake import inspect, named, profiles_of
from tidewaiter.twin.make import make
from tidewaiter.twin.spec import Spec
from tidewaiter.words.errors import TidewaiterError
from tidewaiter.words.progress import Silent


def rehearse(spec: Spec) -> list[str]:
    """A sentence for each file that no built-in profile reads whole; nothing is kept."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "twin"
        try:
            made = make(out, spec, b"", None, 1, Silent())
            return [sentence for name in made.files for sentence in _read(out / name)]
        except TidewaiterError as refusal:
            return [f"{refusal.message}: {refusal.hint}"]


def _read(path: Path) -> list[str]:
    found = []
    for table in inspect([path]).tables:
        if table.profile is None:
            found.append(f"file {path.name}: {table.warnings[0]}")
            continue
        unnamed = named(table.profile, profiles_of(None)).unnamed(table.header)
        found += [
            f"file {path.name}: profile {table.profile} does not know the column {name}"
            for name in unnamed
        ]
    return found
