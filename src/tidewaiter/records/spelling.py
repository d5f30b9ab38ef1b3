"""How a layout spells its columns: whole names, or beginnings that a code makes sure of.

Case and spacing never matter. `G33*` fits every name that begins with G33 as a whole word:
"G33 (Код товара)", not "G330". Of several spellings the first that a file has is its column.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

Spelling: TypeAlias = tuple[str, ...]


def folded(name: str) -> str:
    """A column name without case and spacing.

    >>> folded("  Net\\u00a0 MASS ")
    'net mass'
    """
    return " ".join(name.split()).casefold()


def spelled(name: str, spelling: Iterable[str]) -> bool:
    """Whether a file's column is one of these.

    >>> [spelled(name, ["G31_1*", "Goods"]) for name in ("g31_1(Описание)", "G31_11", "goods", "goods 2")]
    [True, False, True, False]
    """
    return any(_fits(folded(name), folded(text)) for text in spelling)


def found_in(header: Sequence[str], spellings: Mapping[str, Spelling]) -> dict[str, str]:
    """The file's own column for each of these that it has; no column is taken twice."""
    free = {name: folded(name) for name in header}
    whole: dict[str, list[str]] = {}
    for name, plain in free.items():
        whole.setdefault(plain, []).append(name)
    found: dict[str, str] = {}
    for column, spelling in spellings.items():
        for text in _folded(spelling):
            likely = free if text.endswith("*") else whole.get(text, ())
            own = next((name for name in likely if name in free and _fits(free[name], text)), None)
            if own is not None:
                found[column] = own
                del free[own]
                break
    return found


@lru_cache(maxsize=4096)
def _folded(spelling: Spelling) -> tuple[str, ...]:
    """Of a profile's column; each header that is tried asks for them again."""
    return tuple(map(folded, spelling))


def check_spellings(match: Mapping[str, Any], known: Collection[str]) -> None:
    """A ValueError that says what is wrong with a section [match]."""
    for column, texts in match.items():
        if column not in known:
            raise ValueError(f"[match] {column}: no such column under [columns] or [ignored]")
        listed = [texts] if isinstance(texts, str) else texts
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise ValueError(f"[match] {column} is a list of names, or beginnings such as 'G33*'")


def _fits(name: str, text: str) -> bool:
    if not text.endswith("*"):
        return name == text
    beginning = text.removesuffix("*")
    following = name[len(beginning) : len(beginning) + 1]
    return name.startswith(beginning) and not (following.isalnum() or following == "_")
