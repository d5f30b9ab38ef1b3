"""What is still plausible in a file; beyond it a file is refused, and the refusal names the limit.

Each limit is a setting: a variable of the environment, `TIDEWAITER_MOST_` and its name. A
person who trusts a file raises the one that the refusal names.
"""

import os
from dataclasses import dataclass

from tidewaiter.words.errors import CommandError, FileRefused

PREFIX = "TIDEWAITER_MOST_"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its name as a setting, its usual value, and what it counts."""

    name: str
    usual: int
    of: str

    @property
    def setting(self) -> str:
        """The variable of the environment that sets it."""
        return PREFIX + self.name

    def now(self) -> int:
        """Its value for this command."""
        said = os.environ.get(self.setting, str(self.usual))
        if not said.isdecimal() or not int(said):
            raise CommandError(f"{self.setting} is {said!r}", "set it to a whole number above 0")
        return int(said)

    def refuse(self, name: str, what: str) -> FileRefused:
        """The refusal of a file that is beyond it."""
        return FileRefused(
            f"{name} {what}, more than {self.now():,} {self.of}",
            f"if you trust it, set {self.setting} higher and try again",
        )


UNPACKED_BYTES = Limit("UNPACKED_BYTES", 100 << 30, "bytes unpacked")
MEMORY_BYTES = Limit("MEMORY_BYTES", 512 << 20, "bytes in memory")
ENGINE_BYTES = Limit("ENGINE_BYTES", 2 << 30, "bytes of the engine")
"""Beyond it nothing is refused: the engine goes on with what it has put aside on disk."""
EXPANSION = Limit("EXPANSION", 300, "times its packed size")
MEMBERS = Limit("MEMBERS", 10_000, "files in one archive")
COLUMNS = Limit("COLUMNS", 16_384, "columns")
RECORD_BYTES = Limit("RECORD_BYTES", 64 << 20, "bytes in one record")
NESTING = Limit("NESTING", 64, "levels inside each other")
COPIED_BYTES = Limit("COPIED_BYTES", 8 << 30, "bytes to copy")
"""Larger originals are not refused: they stay where they are, kept by path and hash."""

LIMITS = (
    COPIED_BYTES,
    ENGINE_BYTES,
    UNPACKED_BYTES,
    MEMORY_BYTES,
    EXPANSION,
    MEMBERS,
    COLUMNS,
    RECORD_BYTES,
    NESTING,
)
