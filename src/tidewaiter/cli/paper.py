"""How results look: tables for people, JSON and CSV for machines. Data go to stdout.

What a file declares is shown as text: on paper, control characters are made visible; CSV
holds it as it is, also where a spreadsheet would take it for a formula, which is said.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from textwrap import wrap
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tidewaiter.questions.answer import dumps

_SYNTHETIC = {
    True: "SYNTHETIC DATA: no row is a real shipment",
    "mixed": "PARTLY SYNTHETIC DATA: some rows are no real shipments",
}
_SYNTHETIC_LINE = {True: "synthetic", "mixed": "partly synthetic", False: ""}
_WIDTH_OF_A_FILE = 160
_LONGEST = 10_000
"""Signs of one text on paper; data for programs are whole."""


@contextmanager
def output_to(path: Path | None) -> Iterator[None]:
    """Send what is printed to a file, when one is named."""
    if path is None:
        yield
        return
    beside = path.with_name(f"{path.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file, redirect_stdout(file):
            yield
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    print(f"written to {path}", file=sys.stderr)


def console() -> Console:
    """Stdout as it is now; a fixed width where nobody watches."""
    width = None if sys.stdout.isatty() else _WIDTH_OF_A_FILE
    return Console(file=sys.stdout, highlight=False, width=width)


def print_json(content: Any) -> None:
    """Data, with every decimal exact."""
    print(dumps(content, indent=2))


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    right: Iterable[str] = (),
    title: str | None = None,
) -> Table:
    """A table; the columns in `right` hold numbers."""
    made = Table(title=title, title_justify="left", header_style="bold")
    for name in columns:
        made.add_column(
            text(name), justify="right" if name in set(right) else "left", overflow="fold"
        )
    for row in rows:
        made.add_row(*[text(value) for value in row])
    return made


def lean_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    right: Iterable[str] = (),
    whole: Iterable[str] = (),
) -> Table:
    """A table without a frame, for a narrow terminal; cells in `right` and `whole` are never folded."""
    made = table(columns, rows, right)
    made.box, made.show_edge, made.pad_edge, made.padding = SIMPLE_HEAD, False, False, (0, 1, 0, 0)
    for name, column in zip(columns, made.columns, strict=True):
        column.no_wrap = name in {*right, *whole}
    return made


def say(on: Console, sentence: str, indent: int = 2, style: str | None = None) -> None:
    """A sentence, further lines of it indented."""
    further = " " * (indent + 4)
    for line in wrap(sentence, on.width, initial_indent=" " * indent, subsequent_indent=further):
        on.print(line, style=style)


def text(value: Any) -> str:
    """Numbers with grouping, a dash for null, control characters made visible, the end of a very long text left out."""
    if value is None:
        return "–"
    if isinstance(value, bool | str):
        whole = str(value)
        rest = f" … {len(whole) - _LONGEST:,} more signs" if len(whole) > _LONGEST else ""
        shown = (sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in whole[:_LONGEST])
        return escape("".join(shown)) + rest
    return f"{value:,}" if hasattr(value, "__int__") else str(value)


def synthetic(found: bool | str) -> str:
    """The words that stand over everything made from synthetic rows; none for real ones."""
    return _SYNTHETIC.get(found, "")


def print_synthetic(on: Console, found: bool | str) -> None:
    """Say it, where there is something to say."""
    if found:
        on.print(f"[bold red]{synthetic(found)}[/]")


def all_synthetic(found: Iterable[bool | str]) -> bool | str:
    """Several results together: "mixed" when they differ."""
    kinds = set(found)
    return False if kinds <= {False} else True if kinds == {True} else "mixed"


def marked(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], kinds: Sequence[bool | str]
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """With a column more that says which lines are synthetic; the same where none is."""
    if not any(kinds):
        return tuple(columns), [tuple(row) for row in rows]
    told = [_SYNTHETIC_LINE[kind] for kind in kinds]
    return (*columns, ""), [(*row, mark) for row, mark in zip(rows, told, strict=True)]


def plain(value: Any) -> str:
    """A number for CSV: all its digits, no grouping."""
    return "" if value is None else f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def begins_like_a_formula(value: Any) -> bool:
    """Whether a spreadsheet that opens the CSV would compute this text."""
    return isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")


def warn_of_formulas(n_texts: int) -> None:
    """Say on stderr that the CSV holds texts that a spreadsheet would compute."""
    if n_texts:
        print(
            f"note: {n_texts:,} texts begin like formulas; for a spreadsheet write --xlsx, where they are text",
            file=sys.stderr,
        )


def named(file_name: str, sheet: str) -> str:
    """A file, and its sheet where it has one."""
    return f"{file_name} · {sheet}" if sheet else file_name
