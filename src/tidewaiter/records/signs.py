"""Columns by the signs they take on a line, as the section [fixed] of a profile states them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fixed:
    """Columns by the signs they take, counted from 1, both ends included; lines above the rows."""

    columns: Mapping[str, tuple[int, int]]
    skip: int = 0


def fixed_of(said: Mapping[str, Any] | None) -> Fixed | None:
    """The section [fixed], once it is checked."""
    if said is None:
        return None
    columns = {name: (first, last) for name, (first, last) in said["columns"].items()}
    return Fixed(columns, said.get("skip", 0))


def check_fixed(said: Mapping[str, Any] | None, used: Collection[str]) -> None:
    """Columns by first and last sign, one behind the other; each that is used must be there."""
    if said is None:
        return
    places = list(said.get("columns", {}).values())
    whole = [
        place
        for place in places
        if isinstance(place, list) and [type(n) for n in place] == [int, int]
    ]
    if said.keys() - {"columns", "skip"} or not places or whole != places:
        raise ValueError(
            "[fixed] has skip = lines, and [fixed.columns] with NAME = [first, last] signs"
        )
    ends = [end for place in places for end in place]
    if ends[0] < 1 or any(first > last for first, last in places) or ends != sorted(ends):
        raise ValueError("[fixed.columns] must stand in the order of the line, counted from 1")
    if lacking := set(used) - said["columns"].keys():
        raise ValueError(f"[fixed.columns] does not say where {', '.join(sorted(lacking))} stands")
