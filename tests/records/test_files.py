"""Arguments become documents; archives and packed files are opened, unsafe ones refused."""

import bz2
import gzip
import io
import lzma
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tidewaiter.records import unpack
from tidewaiter.records.files import documents
from tidewaiter.records.readers import tables
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import EXPANSION

CSV = b"a,b\n1,2\n"


def zstd(content: bytes) -> bytes:
    return pa.Codec("zstd").compress(content, asbytes=True)


PACKERS = {"gz": gzip.compress, "xz": lzma.compress, "zst": zstd, "bz2": bz2.compress}


def archive(path: Path, members: dict[str, bytes]) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return str(path)


def content(argument: str) -> bytes:
    [document] = documents([argument])
    with document.open() as stream:
        return stream.read()


def test_a_file_is_itself(tmp_path: Path) -> None:
    (tmp_path / "trade.csv").write_bytes(CSV)
    [document] = documents([str(tmp_path / "trade.csv")])
    assert (document.name, document.member, document.named) == ("trade.csv", "", True)


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_packed_file_is_known_by_its_bytes_and_keeps_its_name(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "trade.dat").write_bytes(pack(CSV) + pack(CSV))
    assert content(str(tmp_path / "trade.dat")) == CSV + CSV
    assert documents([str(tmp_path / "trade.dat")])[0].name == "trade.dat"


def test_the_list_of_an_archive_is_read_once_for_all_its_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = documents([archive(tmp_path / "many.zip", {f"{n}.csv": CSV for n in range(50)})])
    whole: list[str] = []
    reading = zipfile.ZipFile._RealGetContents  # type: ignore[attr-defined]
    monkeypatch.setattr(
        zipfile.ZipFile, "_RealGetContents", lambda self: (whole.append("read"), reading(self))
    )
    for document in found:
        with document.open() as stream:
            assert stream.read() == CSV
    assert whole == ["read"]


def test_an_archive_that_is_replaced_is_looked_at_again(tmp_path: Path) -> None:
    path = tmp_path / "leak.zip"
    first, second = documents([archive(path, {"a.csv": CSV, "b.csv": CSV})])
    first.open().close()
    archive(path, {"a.csv": b"other,content\n1,2\n"})
    with first.open() as stream:
        assert stream.read() == b"other,content\n1,2\n"
    with pytest.raises(FileRefused, match=r"b\.csv cannot be opened"):
        second.open()


def test_an_archive_stands_for_its_members(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "leak.zip",
        {
            "2023/b.csv": CSV,
            **{f"2023/a.csv.{name}": pack(CSV) for name, pack in PACKERS.items()},
            "__MACOSX/._b.csv": b"litter",
            ".hidden": b"litter",
        },
    )
    found = documents([path])
    packed = [f"leak.zip/2023/a.csv.{name}" for name in sorted(PACKERS)]
    assert [one.name for one in found] == [*packed, "leak.zip/2023/b.csv"]
    assert [one.open().read() for one in found] == [CSV] * 5
    assert not any(one.named for one in found)


def test_a_workbook_is_a_document_and_not_an_archive(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "book.zip") as book:
        book.add_worksheet().write_row(0, 0, ["a", "b"])
    assert [one.member for one in documents([str(tmp_path / "book.zip")])] == [""]


def test_a_workbook_in_an_archive_is_read(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        book.add_worksheet().write_row(0, 0, ["a", "b"])
    [document] = documents([archive(tmp_path / "x.zip", {"book.xlsx": packed.getvalue()})])
    assert tables(document)[0].header == ("a", "b")


def test_a_folder_is_read_in_order_without_litter(tmp_path: Path) -> None:
    for name in ("b.csv", "a/z.csv", ".git/x.csv", "Thumbs.db", "~$book.xlsx", "a/.DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(CSV)
    found = documents([str(tmp_path)])
    assert [(one.name, one.named) for one in found] == [("a/z.csv", False), ("b.csv", False)]


def test_a_pattern_finds_files_and_a_file_named_like_one_is_a_file(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "c.txt", "[1].csv"):
        (tmp_path / name).write_bytes(CSV)
    assert [one.name for one in documents([f"{tmp_path}/[ab].csv"])] == ["a.csv", "b.csv"]
    assert [(one.name, one.named) for one in documents([f"{tmp_path}/[1].csv"])] == [
        ("[1].csv", True)
    ]


def test_a_file_named_twice_is_one_document(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    found = documents([f"{tmp_path}/a.csv", f"{tmp_path}/*.csv", str(tmp_path)])
    assert [(one.name, one.named) for one in found] == [("a.csv", True)]


@pytest.mark.parametrize("argument", ["missing.csv", "*.nothing", "empty", "empty.zip"])
def test_nothing_to_read_is_refused_with_a_hint(tmp_path: Path, argument: str) -> None:
    (tmp_path / "empty").mkdir()
    archive(tmp_path / "empty.zip", {})
    with pytest.raises(FileRefused) as refusal:
        documents([f"{tmp_path}/{argument}"])
    assert refusal.value.hint


@pytest.mark.parametrize("member", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:/x.csv"])
def test_a_member_that_leaves_the_archive_is_refused(tmp_path: Path, member: str) -> None:
    with pytest.raises(FileRefused, match="leaves it"):
        documents([archive(tmp_path / "x.zip", {member: CSV})])


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = Path(archive(tmp_path / "x.zip", {"a.csv": CSV}))
    packed = bytearray(path.read_bytes())
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(packed)
    with pytest.raises(FileRefused, match="encrypted"):
        documents([str(path)])


@pytest.mark.parametrize("length", [20, 40, 60])
def test_a_broken_archive_is_refused(tmp_path: Path, length: int) -> None:
    path = Path(archive(tmp_path / "x.zip", {"a.csv": CSV * 100}))
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(FileRefused, match="cannot be opened"):
        documents([str(path)])


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_broken_packed_file_is_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    for broken in (pack(CSV * 1000)[:-9], pack(CSV)[:12] + b"\xff" * 40):
        (tmp_path / "a.gz").write_bytes(broken)
        with pytest.raises(FileRefused, match="cannot be unpacked"):
            content(str(tmp_path / "a.gz"))


@pytest.mark.parametrize(("inner", "what"), [("gz", "more than once"), ("zip", "an archive")])
def test_what_is_packed_twice_is_refused(tmp_path: Path, inner: str, what: str) -> None:
    path = Path(archive(tmp_path / "x.zip", {"a.csv": CSV}))
    once = path.read_bytes() if inner == "zip" else gzip.compress(CSV)
    (tmp_path / "a").write_bytes(gzip.compress(once))
    with pytest.raises(FileRefused, match=what) as refusal:
        tables(documents([str(tmp_path / "a")])[0])
    assert "unpack" in refusal.value.hint


def test_a_bomb_is_refused_while_it_unpacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "SMALL", 1 << 20)
    monkeypatch.setenv(EXPANSION.setting, "100")
    zeros = bytes(8 << 20)
    packed = {name: pack(zeros) for name, pack in PACKERS.items()}
    for name, bomb in packed.items():
        (tmp_path / name).write_bytes(bomb)
    for path in (*(str(tmp_path / name) for name in packed), archive(tmp_path / "z", packed)):
        for document in documents([path]):
            with pytest.raises(FileRefused, match="more than 100 times its packed size"):
                document.open().read()


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("a.csv", "x,y\n1,2\n")
        archive.writestr("a.csv", "x,y\n3,4\n")
    with pytest.raises(FileRefused, match="two files named"):
        documents([str(path)])


def test_a_member_without_a_name_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("Q.csv", "a,b\n1,2\n")
    content = (tmp_path / "x.zip").read_bytes().replace(b"Q.csv", b"\0.csv")
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(FileRefused, match="a file without a name"):
        documents([str(tmp_path / "x.zip")])


def test_an_archive_of_a_later_kind_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", {"a.csv": b"a,b\n1,2\n"})
    content = bytearray(Path(path).read_bytes())
    content[content.index(b"PK\1\2") + 6] = 148  # the version needed to unpack it
    Path(path).write_bytes(content)
    with pytest.raises(FileRefused, match="zip file version"):
        documents([str(path)])
