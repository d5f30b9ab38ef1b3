"""One damaged file read as a delivery is, and what must hold of whatever comes of it.

It is read, every line accounted for under its own number, or it is refused in a sentence with
a hint. Anything else is a fault of ours.
"""

import contextlib
import io
import os
import shutil
import sys
import traceback
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from unittest.mock import patch

import fastexcel
import numpy as np

from tidewaiter.case import open_case
from tidewaiter.records import workbook
from tidewaiter.records.apart import Sheets, here
from tidewaiter.records.block import Block
from tidewaiter.records.files import Document, documents
from tidewaiter.records.how import HowToRead
from tidewaiter.records.raw import Account
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.words.errors import TidewaiterError

from .inside import mutant
from .seeds import PASSWORD

READ, REFUSED, FAULT = "read", "refused", "fault"
GUARDED = ("xls", "xlsb", "ods", "locked")
"""Always opened in a process apart by the product; that is what counts where one ends here."""
FULL = 12
"""Files after which a new case is begun: `doctor` looks at all of them."""
LOST = "files hold what was read"
"""What `doctor` says of a damaged file that holds more or less than was read: seen, and noted."""
PROFILE = """
title = "Fixed columns, made up for tests"
kind = "declarations"
source = "tests"
licence = "none needed: invented"
synthetic = true
[fixed]
skip = 1
[fixed.columns]
"code" = [1, 10]
"on" = [12, 21]
"name" = [23, 42]
"kg" = [44, 53]
[columns]
on = "declared_on"
code = "tariff_line"
name = "description"
kg = "net_kg"
"""


class Fault(Exception):
    """Something that must hold does not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: read, refused, or a fault and which."""

    kind: str
    what: str = ""


def trial(
    reader: str, number: int, folder: Path, apart: bool = False, whole: bool = False
) -> Outcome:
    """Make the file and read it; by the command line too where `whole` is said.

    Workbooks of the old formats are opened in this process only, unless `apart`: quicker, and
    what ends the process shows.
    """
    seed = mutant(reader, number)
    path = folder / f"trade.{reader}"
    path.write_bytes(seed.content)
    try:
        with _in_this_process() if reader in GUARDED and not apart else contextlib.nullcontext():
            outcome = _read(path, seed.how, number)
        if whole:
            _by_command(path, reader, folder)
    except Exception:
        return Outcome(FAULT, traceback.format_exc(limit=-12))
    return outcome


def _read(path: Path, how: HowToRead, number: int) -> Outcome:
    try:
        for document in documents([str(path)]):
            _read_document(document, how, number)
    except TidewaiterError as refusal:
        if not (refusal.message and refusal.hint):
            raise Fault(f"a refusal without a sentence or a hint: {refusal.message}") from refusal
        return Outcome(REFUSED, refusal.message)
    return Outcome(READ)


def _read_document(document: Document, how: HowToRead, number: int) -> None:
    seen: list[int] = []
    found = tables(document, how, sink=lambda chunk: seen.append(len(chunk)))
    _must(bool(found), "neither a table nor a refusal")
    for table in found:
        _must(
            sum(seen) == table.n_bytes or table.sheet != "",
            f"{sum(seen)} of {table.n_bytes} bytes were seen",
        )
        _check(table)
        sample = table.sample()
        _must(tuple(sample.column_names) == table.header, "the sample has other columns")
        others = list(islice(table.headings(), 1, 70))
        for other in others:
            _must(
                len({name.casefold() for name in other.header}) == len(other.header),
                "two columns of one name",
            )
        for place in {number % len(others), number // 7 % len(others)} if others else ():
            others[place].sample()
            _check(others[place])


def _check(table: SourceTable) -> None:
    header, account, last = table.header, Account(), table.header_line
    _must(len({name.casefold() for name in header}) == len(header), "two columns of one name")
    for read in table.blocks():
        block = read()
        account.add(block, in_lines=bool(table.delimiter))
        last = _check_block(block, table, last)
    n_lost = table.n_counted - table.n_header - account.total
    in_lines = bool(table.delimiter)
    _must(
        not (n_lost and in_lines),
        f"{n_lost} of {table.n_counted} lines are not accounted for: {account}",
    )


def _check_block(block: Block, table: SourceTable, last: int) -> int:
    _must(
        tuple(block.table.column_names) == table.header, "a block has other columns than the header"
    )
    _must(len(block.table) == len(block.line_nos), "a block has more rows than lines, or fewer")
    block.table.validate(full=True)
    numbers = np.concatenate(([last], block.line_nos))
    _must(
        bool((np.diff(numbers) > 0).all()) or not len(block.line_nos),
        f"lines do not rise: {numbers.tolist()}",
    )
    if table.delimiter:
        lines = [*block.line_nos.tolist(), *(reject.line_no for reject in block.rejects)]
        _must(all(0 < line <= table.n_counted for line in lines), "a line the file does not have")
    for reject in block.rejects:
        reject.text.encode(), reject.message.encode()
    return int(numbers[-1])


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Fault(otherwise)


@contextlib.contextmanager
def _in_this_process() -> Iterator[None]:
    def read(_: Document, content: bytes, wanted: Collection[str]) -> tuple[list[str], Sheets]:
        reader = fastexcel.read_excel(content)
        return reader.sheet_names, here(reader, wanted)

    with patch.object(workbook, "apart", read):
        yield


def _by_command(path: Path, reader: str, folder: Path) -> None:
    """`init` and `ingest --raw`: a refusal leaves the case as it was, and it stays whole."""
    case = folder / "case"
    if case.exists() and len(list((case / "originals").iterdir())) > FULL:
        shutil.rmtree(case)
    if not case.exists():
        code, said = _command("init", str(case))
        _must(code == 0, f"no case could be made: {said}")
    before = (case / "manifest.json").read_bytes()
    code, said = _command("ingest", str(case), str(path), *_how(reader, folder))
    _must(code in (0, 2) and "Traceback" not in said, f"exit {code}: {said}")
    if code == 2:
        _must("error: " in said and "hint: " in said, f"a refusal without a hint: {said}")
        _must(
            before == (case / "manifest.json").read_bytes(), f"a refusal changed the case: {said}"
        )
    wrong = [one.what for one in open_case(case).doctor() if not one.ok]
    _must(not wrong or wrong == [LOST], f"the case is no longer whole: {wrong}")


def _how(reader: str, folder: Path) -> list[str]:
    if reader != "fixed":
        return ["--raw"]
    profile = folder / "fixed-columns.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    return ["--profile", str(profile)]


def _command(*arguments: str) -> tuple[int, str]:
    """The command line as a person runs it, in this process: its exit code and all it says."""
    from tidewaiter.cli import main

    said, was = io.StringIO(), sys.argv
    sys.argv = ["tidewaiter", *arguments]
    known = {"TIDEWAITER_DEBUG": "1", "TIDEWAITER_PASSWORD": PASSWORD}
    try:
        with (
            patch.dict(os.environ, known),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            main()
    except SystemExit as done:
        return int(done.code or 0), said.getvalue()
    finally:
        sys.argv = was
    return 0, said.getvalue()
