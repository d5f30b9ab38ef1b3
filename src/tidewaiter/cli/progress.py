"""A progress bar on stderr, when somebody watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tidewaiter.words.progress import Progress as Watched
from tidewaiter.words.progress import Silent


class Bar:
    """One bar a step; a sentence changes what stands before it."""

    def __init__(self, bars: Progress) -> None:
        self._bars, self._task = bars, TaskID(-1)

    def start(self, what: str, total: int) -> None:
        """A new step."""
        self._task = self._bars.add_task(what, total=total or None)

    def advance(self, amount: int) -> None:
        """So much more of it is done."""
        self._bars.advance(self._task, amount)

    def say(self, sentence: str) -> None:
        """What is being done now."""
        self._bars.update(self._task, description=sentence)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """The bars leave the screen until the person has answered."""
        self._bars.stop()
        yield
        self._bars.start()


@contextmanager
def watching() -> Iterator[Watched]:
    """A bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield Bar(bars)
