"""The pages as tests see them: sections, tables, code blocks, and commands with what they print."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@dataclass(frozen=True, slots=True)
class Command:
    """A command on a page: what follows it there must be part of what it prints."""

    words: tuple[str, ...]
    prints: tuple[str, ...]
    error: str  # the sentence it ends with; '' where it succeeds


def page(name: str) -> str:
    """The text of one page."""
    return (DOCS / name).read_text(encoding="utf-8")


def sections(text: str, depth: int) -> dict[str, str]:
    """Headings of one depth, each with what stands below it.

    >>> sections("## a\\nx\\n### b\\n## c\\n", 2)
    {'a': 'x\\n### b\\n', 'c': ''}
    """
    parts = re.split(rf"^{'#' * depth} (.+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def cells(text: str) -> list[list[str]]:
    """Rows of every table, heads and rules left out.

    >>> cells("| a | b |\\n|---|---|\\n| 1 | 2 |\\n")
    [['1', '2']]
    """
    lines = text.splitlines()
    rules = {at for at, line in enumerate(lines) if re.fullmatch(r"[|:\- ]+", line) and "-" in line}
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for at, line in enumerate(lines)
        if line.startswith("|") and at not in rules and at + 1 not in rules
    ]


def code(text: str) -> list[str]:
    """What stands in backticks outside code blocks.

    >>> code("`a`, `b c` and d")
    ['a', 'b c']
    """
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", prose)


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def commands(text: str) -> Iterator[Command]:
    """Every command of a page's `sh` and `console` blocks, in order."""
    found = re.findall(r"^```(?:sh|console)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    for block in found:
        for typed in re.findall(r"^(?:\$ )?tidewaiter .*\n(?:(?:# → |error: ).*\n)*", block, re.M):
            first, *rest = typed.splitlines()
            yield Command(
                tuple(shlex.split(first.removeprefix("$ "))[1:]),
                tuple(line.removeprefix("# → ") for line in rest if line.startswith("# → ")),
                next((line for line in rest if line.startswith("error: ")), ""),
            )
