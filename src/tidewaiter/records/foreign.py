"""What is not read: its right name, and what to do instead.

A file is recognised by its first bytes, never by its suffix. A refusal that only says no
sends a person to the wrong program; each of these names the right one.
"""

import re
from collections.abc import Iterator

from tidewaiter.records.encoding import raw_chunks
from tidewaiter.records.files import Document
from tidewaiter.records.unpack import is_packed
from tidewaiter.words.errors import FileRefused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RESAVE = "save it as XLSX or CSV"
UNPACK = "unpack it yourself and name the files inside it"
ARCHIVE = "unpack an archive and name the files inside it; save a document's tables as XLSX"
EXPORT = "export the table you need from its own program as CSV"
PICTURE = (
    "a picture holds no table: ask for the data it was made from, or type the table into a CSV file"
)
PDF = (
    "ask for the data behind it; or take its tables out with a program such as Tabula,"
    " check the totals, and name the CSV files"
)
DUMP = "load it into a database of its kind and export the table you need as CSV"
WORD = "copy its tables into a spreadsheet, check the totals, and save it as XLSX"

FOREIGN = (
    (b"%PDF", "a PDF document", PDF),
    (b"ARROW1", "an Arrow file", "write it as Parquet"),
    (b"SQLite format 3", "an SQLite database", EXPORT),
    (b"\0\1\0\0Standard Jet DB", "an Access database", EXPORT),
    (b"\0\1\0\0Standard ACE DB", "an Access database", EXPORT),
    (b"PGDMP", "a PostgreSQL dump", DUMP),
    (b"\x89PNG", "a picture", PICTURE),
    (b"\xff\xd8\xff", "a picture", PICTURE),
    (b"GIF8", "a picture", PICTURE),
    (b"II*\0", "a picture", PICTURE),
    (b"MM\0*", "a picture", PICTURE),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"{\\rtf", "an RTF document", WORD),
    (b"\x09\x00\x04\x00", "a workbook of Excel 2", RESAVE),
    (b"\x09\x02\x06\x00", "a workbook of Excel 3", RESAVE),
    (b"\x09\x04\x06\x00", "a workbook of Excel 4", RESAVE),
)
MARKUP = re.compile(rb"\s*<(\?xml|!doctype|html|table|workbook)", re.IGNORECASE)
SQL = re.compile(
    rb"(\s*(--[^\n]*|/\*.*?\*/;?)\s)*\s*"
    rb"((create\s+(table|database)|insert\s+into|drop\s+table)\s+[\w`\"\[]|set\s+\S+\s*=|use\s+`)",
    re.IGNORECASE | re.DOTALL,
)
CLAIMS = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*|[\w-]+[ \t]*=[^\n]*)?\r?\n)*[ \t]*\[\[[ \t]*claim[ \t]*\]\]"
)
"""A first table [[claim]], under nothing but remarks and plain entries."""
PROTECTED = "a protected workbook"
STREAMS = (
    ("EncryptedPackage", PROTECTED),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "a Word document in the old format"),
    ("PowerPoint Document", "a presentation"),
    ("VisioDocument", "a drawing"),
    ("__properties_version1.0", "a mail message"),
)


def refuse_foreign(document: Document, head: bytes) -> None:
    """Refuse a file that no reader of ours can read, judged by how it begins."""
    for mark, what, instead in FOREIGN:
        if head.startswith(mark):
            raise foreign(document, what, instead)
    if is_packed(head):
        raise foreign(document, "packed more than once", UNPACK)
    if head[257:262] == b"ustar":
        raise foreign(document, "a tar archive", UNPACK)
    if MARKUP.match(head):
        raise foreign(document, "XML or HTML", f"open it in a spreadsheet program and {RESAVE}")
    if SQL.match(head):
        raise foreign(document, "an SQL dump", DUMP)
    if CLAIMS.match(head):
        check = f"check them against a case: tidewaiter check CASE {document.name}"
        raise foreign(document, "a file of claims and holds no records", check)


def is_protected(document: Document) -> bool:
    """Whether a compound file is a workbook behind a password; refused if it is none of any kind."""
    found = set(_streams(document))
    what = next(
        (what for name, what in STREAMS if name in found), "a document in the old Office format"
    )
    if what not in ("xls", PROTECTED):
        raise foreign(document, what, WORD)
    return what == PROTECTED


def foreign(document: Document, what: str, instead: str = RESAVE) -> FileRefused:
    """The refusal of a file by its right name."""
    return FileRefused(f"{document.name} is {what}", instead)


def _streams(document: Document) -> Iterator[str]:
    """The known streams a compound file holds.

    Its directory is made of entries of 128 bytes: a name in UTF-16, padded to 64 bytes, and
    then its length with the closing zero. Chunks are multiples of that, so none is cut.
    """
    entries = {
        name: name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
        for name, _ in STREAMS
    }
    for chunk in raw_chunks(document):
        for name, entry in entries.items():
            place = chunk.find(entry)
            while place >= 0 and place % 128:
                place = chunk.find(entry, place + 1)
            if place >= 0:
                yield name
