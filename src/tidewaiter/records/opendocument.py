"""Tabs and line breaks inside the texts of an ODS workbook, made visible to the library.

In an ODS they are elements of their own (OpenDocument 1.3 part 3, 6.1), which the library that
reads workbooks passes over: the words on both sides would grow together.
"""

import io
import re
import zipfile
import zlib

SIGNS = (
    (re.compile(rb"<text:tab\b[^>]*(?:/>|>\s*</text:tab>)"), b"&#9;"),
    (re.compile(rb"<text:line-break\b[^>]*(?:/>|>\s*</text:line-break>)"), b"&#10;"),
)
PARTS = ("mimetype", "META-INF/manifest.xml", "content.xml")
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError)


def with_signs(content: bytes) -> bytes:
    """The workbook with signs for these elements; as it is where it has none or is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in PARTS if name in archive.namelist()}
    except DAMAGE:
        return content
    text = parts.get("content.xml", b"")
    if not any(element.search(text) for element, _ in SIGNS):
        return content
    for element, sign in SIGNS:
        text = element.sub(sign, text)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in (parts | {"content.xml": text}).items():
            archive.writestr(name, part)
    return made.getvalue()
