"""The cells of a workbook; where it may be damaged, read in a process of its own.

A damaged workbook may end the process that opens it, or never end. What is read apart comes
back as Arrow streams, one a sheet.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Collection
from io import IOBase
from pathlib import Path
from typing import cast

import fastexcel
import pyarrow as pa

from tidewaiter.records.cells import Cells, cells_of
from tidewaiter.records.files import Document
from tidewaiter.words.errors import FileRefused

MOST_MEMORY = 400 << 20  # bytes, and some for each of its own
FOR_EACH_BYTE = 150
SLOWEST = 1e6  # bytes a second
LONGEST = 20  # seconds, and those that its size may take
REFUSED = 3

Sheets = dict[str, Cells | None]
"""The cells of every sheet that was wanted, none where it is empty."""


def here(reader: fastexcel.ExcelReader, wanted: Collection[str]) -> Sheets:
    """The cells of the sheets of these names, or of all."""
    return {
        name: cells_of(reader, place)
        for place, name in enumerate(reader.sheet_names)
        if not wanted or name in wanted
    }


def apart(document: Document, content: bytes, wanted: Collection[str]) -> tuple[list[str], Sheets]:
    """The names of all sheets, and the cells of those wanted.

    Raises FastExcelError where the library refuses it, FileRefused where reading it ends the
    process or does not end.
    """
    # -P: what lies in the folder a person works in is never imported
    command = [sys.executable, "-P", "-m", "tidewaiter.records.apart", json.dumps(sorted(wanted))]
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            check=False,
            timeout=LONGEST + len(content) / SLOWEST,
        )
    except subprocess.TimeoutExpired:
        raise damaged(document) from None
    if done.returncode == REFUSED:
        raise fastexcel.FastExcelError(done.stdout.decode())
    if done.returncode:
        raise damaged(document)
    return _received(done.stdout)


def damaged(document: Document) -> FileRefused:
    """It cannot be read, and the library does not say why."""
    hint = (
        "open it in a spreadsheet program, delete what stands far from its tables,"
        " and save it again as XLSX, or as CSV"
    )
    what = "it is damaged, or some cell stands very far from the others"
    return FileRefused(f"{document.name} cannot be read: {what}", hint)


def _received(sent: bytes) -> tuple[list[str], Sheets]:
    stream = pa.BufferReader(sent)
    names: list[str] = json.loads(stream.read_buffer(int.from_bytes(stream.read(8))).to_pybytes())
    sheets: Sheets = {}
    while stream.tell() < len(sent):
        table = pa.ipc.open_stream(stream).read_all()
        said = json.loads(table.schema.metadata[b"sheet"])
        cells = Cells(table.replace_schema_metadata(), said["n_present"], said["is_visible"])
        sheets[said["name"]] = cells if said["n_present"] else None
    return names, sheets


def _send(names: list[str], sheets: Sheets, out: IOBase) -> None:
    said = json.dumps(names).encode()
    out.write(len(said).to_bytes(8) + said)
    for name, cells in sheets.items():
        table = cells.table if cells else pa.table({})
        told = {
            "name": name,
            "n_present": cells.n_present if cells else 0,
            "is_visible": bool(cells and cells.is_visible),
        }
        schema = table.schema.with_metadata({"sheet": json.dumps(told)})
        with pa.ipc.new_stream(out, schema) as stream:
            stream.write_table(table)


def _main() -> None:
    """Read a workbook from stdin; write the cells of its sheets to stdout."""
    content, wanted = sys.stdin.buffer.read(), json.loads(sys.argv[1])
    _limit(MOST_MEMORY + FOR_EACH_BYTE * len(content))
    try:
        reader = fastexcel.read_excel(content)
        sheets = here(reader, wanted)
    except fastexcel.FastExcelError as problem:
        sys.stdout.write(str(problem))
        sys.exit(REFUSED)
    _send(reader.sheet_names, sheets, cast(IOBase, sys.stdout.buffer))


def _limit(n_bytes: int) -> None:
    """At most so much memory from now on, where the system knows such a limit."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + n_bytes, taken + n_bytes))


if __name__ == "__main__":
    _main()
