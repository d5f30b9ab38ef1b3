"""Progress is an object that does nothing unless somebody watches."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Progress(Protocol):
    """What a long step reports; `total` is in bytes or rows, whatever the step says."""

    def start(self, what: str, total: int) -> None: ...
    def advance(self, amount: int) -> None: ...
    def say(self, sentence: str) -> None: ...
    def paused(self) -> AbstractContextManager[None]:
        """Nothing is drawn meanwhile, so that a person can be asked something."""


class Silent:
    """Nobody watches."""

    def start(self, what: str, total: int) -> None:
        """Say nothing."""

    def advance(self, amount: int) -> None:
        """Say nothing."""

    def say(self, sentence: str) -> None:
        """Say nothing."""

    def paused(self) -> AbstractContextManager[None]:
        """Nothing is drawn anyway."""
        return nullcontext()
