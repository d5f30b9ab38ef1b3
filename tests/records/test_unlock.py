"""Workbooks behind a password open with it, from the environment or asked for, and stay as delivered."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import msoffcrypto  # type: ignore[import-untyped]
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from tests.records.test_workbook import rows

from tidewaiter.case import Case
from tidewaiter.records.files import Document
from tidewaiter.records.how import PASSWORD, told
from tidewaiter.records.readers import SourceTable, tables
from tidewaiter.records.unlock import SET_BY_EXCEL
from tidewaiter.words.errors import FileRefused

BOOKS = Path(__file__).parent / "books"  # written by LibreOffice with this password
WORD = "тайна-7"
TRUTH = [(2, ["0101210000", "лошади", "5"]), (3, ["8806220000", "Drones", "7.25"])]
BOTH = pytest.mark.parametrize("name", ["locked.xlsx", "locked.xls"])


def opened(path: Path, *passwords: str) -> SourceTable:
    [table] = tables(Document(path.name, path), told(passwords=lambda _: passwords))
    return table


@BOTH
def test_the_right_password_opens_a_workbook(name: str) -> None:
    assert rows(opened(BOOKS / name, "wrong", "", WORD)) == TRUTH


@BOTH
def test_without_a_password_the_refusal_says_where_to_put_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileRefused, match="protected by a password") as refusal:
        tables(Document(name, BOOKS / name))
    assert PASSWORD in refusal.value.hint
    monkeypatch.setenv(PASSWORD, WORD)
    [table] = tables(Document(name, BOOKS / name))
    assert rows(table) == TRUTH


@BOTH
def test_a_wrong_password_is_named_as_such_and_never_shown(name: str) -> None:
    with pytest.raises(FileRefused, match="another password") as refusal:
        opened(BOOKS / name, "open sesame")
    assert "sesame" not in refusal.value.message + refusal.value.hint


def test_passwords_are_asked_for_only_where_a_file_is_protected(tmp_path: Path) -> None:
    def never(name: str) -> Iterator[str]:
        raise AssertionError(name)

    (tmp_path / "plain.csv").write_text("a,b\n1,2\n")
    [table] = tables(Document("plain.csv", tmp_path / "plain.csv"), told(passwords=never))
    assert table.header == ("a", "b")


def test_the_case_keeps_the_file_protected_and_no_password(case: Case) -> None:
    path = BOOKS / "locked.xlsx"
    case.ingest([path], raw=True, passwords=lambda _: [WORD])
    [source] = case.sources()
    delivered = path.read_bytes()
    assert (source["n_rows"], source["sha256"]) == (2, hashlib.sha256(delivered).hexdigest())
    assert [one.read_bytes() for one in case.path.rglob(f"{source['sha256']}*")] == [delivered]
    kept = b"".join(one.read_bytes() for one in case.path.rglob("*") if one.is_file())
    assert WORD.encode() not in kept
    assert WORD.encode("utf-16-le") not in kept
    assert case.ingest([path], raw=True, passwords=lambda _: [WORD]).unchanged == ["locked.xlsx"]


def test_a_workbook_only_protected_from_changes_needs_no_password(tmp_path: Path) -> None:
    path = tmp_path / "readonly.xlsx"
    path.write_bytes(_locked(SET_BY_EXCEL))
    assert rows(opened(path)) == [(2, ["1"])]


@pytest.mark.parametrize("rounds", [10_000_001, 10**15])
def test_endless_hashing_is_refused(tmp_path: Path, rounds: int) -> None:
    locked = _locked("x")
    assert b'spinCount="100000"' in locked
    path = tmp_path / "slow.xlsx"
    path.write_bytes(locked.replace(b'spinCount="100000"', f'spinCount="{rounds}"'.encode()))
    with pytest.raises(FileRefused, match="more rounds of hashing"):
        opened(path, "x")


@pytest.mark.parametrize("place", range(512, 8000, 311))
def test_a_damaged_lock_is_a_clear_refusal_or_opens(tmp_path: Path, place: int) -> None:
    content = bytearray((BOOKS / "locked.xlsx").read_bytes())
    content[place : place + 40] = b"\xff" * len(content[place : place + 40])
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(content)
    try:
        assert opened(path, WORD).header
    except FileRefused as refusal:
        assert refusal.hint


def _locked(password: str) -> bytes:
    plain, locked = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet("data")
        sheet.write_column("A1", ["kg", 1])
    plain.seek(0)
    file = msoffcrypto.OfficeFile(plain)
    file.encrypt(password, locked)
    return locked.getvalue()


def test_a_workbook_that_leads_back_into_itself_is_refused(tmp_path: Path) -> None:
    """Taking its protection away did not end."""
    content = bytearray((BOOKS / "locked.xls").read_bytes())
    table = 512 * 3  # where each short sector names the next
    last = table + 4 * 28
    assert content[last : last + 4] == b"\xfe\xff\xff\xff"  # the end of the workbook's
    content[last : last + 4] = bytes(4)
    (tmp_path / "x.xls").write_bytes(content)
    with pytest.raises(FileRefused, match="cannot be opened"):
        opened(tmp_path / "x.xls", WORD)
