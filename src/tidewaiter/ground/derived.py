"""What derived tables rest on, as one key: while it is the same, they are as new.

A key is made of hashes that are at hand: of the files of lines and lists that the manifest names,
of the lists in the case's own folder and of those that ship. Nothing is computed to look at it.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tidewaiter.ground.folder import CaseFolder
from tidewaiter.ground.manifest import Manifest
from tidewaiter.version import VERSION
from tidewaiter.words.bundled import LIBRARY

CONTROLS = "controls"
"""The folder, of the library and of a case, that holds control lists."""
AROUND = ("law", "places", "nomenclature")
"""What else that ships decides an answer of the law: facts, members of groups, codes."""
_CODE = ("law", "words")
"""The rooms whose code decides an answer: between two releases the version alone does not tell them apart."""
_CONTENT = (".toml", ".csv", ".gz", ".sql", ".py")
_OF_LAW = ("control_item", "copy_state")
_OF_LINES = ("declaration_line", "goods_text")


def law_key(folder: CaseFolder, state: Manifest) -> str:
    """What the law is: the lists that ship, those of the case, the items it was given, and the code."""
    own = _hash_of_files(_files(folder.path / CONTROLS))
    return _digest([VERSION, code(), shipped(CONTROLS, *AROUND), own, *_hashes(state, _OF_LAW)])


def control_key(folder: CaseFolder, state: Manifest) -> str:
    """What `control_status` rests on: the law, and the lines."""
    return _digest([law_key(folder, state), *_hashes(state, _OF_LINES)])


def control_key_held(state: Manifest) -> str | None:
    """The key under which the tables a case holds were made; none where it holds none."""
    return next((file.layout for file in state.of("control_case")), None)


def _hashes(state: Manifest, tables: Iterable[str]) -> list[str]:
    return [file.sha256 for table in tables for file in state.of(table)]


def _files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.suffix in _CONTENT)


@cache
def shipped(*rooms: str) -> str:
    """The hash of what ships in some rooms of the library."""
    return _hash_of_files([one for room in rooms for one in _files(LIBRARY / room)])


@cache
def code() -> str:
    """The hash of the code that reads the law."""
    return _hash_of_files([one for room in _CODE for one in _files(LIBRARY.parent / room)])


def _hash_of_files(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for one in files:
        digest.update(one.name.encode() + b"\0" + hashlib.sha256(one.read_bytes()).digest())
    return digest.hexdigest()


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
