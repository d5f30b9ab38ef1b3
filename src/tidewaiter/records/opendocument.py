"""What the library that reads workbooks does not know of an ODS, said in its words.

Tabs and line breaks are elements of their own (OpenDocument 1.3 part 3, 6.1), which it passes
over: the words on both sides would grow together. A kind of value that the standard lacks
(19.389), as some writers give, makes it refuse the file; a spreadsheet shows its text.
"""

import io
import re
import zipfile
import zlib

SIGNS = (
    (re.compile(rb"<text:tab\b[^>]*(?:/>|>\s*</text:tab>)"), b"&#9;"),
    (re.compile(rb"<text:line-break\b[^>]*(?:/>|>\s*</text:line-break>)"), b"&#10;"),
)
KINDS = "boolean|currency|date|float|percentage|string|time|void"
UNKNOWN = re.compile(rf"""office:value-type=(["'])(?!(?:{KINDS})\1)[^"'<>]*\1""".encode())
VALUE = re.compile(rb"""\soffice:(?:\w+-)?value=(?:"[^"]*"|'[^']*')""")
TAG = re.compile(rb"<table:(?:covered-)?table-cell\b[^<>]*>")
PARTS = ("mimetype", "META-INF/manifest.xml", "content.xml")
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError)


def as_known(content: bytes) -> bytes:
    """The workbook with these replaced; as it is where it has none or is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in PARTS if name in archive.namelist()}
    except DAMAGE:
        return content
    text = parts.get("content.xml", b"")
    known = _known(text)
    if known == text:
        return content
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in (parts | {"content.xml": known}).items():
            archive.writestr(name, part)
    return made.getvalue()


def _known(text: bytes) -> bytes:
    for element, sign in SIGNS:
        text = element.sub(sign, text)
    return TAG.sub(lambda tag: _as_text(tag[0]), text) if UNKNOWN.search(text) else text


def _as_text(tag: bytes) -> bytes:
    """The tag of a cell, which is a text if the kind of its value is unknown.

    >>> _as_text(b'<table:table-cell office:value-type="datetime" office:value="2023-03-15">')
    b'<table:table-cell office:value-type="string">'
    """
    if not UNKNOWN.search(tag):
        return tag
    return UNKNOWN.sub(b'office:value-type="string"', VALUE.sub(b"", tag))
