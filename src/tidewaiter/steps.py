"""The steps of `run`, in order: what is made of the lines a case holds, and only where it changed.

Each step belongs to one room, which reads tables and writes tables; rooms that know nothing of each
other meet here. A step says which state of the case it makes, or that nothing has changed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from tidewaiter.ground.folder import CaseFolder
from tidewaiter.ground.manifest import Manifest
from tidewaiter.law.asking import read_day
from tidewaiter.law.control import Controlled, refresh
from tidewaiter.words.progress import Progress


@dataclass(frozen=True, slots=True)
class Ran:
    """What the steps did."""

    control: Controlled

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"control": self.control.as_dict()}

    def as_facts(self) -> dict[str, Any]:
        """For the ledger, which keeps no content of records: they may be purged."""
        control = self.control.as_dict()
        return {"control": {**control, "left_out": len(self.control.left_out)}}


def run(
    folder: CaseFolder, known_on: Collection[date], progress: Progress
) -> tuple[Manifest | None, Ran]:
    """Every step over a case whose lock the caller holds; the manifest to swap in, if any changed."""
    state, control = refresh(folder, folder.manifest(), known_on, progress)
    return state, Ran(control)


def day(said: str | date) -> date:
    """A day of knowledge."""
    return read_day(said, "known-on")
