"""Workbooks behind a password: opened in memory, never written to disk without it.

The case keeps the file as delivered, protected; its rows stand in the case as any others.
"""

import io
import re
from typing import Any

import olefile  # type: ignore[import-untyped]

from tidewaiter.records.files import Document
from tidewaiter.records.how import PASSWORD, HowToRead
from tidewaiter.words.errors import FileRefused

SET_BY_EXCEL = "VelvetSweatshop"
"""The password Excel itself sets where a workbook is only protected from changes."""
MOST_ROUNDS = 10_000_000
"""Of hashing a password; the format allows no more, and more would never end."""
ROUNDS = re.compile(rb'spinCount="(\d{1,20})"')


def unlocked(document: Document, content: bytes, how: HowToRead) -> bytes:
    """The workbook without its protection; refused where no password opens it."""
    if any(int(rounds) > MOST_ROUNDS for rounds in ROUNDS.findall(content)):
        raise FileRefused(
            f"{document.name} asks for more rounds of hashing than its format allows",
            "do not open it: it was made to keep a computer busy",
        )
    tried = 0
    if found := _opened(document, content, SET_BY_EXCEL):
        return found
    for password in filter(None, how.passwords(document.name)):
        tried += 1
        if found := _opened(document, content, password):
            return found
    if tried:
        raise FileRefused(
            f"{document.name} is protected by another password",
            "ask who delivered it; or open it yourself and save it without one",
        )
    raise locked(document)


def locked(document: Document) -> FileRefused:
    """The refusal of a workbook whose password nobody gave."""
    hint = f"put it in the environment as {PASSWORD}, or run this in a terminal, which asks for it"
    return FileRefused(f"{document.name} is protected by a password", hint)


def is_locked(content: bytes) -> bool:
    """Whether a workbook in the old format is encrypted, as its first records say."""
    try:
        return bool(_office_file(content).is_encrypted())
    except Exception:  # a damaged file stops the library in many ways
        return False


def _office_file(content: bytes) -> Any:
    import msoffcrypto  # type: ignore[import-untyped]  # slow to load, and rarely needed

    return msoffcrypto.OfficeFile(io.BytesIO(content))


def _opened(document: Document, content: bytes, password: str) -> bytes | None:
    """The content under a password, nothing where it is not the one."""
    from msoffcrypto.exceptions import (  # type: ignore[import-untyped]
        DecryptionError,
        InvalidKeyError,
    )

    clear = io.BytesIO()
    try:
        _follow_short_streams(content)
        file = _office_file(content)
        asked = {"verify_password": True} if file.format == "ooxml" else {}
        file.load_key(password=password, **asked)
        file.decrypt(clear)
    except InvalidKeyError:
        return None
    except DecryptionError as problem:
        raise _broken(document, str(problem)) from None
    except Exception as problem:  # a damaged file stops the library in many ways
        raise _broken(document, type(problem).__name__) from None
    return clear.getvalue()


def _follow_short_streams(content: bytes) -> None:
    """Raise ValueError if a stream of few bytes leads back into itself: writing one would not end."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        file.loadminifat()
        after = list(file.minifat)
        for entry in file.direntries:
            sector, seen = (entry.isectStart, 0) if entry and entry.is_minifat else (-1, 0)
            while 0 <= sector < len(after):
                sector, seen = after[sector], seen + 1
                if seen > len(after):
                    raise ValueError(f"{entry.name} leads back into itself")


def _broken(document: Document, why: str) -> FileRefused:
    hint = "open it with its password in a spreadsheet program and save it without one"
    return FileRefused(f"{document.name} is protected and cannot be opened: {why}", hint)
