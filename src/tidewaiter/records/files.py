"""From what a person names on the command line to the documents they mean.

A folder, a pattern or a ZIP archive stands for the files in it. Whatever is opened here
arrives unpacked, byte for byte as it was delivered, and never more of it than is sane. A
folder that says it holds no records is left out.
"""

import io
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, takewhile
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO, cast

from tidewaiter.records.left_out import (
    READ_BYTES,
    LeftOut,
    is_mark,
    outermost,
    stands_in,
    words_in,
)
from tidewaiter.records.unpack import LONGEST_MARK, bounded, is_packed, refuse_excess, unpacked
from tidewaiter.words.errors import FileRefused
from tidewaiter.words.limits import MEMBERS

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
LITTER = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(frozen=True, slots=True)
class Document:
    """One file as a person would open it: unpacked, its bytes otherwise untouched."""

    name: str
    original: Path
    member: str = ""
    named: bool = True
    is_mark: bool = False  # it says of its folder that it holds no records, and is no document

    def open(self) -> BinaryIO:
        """A stream of the unpacked bytes; what is packed is known by its first bytes."""
        try:
            stream, packed_size = self._delivered()
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, RuntimeError) as problem:
            hint = "check the path; unpack an archive yourself and name the file inside it"
            raise FileRefused(f"{self.name} cannot be opened: {problem}", hint) from None
        try:
            return unpacked(self.name, packed_size, stream)
        except FileRefused:
            stream.close()
            raise

    def is_packed(self) -> bool:
        """Whether what `open` gives is not what stands on disk."""
        if self.member:
            return True
        with self.original.open("rb") as stream:
            return is_packed(stream.read(LONGEST_MARK))

    def _delivered(self) -> tuple[io.BufferedReader, int]:
        if not self.member:
            return self.original.open("rb"), self.original.stat().st_size
        file = self.original.stat()
        member = _members_of(self.original, file.st_size, file.st_mtime_ns)[self.member]
        with _Known(self.original) as archive:
            stream = cast(BinaryIO, archive.open(member))
            return bounded(self.name, member.compress_size, stream), member.compress_size


class _Known(zipfile.ZipFile):
    """An archive whose list of members is known: opening one of thousands does not read it again."""

    def _RealGetContents(self) -> None:  # noqa: N802  # the library's own name
        pass


@lru_cache(maxsize=4)
def _members_of(path: Path, *stamp: int) -> dict[str, zipfile.ZipInfo]:  # noqa: ARG001
    """The members of an archive by name; a stamp of size and time tells it from a later one."""
    with zipfile.ZipFile(path) as archive:
        return {one.filename: one for one in archive.infolist()}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What some arguments stand for, and the folders among it that were not looked into."""

    documents: list[Document]
    left_out: list[LeftOut]


def documents(arguments: Sequence[str]) -> list[Document]:
    """Every document the arguments stand for, in a stable order, each once."""
    return delivery(arguments).documents


def delivery(arguments: Sequence[str]) -> Delivery:
    """The documents, and what is left out; refused where nothing else was found."""
    found: dict[tuple[Path, str], Document] = {}
    left: dict[tuple[Path, str], Document] = {}
    for argument in arguments:
        for one in _expanded(argument):
            among = left if one.is_mark else found
            among.setdefault((one.original.resolve(), one.member), one)
    told = [_left_out(mark) for mark in left.values()]
    if told and not found:
        raise FileRefused(f"{told[0].file} is left out: {told[0].why}", told[0].hint)
    return Delivery(list(found.values()), told)


def _left_out(mark: Document) -> LeftOut:
    """A folder left out, with the words of the file in it; without them, where it is not read."""
    said = b""
    with suppress(FileRefused), mark.open() as stream:
        said = stream.read(READ_BYTES)
    return LeftOut(mark.name, *words_in(said))


def _expanded(argument: str) -> list[Document]:
    path = Path(argument)
    left: list[Document] = []
    if path.exists():
        if not (path.is_dir() or path.is_file()):
            raise _no_file(argument)
        paths = [path]
    elif any(wildcard in argument for wildcard in "*?["):
        matches = Path(path.anchor).glob(str(path.relative_to(path.anchor)))
        paths = sorted(match for match in matches if not _is_litter([match.name]))
        paths, left = _less_left_out(argument, paths)
    else:
        raise FileRefused(f"{argument} does not exist", "check the path")
    found = [*left, *(one for each in paths for one in _inside(each))]
    if not found:
        hint = "name a file, or a folder or pattern with files in it"
        raise FileRefused(f"{argument} holds no files", hint)
    return found if paths == [path] else [replace(document, named=False) for document in found]


def _less_left_out(pattern: str, paths: Sequence[Path]) -> tuple[list[Path], list[Document]]:
    """Less what stands in a folder that the pattern came upon and that holds no records.

    The folders before its first wildcard were named by a person.
    """
    plain = takewhile(lambda part: not any(sign in part for sign in "*?["), Path(pattern).parts)
    base = Path(*plain)
    inner = [path.relative_to(base) for path in paths]
    folders = {folder for one in inner for folder in one.parents if folder != Path()}
    left = outermost(mark for folder in folders if (mark := _mark_in(base / folder, folder)))
    kept = [path for path, one in zip(paths, inner, strict=True) if not stands_in(one, left)]
    return kept, [_mark(base / folder, base / mark) for folder, mark in sorted(left.items())]


def _mark_in(path: Path, folder: Path) -> Path | None:
    with suppress(OSError):
        names = (one.name for one in path.iterdir() if is_mark(one.name) and one.is_file())
        return next((folder / name for name in names), None)
    return None


def _mark(folder: PurePath, original: Path, member: str = "") -> Document:
    """The file that says of a folder that it holds no records, under the folder's name."""
    return Document(_readable(folder.as_posix()), original, member, is_mark=True)


def _no_file(name: str) -> FileRefused:
    hint = "save what it gives to a file first"
    return FileRefused(f"{name} is a pipe or a device, not a file", hint)


def _inside(path: Path) -> Iterator[Document]:
    if not path.is_dir():
        yield from _members(path, _readable(path.name), named=True)
        return
    files = [
        inner
        for file in sorted(path.rglob("*"))
        if not _is_litter((inner := file.relative_to(path)).parts) and file.is_file()
    ]
    left = outermost(inner for inner in files if is_mark(inner.name))
    for folder, mark in left.items():
        yield _mark(folder if folder != Path() else path, path / mark)
    for inner in files:
        if not stands_in(inner, left):
            yield from _members(path / inner, _readable(inner.as_posix()), named=False)


def _readable(name: str) -> str:
    r"""A name whose bytes are no UTF-8, with those bytes written out.

    >>> _readable(os.fsdecode(b"\xcf.csv"))
    '\\xcf.csv'
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _members(path: Path, name: str, named: bool) -> Iterator[Document]:
    if not _is_archive(path):
        yield Document(name, path, named=named)
        return
    with zipfile.ZipFile(path) as archive:
        members = sorted(archive.infolist(), key=lambda member: member.filename)
    refuse_excess(name, path.stat().st_size, sum(member.file_size for member in members))
    if len(members) > MEMBERS.now():
        raise MEMBERS.refuse(name, f"holds {len(members):,}")
    for one, next_one in pairwise(members):
        if one.filename == next_one.filename:
            raise FileRefused(
                f"{name} holds two files named {one.filename}", "unpack it and give them two names"
            )
    inside = dict(_safe(name, members))
    marks = {inner: member for member, inner in inside.items() if is_mark(inner.name)}
    left = outermost(marks)
    for folder, mark in left.items():
        yield _mark(name / folder, path, marks[mark])
    for filename, inner in inside.items():
        if not stands_in(inner, left):
            yield Document(f"{name}/{filename}", path, filename, named=False)


def _safe(name: str, members: Iterable[zipfile.ZipInfo]) -> Iterator[tuple[str, PurePosixPath]]:
    """The files of an archive, by name; refused where one may not be unpacked."""
    for member in members:
        if not member.filename:
            raise FileRefused(f"{name} holds a file without a name", "unpack it and name that file")
        inner = PurePosixPath(member.filename)
        if not member.is_dir() and not _is_litter(inner.parts):
            _refuse_unsafe(name, member, inner)
            yield member.filename, inner


def _is_litter(parts: Iterable[str]) -> bool:
    """Hidden files, what operating systems leave behind, and the locks of open workbooks."""
    return any(
        (part.startswith((".", "~$")) and part != "..") or part.lower() in LITTER for part in parts
    )


def _is_archive(path: Path) -> bool:
    """A ZIP file that is not itself a document, as workbooks and text documents are."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
        if head and not path.stat().st_size:  # made up by the system while it is read
            raise _no_file(path.name)
        if not head.startswith(ZIP):
            return False
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile) as problem:
        hint = "it is damaged, incomplete or not yours to read: fetch it again"
        raise FileRefused(f"{path.name} cannot be opened: {problem}", hint) from None
    return "[Content_Types].xml" not in names and "mimetype" not in names


def _refuse_unsafe(name: str, member: zipfile.ZipInfo, inner: PurePosixPath) -> None:
    if inner.is_absolute() or ".." in inner.parts or ":" in inner.parts[0]:
        hint = "unpack the archive in a safe place and name the files you need"
        raise FileRefused(f"{name} holds a path that leaves it: {member.filename}", hint)
    if member.flag_bits & 1:
        hint = "unpack it with its password and name the unpacked file"
        raise FileRefused(f"{name}/{member.filename} is encrypted", hint)
