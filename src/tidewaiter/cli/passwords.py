"""Passwords of protected workbooks, from the environment or asked for; never on the command line."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import click

from tidewaiter.records.how import from_environment
from tidewaiter.words.progress import Progress


@dataclass(slots=True)
class AskedFor:
    """The passwords of one command: the environment's, those typed before, then new ones."""

    progress: Progress
    typed: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> Iterator[str]:
        """One password after another; an empty answer gives the file up."""
        yield from from_environment(name)
        yield from self.typed
        while sys.stdin.isatty() and (password := self._prompt(name)):
            self.typed.append(password)
            yield password

    def _prompt(self, name: str) -> str:
        question = f"password of {name} (empty to give up)"
        with self.progress.paused():
            return str(
                click.prompt(question, default="", show_default=False, hide_input=True, err=True)
            )
