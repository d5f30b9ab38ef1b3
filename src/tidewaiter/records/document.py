"""Documents and their versions: what a profile states about them, and nothing it does not know.

What names a document and an item in it, what tells a newer version, and what a newer version
takes the place of. Without such a statement no line supersedes another.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DOCUMENT, ITEM = "document", "item"
ARRIVAL, VINTAGE = "arrival", "vintage"
KEY_FIELDS = ("declaration_id", "office", "declared_on", "document_kind")
ITEM_FIELDS = ("declaration_id", "item_no", "tariff_line", "description")
NEWEST = ("version_no", "version_on", "version_mark", VINTAGE, ARRIVAL)
_ENTRIES = {"key", "item", "newest", "supersedes"}


@dataclass(frozen=True, slots=True)
class Document:
    """`item` is empty where nothing tells the items of a document apart."""

    key: tuple[str, ...]
    item: tuple[str, ...]
    newest: tuple[str, ...]
    supersedes: str

    def as_columns(self) -> dict[str, str]:
        """How the table `source` holds it."""
        return {
            "document_key": " ".join(self.key),
            "item_key": " ".join(self.item),
            "newest": " ".join(self.newest),
            "supersedes": self.supersedes,
        }


UNSTATED = Document(("declaration_id",), (), (), "")
"""Of a profile that says nothing: a filing delivered in two files counts once, no more."""


def read_document(
    said: Mapping[str, Any] | None, filled: Collection[str], has_vintage: bool
) -> Document | None:
    """The section [document] of a profile that fills these fields; a ValueError says what is wrong."""
    if said is None:
        return None
    if unknown := said.keys() - _ENTRIES:
        raise ValueError(f"unknown entry in [document]: {', '.join(sorted(unknown))}")
    if said.get("supersedes") not in (DOCUMENT, ITEM):
        raise ValueError(
            '[document] must say what a newer version supersedes: "document" or "item"'
        )
    by_number = ["item_no"] if "item_no" in filled else []
    found = Document(
        _listed(said, "key", ["declaration_id"], KEY_FIELDS),
        _listed(said, "item", by_number, ITEM_FIELDS),
        _listed(said, "newest", [], NEWEST),
        said["supersedes"],
    )
    _check(found, filled, has_vintage)
    return found


def _listed(
    said: Mapping[str, Any], name: str, otherwise: list[str], known: Sequence[str]
) -> tuple[str, ...]:
    """The names of a list, in our order: it means the same however it is written down."""
    names = said.get(name, otherwise)
    if not isinstance(names, list) or set(names) - set(known):
        raise ValueError(f"[document] {name} is a list of {', '.join(known)}")
    return tuple(one for one in known if one in names)


def _check(found: Document, filled: Collection[str], has_vintage: bool) -> None:
    if "declaration_id" not in found.key:
        raise ValueError("[document] key must name declaration_id: no number, no document")
    given = {*filled, ARRIVAL, *([VINTAGE] if has_vintage else [])}
    if lacking := [name for name in (*found.key, *found.item, *found.newest) if name not in given]:
        raise ValueError(f"[document] names {', '.join(lacking)}, which the profile does not fill")
    if found.supersedes == ITEM and not found.item:
        raise ValueError("[document] supersedes items, but nothing names an item: item = [...]")
    if found.supersedes == DOCUMENT and ARRIVAL in found.newest:
        raise ValueError(
            "[document] a file that arrives later may hold another part of a document, so arrival "
            'tells versions of an item apart, not of a document: supersedes = "item"'
        )
