"""What files come packed in, by the programs people pack with, else by Python's modules."""

import bz2
import gzip
import lzma
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import zstandard

from tidewaiter.records.files import Document, documents


def _command(*command: str) -> Callable[[bytes], bytes] | None:
    if not shutil.which(command[0]):
        return None
    return lambda content: (
        subprocess.run(command, input=content, capture_output=True, check=True).stdout
    )


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": _command("gzip", "-c") or gzip.compress,
    "xz": _command("xz", "-c") or lzma.compress,
    "zst": _command("zstd", "-qc") or zstandard.compress,
    "bz2": _command("bzip2", "-c") or bz2.compress,
}
CONTAINERS = ("plain", *PACKED, "zip")


def delivered(folder: Path, name: str, content: bytes, container: str) -> Document:
    """The document that a person's file or archive stands for."""
    path = folder / (name if container == "plain" else f"{name}.{container}")
    if container == "plain":
        path.write_bytes(content)
    elif container == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a note.txt", "read me")
            archive.writestr(f"inner/{name}", content)
            archive.writestr("z/other.csv", "a,b\n1,2\n")
    else:
        path.write_bytes(PACKED[container](content))
    found = documents([str(path)])
    return next(one for one in found if container != "zip" or one.member.startswith("inner"))
