"""What a profile's file must state, and where it would contradict itself; a ValueError says how."""

import re
from typing import Any

from tidewaiter.records.entities import read_entities
from tidewaiter.records.fields import FIELDS, WORD, WORDS
from tidewaiter.records.notation import check_notation
from tidewaiter.records.several import check_period, check_records
from tidewaiter.records.signs import check_fixed
from tidewaiter.records.spelling import check_spellings

_ESSENTIAL = ("title", "kind", "source", "licence", "columns")
ENTRIES = {
    *_ESSENTIAL,
    "status",
    "synthetic",
    "read",
    "fits",
    "ignored",
    "optional",
    "constants",
    "words",
    "fixed",
    "document",
    "match",
    "needed",
    "notes",
    "header_rows",
    "record",
    "period",
    "entities",
    "not_stated",
    "absent",
    "named",
}


def check(content: dict[str, Any]) -> None:
    """Every section, and what sections say of each other."""
    if missing := [name for name in _ESSENTIAL if name not in content]:
        raise ValueError(f"it does not say its {', '.join(missing)}")
    if unknown := content.keys() - ENTRIES:
        raise ValueError(f"unknown entry {', '.join(sorted(unknown))}")
    if content["kind"] not in FIELDS:
        raise ValueError(f"kind is {content['kind']!r}; it must be one of {', '.join(FIELDS)}")
    check_notation(content.get("read", {}))
    check_records(content.get("record", ()))
    check_period(content.get("period", {}))
    for whole in _as_parts(content):
        _check_fields(whole)
        _check_words(whole)
    if content.get("read", {}).get("values_in") and content["kind"] != "statistics":
        raise ValueError("values_in is for statistics")
    check_fixed(content.get("fixed"), content["columns"])
    _check_match(content)
    _check_sections(content)
    re.compile(content.get("named", ""))


def _as_parts(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The profile as it stands for each of its records; itself where it names none."""
    period = {"period": "period"} if content.get("period") else {}
    return [
        {
            **content,
            "columns": {
                **content["columns"],
                **one.get("columns", {}),
                **({one["each"]: one["field"]} if "each" in one else {}),
            },
            "constants": {**content.get("constants", {}), **one.get("constants", {}), **period}
            | ({"period": one["each"]} if "each" in one else {}),
        }
        for one in content.get("record") or [{}]
    ]


def _check_fields(content: dict[str, Any]) -> None:
    known = FIELDS[content["kind"]]
    filled = filled_by(content)
    if unknown := [name for name in filled if name not in known]:
        raise ValueError(
            f"no such field: {', '.join(unknown)} (the fields stand in docs/glossary.md)"
        )
    if twice := sorted({name for name in filled if filled.count(name) > 1}):
        raise ValueError(f"filled twice: {', '.join(twice)}")
    if both := content["columns"].keys() & content.get("ignored", {}).keys():
        raise ValueError(f"both mapped and ignored: {', '.join(sorted(both))}")


def _check_words(content: dict[str, Any]) -> None:
    known = FIELDS[content["kind"]]
    dictionaries = content.get("words", {})
    for name, dictionary in dictionaries.items():
        if name not in known:
            raise ValueError(f"[words.{name}]: no such field")
        if wrong := [word for word in dictionary.values() if word not in WORDS.get(name, (word,))]:
            raise ValueError(
                f"[words.{name}]: {', '.join(wrong)} is not one of {', '.join(WORDS[name])}"
            )
    for name, value in content.get("constants", {}).items():
        if value not in WORDS.get(name, (value,)):
            raise ValueError(
                f"[constants] {name} = {value!r}; it must be one of {', '.join(WORDS[name])}"
            )
    for names in content["columns"].values():
        for name in names_of(names):
            if known[name] == WORD and name not in dictionaries:
                raise ValueError(
                    f"{name} comes from a column, so [words.{name}] must say what its words mean"
                )


def _check_sections(content: dict[str, Any]) -> None:
    """What states nothing and what an absent column means are said of fields that a column fills."""
    filled = {name for names in content["columns"].values() for name in names_of(names)}
    for section in ("not_stated", "absent"):
        if unknown := content.get(section, {}).keys() - filled:
            raise ValueError(f"[{section}]: no column fills {', '.join(sorted(unknown))}")
    optional = optional_in(content)
    for column, names in content["columns"].items():
        if column not in optional and set(names_of(names)) & content.get("absent", {}).keys():
            raise ValueError(f"[absent]: {column} must be optional, else no file lacks it")


def optional_in(content: dict[str, Any]) -> frozenset[str]:
    """Columns a file may lack: those listed, or all but the needed ones."""
    if "needed" in content:
        return frozenset(content["columns"].keys() - set(content["needed"]))
    rules = read_entities(content.get("entities"))
    made = [*rules.made, *rules.first] if rules else []
    return frozenset([*content.get("optional", []), *made])


def _check_match(content: dict[str, Any]) -> None:
    known = {*content["columns"], *content.get("ignored", {}), *content.get("fits", {})}
    check_spellings(content.get("match", {}), known)
    if lacking := set(content.get("needed", [])) - content["columns"].keys():
        raise ValueError(f"needed but not under [columns]: {', '.join(sorted(lacking))}")
    if "needed" in content and "optional" in content:
        raise ValueError("say which columns are needed, or which are optional, not both")


def filled_by(content: dict[str, Any]) -> list[str]:
    """Every field that a column or a constant fills, as often as it does."""
    named = [name for names in content["columns"].values() for name in names_of(names)]
    return named + list(content.get("constants", {}))


def names_of(names: str | list[str]) -> tuple[str, ...]:
    """One name, or a list of them."""
    return (names,) if isinstance(names, str) else tuple(names)
