"""The worst files, one by one: what is said, and what it costs.

Each is given to `ingest --raw` and to `inspect` in a process of its own. A fault is a
traceback or a "should not happen", an exit code other than 0 and 2, more than 1.5 GiB of
memory, more than 60 seconds, or a case that changed although the command failed. A file that
was taken in must leave a healthy case.

    python bench/hostile.py [PART OF A NAME]…
"""

import bz2
import gzip
import lzma
import os
import shutil
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tidewaiter.case import Case, init, open_case
from tidewaiter.ground.gc import unreferenced
from tidewaiter.words.bundled import LIBRARY

MOST_MEMORY = 1536  # MiB
MOST_SECONDS = 60
PATIENCE = 75  # seconds before a command is stopped
YEARS = sorted((LIBRARY / "examples" / "eurostat" / "eu_year_export").glob("*.csv"))

Make = Callable[[Path], Path]
Meddle = Callable[[Path, threading.Event], None]


@dataclass(frozen=True)
class Hostile:
    """One file: how it is made, and what is done to it while it is read."""

    name: str
    make: Make
    meddle: Meddle | None = None


@dataclass(frozen=True)
class Outcome:
    """What one command did with it."""

    said: str
    stderr: str
    code: int
    peak_mib: float
    seconds: float

    def faults(self) -> list[str]:
        """What is wrong with that, apart from the case."""
        return [
            sentence
            for wrong, sentence in (
                ("Traceback" in self.stderr, "traceback"),
                ("should not happen" in self.stderr, "unforeseen"),
                (self.code not in (0, 2), f"exit {self.code}"),
                (self.code == 2 and "hint: " not in self.stderr, "no hint"),
                (self.peak_mib > MOST_MEMORY, "memory"),
                (self.seconds > MOST_SECONDS, "time"),
            )
            if wrong
        ]


def run(words: list[str], folder: Path) -> Outcome:
    """One command in a process of its own, with its peak memory and that of its children."""
    told = folder / "said"
    with told.open("wb") as stderr:
        started = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "tidewaiter", *words],
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
        stop = threading.Timer(PATIENCE, os.killpg, (child.pid, 9))
        stop.start()
        _, status, cost = os.wait4(child.pid, 0)
        stop.cancel()
        seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    stderr_text = told.read_text(errors="replace")
    lines = [line for line in stderr_text.splitlines() if line.strip()]
    return Outcome(
        lines[0] if lines else "",
        stderr_text,
        child.returncode,
        cost.ru_maxrss / 1024,
        seconds,
    )


# --- text and streams


def written(content: bytes, suffix: str = ".csv") -> Make:
    """A file of these bytes."""

    def make(path: Path) -> Path:
        path.with_suffix(suffix).write_bytes(content)
        return path.with_suffix(suffix)

    return make


def repeated(
    head: bytes, piece: bytes, n_bytes: int, tail: bytes = b"", suffix: str = ".csv"
) -> Make:
    """A file of one piece again and again."""

    def make(path: Path) -> Path:
        path = path.with_suffix(suffix)
        block = piece * max(1, (1 << 20) // len(piece))
        with path.open("wb") as out:
            out.write(head)
            for _ in range(n_bytes // len(block)):
                out.write(block)
            out.write(tail)
        return path

    return make


def packed(opened: Callable[..., Any], piece: bytes, n_bytes: int, **options: int) -> Make:
    """A compressed stream of one piece again and again."""

    def make(path: Path) -> Path:
        block = piece * ((1 << 20) // len(piece))
        with opened(path, "wb", **options) as out:
            for _ in range(n_bytes // len(block)):
                out.write(block)
        return path

    return make


def zstd(path: Path, mode: str) -> pa.CompressedOutputStream:
    """A zstd stream to be written."""
    return pa.CompressedOutputStream(pa.OSFile(str(path), mode), "zstd")


def truncated(path: Path) -> Path:
    whole = gzip.compress(b"a,b\n" + os.urandom(100_000).hex().encode())
    path.write_bytes(whole[: len(whole) // 2])
    return path


def wide_dictionary(path: Path) -> Path:
    """An xz stream that asks for four GiB to be unpacked."""
    content = bytearray(lzma.compress(b"a,b\n1,2\n" * 1000))
    size = (content[12] + 1) * 4
    place = content.index(b"\x21\x01", 12) + 2
    content[place] = 40
    content[12 + size - 4 : 12 + size] = struct.pack("<I", zlib.crc32(content[12 : 12 + size - 4]))
    path.write_bytes(content)
    return path


# --- archives


def zipped(*members: tuple[str, bytes], flags: int = 0, how: int = zipfile.ZIP_DEFLATED) -> Make:
    """A ZIP archive."""

    def make(path: Path) -> Path:
        with zipfile.ZipFile(path, "w", how) as archive:
            for name, content in members:
                archive.writestr(name, content)
        if flags:
            content = bytearray(path.read_bytes())
            for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
                content[content.index(mark) + place] |= flags
            path.write_bytes(content)
        return path

    return make


def zip_bomb(head: bytes, piece: bytes, n_bytes: int, name: str = "big.csv") -> Make:
    """A ZIP archive whose one member unpacks to very much."""

    def make(path: Path) -> Path:
        block = piece * ((1 << 20) // len(piece))
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open(name, "w", force_zip64=True) as out,
        ):
            out.write(head)
            for _ in range(n_bytes // len(block)):
                out.write(block)
        return path

    return make


def nested(path: Path) -> Path:
    """A bomb in an archive in an archive in an archive."""
    zip_bomb(b"", b"\0", 1 << 30)(path)
    for _ in range(2):
        inner = path.read_bytes()
        zipped(*((f"{number}.zip", inner) for number in range(4)))(path)
    return path


def itself(path: Path) -> Path:
    """An archive of sixteen archives, each of sixteen, four deep."""
    inner = b"a,b\n1,2\n"
    for depth in range(4):
        zipped(*((f"{n}.{'zip' if depth else 'csv'}", inner) for n in range(16)))(path)
        inner = path.read_bytes()
    return path


def linked(path: Path) -> Path:
    """An archive with a symbolic link to a file of the system."""
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return path


def overlapping(path: Path) -> Path:
    """Two hundred and fifty members that all lie on the same bytes."""
    zip_bomb(b"a,b\n", b"1,2\n", 90 << 20, "m000.csv")(path)
    content = path.read_bytes()
    entry_at, end_at = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entry, end = content[entry_at:end_at], bytearray(content[end_at:])
    entries = b"".join(entry.replace(b"m000", f"m{n:03}".encode()) for n in range(250))
    struct.pack_into("<HHI", end, 8, 250, 250, len(entries))
    path.write_bytes(content[:entry_at] + entries + end)
    return path


def many_bombs(path: Path) -> Path:
    """Forty members, each just small enough to be plausible."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(40):
            archive.writestr(f"{number}.csv", b"a,b\n" + b"1,2\n" * (24 << 20))
    return path


def many_members(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(70_000):
            archive.writestr(f"{number}.txt", b"")
    return path


# --- workbooks

XLSX = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
    "xl/sharedStrings.xml": '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<si><t>a</t></si><si><t>b</t></si></sst>",
    "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main"><sheetData>{}</sheetData></worksheet>',
}
SHEET, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
TWO_ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>x</t></is></c></row>'
)
LAUGHS = "<!DOCTYPE l [<!ENTITY l0 'lol'>{}]>".format(
    "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
)
PASSWD = "<!DOCTYPE l [<!ENTITY l9 SYSTEM 'file:///etc/passwd'>]>"


def workbook(sheet: str = TWO_ROWS, **parts: str) -> Make:
    """An XLSX workbook with some parts of one's own, named by their keys in capitals."""
    own = {SHEET: XLSX[SHEET].format(sheet)}
    own |= {
        {"STRINGS": STRINGS, "BOOK": BOOK, "SHEET": SHEET}[key]: part for key, part in parts.items()
    }
    return zipped(*((name, part.encode()) for name, part in (XLSX | own).items()))


def laughing(part: str, doctype: str) -> Make:
    """An XLSX workbook with entities in one of its parts."""
    text = (XLSX | {SHEET: XLSX[SHEET].format(TWO_ROWS)})[part]
    for place in (">1</v>", ">a</t>", 'name="One"'):
        text = text.replace(
            place, place.replace("1<", "&l9;<").replace("a<", "&l9;<").replace("One", "&l9;")
        )
    keys = {STRINGS: "STRINGS", BOOK: "BOOK", SHEET: "SHEET"}
    return workbook(**{keys[part]: doctype + text})


def letters(column: int) -> str:
    """The name of a column, from 1."""
    name = ""
    while column:
        column, left = divmod(column - 1, 26)
        name = chr(65 + left) + name
    return name


def sheet_of(n_rows: int, n_columns: int) -> str:
    """Rows of numbers."""
    columns = [letters(n) for n in range(1, n_columns + 1)]
    rows = (
        f'<row r="{r}">{"".join(f"<c r={chr(34)}{c}{r}{chr(34)}><v>{r}</v></c>" for c in columns)}</row>'
        for r in range(1, n_rows + 1)
    )
    return "".join(rows)


ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="A">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
REPEATED = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" '
    'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
)


def ods(rows: str, manifest: str = "<manifest/>") -> Make:
    """An ODS workbook."""
    return zipped(
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest.encode()),
        ("content.xml", ODS.format(rows).encode()),
        how=zipfile.ZIP_STORED,
    )


def compound(stream: str, content: bytes = b"") -> bytes:
    """An OLE file whose directory names one stream."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    names = ("Root Entry", stream)
    entries = [
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HB", 2 * len(name) + 2, 5 if name == "Root Entry" else 2).ljust(64, b"\0")
        for name in names
    ]
    return head + b"".join(entries).ljust(512, b"\0") + content


# --- other formats


def dbf(n_records: int, length: int = 11) -> bytes:
    """A DBF file that states so many records and holds one."""
    field = b"NAME".ljust(11, b"\0") + b"C" + b"\0" * 4 + bytes([length - 1, 0]) + b"\0" * 14
    head = b"\x03\x7a\x01\x01" + struct.pack("<IHH", n_records, 65, length) + b"\0" * 20
    return head + field + b"\r" + b" ".ljust(length, b"x") + b"\x1a"


def parquet(path: Path, table: pa.Table, **options: object) -> Path:
    pq.write_table(table, path, **options)  # type: ignore[arg-type]
    return path


def huge_page(path: Path) -> Path:
    """A Parquet file whose page states two GiB."""
    parquet(path, pa.table({"a": ["x" * 50] * 1000}), compression="gzip", use_dictionary=False)
    content = bytearray(path.read_bytes())
    # the page's header begins behind the file's mark: type, then the size unpacked, as a varint
    stated = b"\xfe\xff\xff\xff\x0f"
    assert content[4:7] == b"\x15\x00\x15" or content[4:7] == b"\x15\x06\x15"
    place = 7
    while content[place] & 0x80:
        place += 1
    content[7 : place + 1] = (
        stated[: place + 1 - 8] + stated[-1:] if place == 11 else stated[-(place - 6) :]
    )
    path.write_bytes(content)
    return path


def equal_rows(path: Path) -> Path:
    """Three hundred million equal rows in a few thousand bytes."""
    schema = pa.schema({"a": pa.int32()})
    rows = pa.table({"a": pa.array([7], pa.int32()).take(pa.array([0] * 10_000_000, pa.int32()))})
    with pq.ParquetWriter(path, schema, compression="zstd") as out:
        for _ in range(30):
            out.write_table(rows, row_group_size=10_000_000)
    return path


def long_values(path: Path) -> Path:
    """Twenty thousand times the same value of 200,000 letters."""
    value = pa.DictionaryArray.from_arrays(
        pa.array([0] * 20_000, pa.int32()), pa.array(["x" * 200_000])
    )
    return parquet(path, pa.table({"a": value}), compression="zstd")


def deep(depth: int, lines: bool) -> bytes:
    """JSON with objects inside each other."""
    inner = '{"a":' * depth + "1" + "}" * depth
    return (inner + "\n" + inner if lines else f"[{inner}]").encode()


# --- paths


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def folder_of(*files: tuple[str, bytes]) -> Make:
    """A folder."""

    def make(path: Path) -> Path:
        path.mkdir()
        for name, content in files:
            (path / name).write_bytes(content)
        return path

    return make


def loop(path: Path) -> Path:
    path.symlink_to(path)
    return path


def folder_loop(path: Path) -> Path:
    path.mkdir()
    (path / "again").symlink_to(path)
    (path / "a.csv").write_text("a,b\n1,2\n")
    return path


def named(name: bytes) -> Make:
    """A small table under a strange name."""

    def make(path: Path) -> Path:
        strange = path.parent / os.fsdecode(name)
        strange.write_text("a,b\n1,2\n")
        return strange

    return make


def at(place: str) -> Make:
    """A path of the system."""
    return lambda _: Path(place)


# --- meddling


def appended(path: Path, over: threading.Event) -> None:
    """Rows are added while the file is read."""
    with path.open("ab", buffering=0) as out:
        while not over.wait(0.001):
            out.write(b"appended," * 3 + b"row\n" + b"half a row,")


def shortened(path: Path, over: threading.Event) -> None:
    """The file is cut shorter and shorter."""
    size = path.stat().st_size
    while not over.wait(0.02) and size > 100:
        size = size * 9 // 10
        os.truncate(path, size)


def replaced(path: Path, over: threading.Event) -> None:
    """Another file takes its place, again and again."""
    beside = path.with_name("beside")
    for number in range(10**6):
        if over.wait(0.02):
            return
        beside.write_bytes(b"x;y\n3;4\n" * 100_000 if number % 2 else b"\xff\xfe\0\0" * 1000)
        beside.replace(path)


ROWS = repeated(b"a,b,c,d\n", b"1,2,3,four\n", 30 << 20)
LONG = 300 << 20
BOOKS = [
    Hostile("zero bytes", written(b"")),
    Hostile("an empty folder", folder_of()),
    Hostile("a folder with nothing readable", folder_of(("a.pdf", b"%PDF-1"), ("b.csv", b""))),
    Hostile("a named pipe", pipe),
    Hostile("gz cut off", truncated),
    Hostile("gz bomb: 4 GB of zeros", packed(gzip.open, b"\0", 4 << 30)),
    Hostile("gz bomb: 2 GB of rows", packed(gzip.open, b"1,2\n", 2 << 30)),
    Hostile("xz bomb: 4 GB of zeros", packed(lzma.open, b"\0", 4 << 30, preset=1)),
    Hostile("xz that asks for 4 GiB", wide_dictionary),
    Hostile("bz2 bomb: 2 GB of zeros", packed(bz2.open, b"\0", 2 << 30)),
    Hostile("zstd bomb: 8 GB of zeros",
            packed(zstd, b"\0", 8 << 30)),
    Hostile("gz in gz", written(gzip.compress(gzip.compress(b"a,b\n1,2\n")), ".gz")),
    Hostile("zip bomb, flat: 4 GB of zeros", zip_bomb(b"", b"\0", 4 << 30)),
    Hostile("zip bomb that begins like a zip: 4 GB", zip_bomb(b"PK\x03\x04", b"\0", 4 << 30)),
    Hostile("zip bomb that begins like Parquet: 4 GB", zip_bomb(b"PAR1", b"\0", 4 << 30)),
    Hostile("zip bomb that begins like XLS: 4 GB",
            zip_bomb(compound("Workbook"), b"\0", 4 << 30)),
    Hostile("zip bomb in zip in zip", nested),
    Hostile("zip of zips of zips of zips", itself),
    Hostile("zip with overlapping members", overlapping),
    Hostile("zip with 40 members of 96 MB", many_bombs),
    Hostile("zip with 70,000 members", many_members),
    Hostile("zip with ../", zipped(("../../evil.csv", b"a,b\n1,2\n"))),
    Hostile("zip with an absolute path", zipped(("/tmp/evil.csv", b"a,b\n1,2\n"))),
    Hostile("zip with a symbolic link", linked),
    Hostile("zip, encrypted", zipped(("a.csv", b"a,b\n1,2\n"), flags=1)),
    *(Hostile(f"xlsx, {what} in {part.rpartition('/')[2]}", laughing(part, doctype))
      for what, doctype in (("a billion laughs", LAUGHS), ("/etc/passwd", PASSWD))
      for part in (SHEET, STRINGS, BOOK)),
    Hostile("xlsx, 16,384 columns", workbook(sheet_of(20, 16_384))),
    Hostile("xlsx, two cells far apart",
            workbook(TWO_ROWS + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    Hostile("xlsx, a cell in row 4,000,000,000",
            workbook(TWO_ROWS + '<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>')),
    Hostile("xlsx, a sheet of 600 MB of blanks", lambda path: workbook(TWO_ROWS + " " * (600 << 20))(path)),
    Hostile("xlsx, 20 million cells", lambda path: workbook(sheet_of(200_000, 100))(path)),
    Hostile("ods, one cell repeated 17 billion times", ods(REPEATED)),
    Hostile("xlsx with a password", written(compound("EncryptedPackage"), ".xlsx")),
    Hostile("xls with a password", written(compound("Workbook", b"\x09\x08\x10\x00" + b"\0" * 16
                                                    + b"\x2f\x00\x06\x00\x01\x00\x01\x00\x01\x00"), ".xls")),
    Hostile("ods with a password", ods("", "<manifest><encryption-data/></manifest>")),
    Hostile("one column", written(b"a\n1\n2\n")),
    Hostile("zero bytes in the text", written(b"a,b\n1,\0\0\n")),
    Hostile("only zero bytes, 300 MB", repeated(b"", b"\0", LONG)),
    Hostile("300 MB on one line", repeated(b"", b"x", LONG)),
    Hostile("300 MB on one line, with commas", repeated(b"", b"x,", LONG)),
    Hostile("300 MB on line 2", repeated(b"a,b\n1,2\n", b"x", LONG, b"\n")),
    Hostile("300 MB on line 2, with commas", repeated(b"a,b\n1,2\n", b"1,", LONG, b"\n")),
    Hostile("20 MB behind open quotes", repeated(b"a,b\n1,2\n", b'"x\n' + b"y\n" * 20, 20 << 20)),
    Hostile("60 MB on line 3, with commas", repeated(b"a,b\n1,2\n", b"1,", 60 << 20, b"\n3,4\n")),
    Hostile("300 MB of line breaks", repeated(b"", b"\n", LONG)),
    Hostile("300 MB of carriage returns", repeated(b"a,b\r", b"\r", LONG)),
    Hostile("300 MB of quotation marks", repeated(b"a,b\n", b'"', LONG, b"\n")),
    Hostile("300 MB that is not UTF-8", repeated(b"a,b\n", b"\xc3\x28\x81,\xff\n", LONG)),
    Hostile("csv, 100,000 columns", written(
        (",".join(f"c{n}" for n in range(100_000)) + "\n").encode()
        + (",".join("1" for _ in range(100_000)) + "\n").encode() * 50)),
    Hostile("csv, 500,000 columns without names", written((b"," * 500_000 + b"\n") * 3)),
    Hostile("csv, 100,000 columns of one name", written((b"a" + b",a" * 99_999 + b"\n") * 3)),
    Hostile("csv, 16,000 columns", written(
        (",".join(f"c{n}" for n in range(16_000)) + "\n").encode()
        + (",".join("1" for _ in range(16_000)) + "\n").encode() * 50)),
    Hostile("json, 100,000 keys", written(
        ("[{" + ",".join(f'"c{n}":{n}' for n in range(100_000)) + "}]").encode(), ".json")),
    Hostile("json, one key 300,000 times", written(
        ("[{" + ",".join('"c":1' for _ in range(300_000)) + "}]").encode(), ".json")),
    Hostile("json, 100,000 objects of other keys", written(
        b"\n".join(b'{"k%d":1}' % n for n in range(100_000)), ".json")),
    Hostile("json, 100,000 deep", written(deep(100_000, lines=False), ".json")),
    Hostile("json lines, 100,000 deep", written(deep(100_000, lines=True), ".json")),
    *(Hostile(f"json, {n} deep", written(deep(n, lines=False), ".json")) for n in (60, 300, 900)),
    Hostile("json, arrays 100,000 deep", written(b"[" * 100_000, ".json")),
    Hostile("json, a text of 300 MB", repeated(b'[{"a":"', b"x", LONG, b'"}]', ".json")),
    Hostile("json, 300 MB of commas", repeated(b'[{"a":1}', b",", LONG, b"]", ".json")),
    Hostile("json, a key of 10 MB", repeated(b'[{"', b"x", 10 << 20, b'":1}]', ".json")),
    Hostile("json, 1e400000 and 1 million digits", written(
        b'[{"a":1e400000,"b":-1e400000,"c":' + b"9" * 1_000_000 + b',"d":NaN}]', ".json")),
    Hostile("csv, 1e400000 and 1 million digits", written(
        b"a,b,c\n1e400000,-1e400000," + b"9" * 1_000_000 + b"\n")),
    Hostile("dbf that states 4 billion records", written(dbf(0xFFFFFFFF), ".dbf")),
    Hostile("dbf that states 1 GB", written(dbf(1 << 24, 64), ".dbf")),
    Hostile("parquet, a page that states 2 GiB", huge_page),
    Hostile("parquet, 300 million equal rows", equal_rows),
    Hostile("parquet, 4 GB of one long value", long_values),
    Hostile("parquet, cut off", written(b"PAR1" + b"\0" * 100 + b"\xff\xff\xff\x7fPAR1", ".parquet")),
    Hostile("parquet, 20,000 columns", lambda path: parquet(
        path, pa.table({f"c{n}": [1] for n in range(20_000)}))),
    Hostile("grows while it is read", ROWS, appended),
    Hostile("shrinks while it is read", ROWS, shortened),
    Hostile("is replaced while it is read", ROWS, replaced),
    Hostile("a name that turns around and breaks", named("na\nme\u202egpj.\x1b[31m\x1b]0;x\x07.csv".encode())),
    Hostile("a name that is not UTF-8", named(b"na\xffme\xfe.csv")),
    Hostile("a folder with such a name in it", lambda path: named(b"d\xff.csv")(
        folder_of()(path) / "x").parent),
    Hostile("a name that is too long", lambda path: path.with_name("n" * 300)),
    Hostile("a link to itself", loop),
    Hostile("a folder that links to itself", folder_loop),
    Hostile("/dev/zero", at("/dev/zero")),
    Hostile("a link to /dev/zero", lambda path: (path.symlink_to("/dev/zero"), path)[1]),
    Hostile("/proc/self/mem", at("/proc/self/mem")),
    Hostile("/proc/self/pagemap", at("/proc/self/pagemap")),
    Hostile("/proc/self/environ", at("/proc/self/environ")),
]  # fmt: skip


def made(one: Hostile, folder: Path) -> Path:
    """The path of a file, made in a process of its own, whose memory a command does not inherit."""
    place, told = folder / "file", folder / "path"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    if not (child := os.fork()):
        try:
            told.write_bytes(os.fsencode(one.make(place / "hostile")))
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    return Path(os.fsdecode(told.read_bytes()))


def tried(one: Hostile, path: Path, words: list[str], folder: Path) -> Outcome:
    """Give the file to a command, while something happens to it."""
    over = threading.Event()
    meddler = threading.Thread(target=one.meddle, args=(path, over)) if one.meddle else None
    if meddler:
        meddler.start()
    outcome = run([*words, str(path)], folder)
    over.set()
    if meddler:
        meddler.join()
    return outcome


def harm(case: Case, before: str, outcome: Outcome) -> list[str]:
    """What the case suffered."""
    now = case.folder.manifest().id
    if outcome.code and now != before:
        return ["the case changed"]
    if (
        outcome.code
        and outcome.code > 0
        and (case.folder.staging.exists() or unreferenced(case.folder))
    ):
        return ["something was left behind"]
    return [f"{one.what}: {one.found}" for one in case.doctor() if not one.ok]


def main() -> None:
    """Every file; exit 1 when there was a fault."""
    wanted = sys.argv[1:]
    n_faults = 0
    print(f"{'case':42} {'command':8} exit {'MiB':>6} {'s':>6} {'as before':9}  what was said")
    with TemporaryDirectory(prefix="tidewaiter-hostile-") as name:
        folder = Path(name)
        init(folder / "template").ingest(YEARS[:1])
        for one in BOOKS:
            if wanted and not any(word in one.name for word in wanted):
                continue
            shutil.rmtree(folder / "case", ignore_errors=True)
            shutil.copytree(folder / "template", folder / "case")
            case = open_case(folder / "case")
            path = made(one, folder)
            for words in (["ingest", str(folder / "case"), "--raw"], ["inspect"]):
                before = case.folder.manifest().id
                path = made(one, folder) if one.meddle else path
                outcome = tried(one, path, words, folder)
                faults = [
                    *outcome.faults(),
                    *(harm(case, before, outcome) if "--raw" in words else []),
                ]
                n_faults += len(faults)
                same = "yes" if case.folder.manifest().id == before else "no"
                said = outcome.said.replace(name, "…")[:110]
                print(
                    f"{one.name:42} {words[0]:8} {outcome.code:4} {outcome.peak_mib:6.0f} "
                    f"{outcome.seconds:6.1f} {same:9}  {said}{'  FAULT: ' if faults else ''}{', '.join(faults)}",
                    flush=True,
                )
    print(f"{n_faults} faults")
    sys.exit(bool(n_faults))


if __name__ == "__main__":
    main()
