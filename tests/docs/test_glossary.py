"""The glossary is held to the tables, and the language of every page and sentence to what may be said."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.pages import ROOT, cells, code, page, sections

from tidewaiter.case import Case
from tidewaiter.ground import store
from tidewaiter.ground.schema import AS_READ, TABLES
from tidewaiter.records.fields import COUNTRY_ROLES, FIELDS, PARTY_ROLES, WORDS

GLOSSARY = page("glossary.md")
SECTIONS = sections(GLOSSARY, 2)
STATE = ["state", "same_as"]
COLUMNS = {
    table: [*schema.names, *(STATE if table in AS_READ else [])] for table, schema in TABLES.items()
}
SUFFIXES = {".toml", ".sql", ".html", ".md"}
FORBIDDEN = re.compile("fraud|guilt|evasion", re.IGNORECASE)
KOREAN_COLUMNS = re.compile(r'"(Critical )?Fraud" ')
"""Columns of the Korean data set, which its profile must name to ignore them."""


def named(section: str) -> list[str]:
    """What the first cells of a section's tables name, in order."""
    return [name for first, *_ in cells(section) for name in code(first)]


def differences(found: list[str], expected: list[str]) -> list[str]:
    """Names that are missing, that nothing has, or that stand twice.

    >>> differences(["a", "c", "c"], ["a", "b", "c"])
    ['missing: b', 'twice: c']
    """
    return [
        *(f"missing: {name}" for name in expected if name not in found),
        *(f"of nothing: {name}" for name in found if name not in expected),
        *(f"twice: {name}" for name in sorted(set(found)) if found.count(name) > 1),
    ]


@pytest.mark.parametrize("table", COLUMNS)
def test_every_column_stands_once_in_its_tables_section(table: str) -> None:
    assert differences(named(SECTIONS[f"`{table}`"]), COLUMNS[table]) == []


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_of_a_profile_stands_once(kind: str) -> None:
    fields = sections(SECTIONS["Fields a profile may fill"], 3)[f"`{kind}`"]
    assert differences(named(fields), list(FIELDS[kind])) == []


def test_every_table_has_a_section_and_every_section_a_table() -> None:
    tables = [code(title)[0] for title in SECTIONS if title.startswith("`")]
    assert sorted(tables) == sorted(["raw_row", *TABLES])


def test_every_column_says_what_unit_which_date_and_whether_it_may_be_null() -> None:
    rows = [row for title, text in SECTIONS.items() if title.startswith("`") for row in cells(text)]
    assert [row for row in rows if len(row) != 5 or not all(row)] == []


def test_roles_and_rungs_are_those_of_the_records() -> None:
    found = [named(SECTIONS[title]) for title in ("Country roles", "Party roles", "Event ladder")]
    assert found == [list(COUNTRY_ROLES), list(PARTY_ROLES), list(WORDS["event"])]


def never_null(table: str) -> Iterator[str]:
    for first, *_, null in cells(SECTIONS[f"`{table}`"]):
        if null == "no":
            yield from code(first)


@pytest.mark.parametrize("table", TABLES)
def test_what_may_not_be_null_never_is(table: str, bundled: Case, my_case: Case) -> None:
    for case in (bundled, my_case):
        with store.opened(case.folder) as opened:
            nulls = [
                column
                for column in never_null(table)
                if opened.engine.rows(f"SELECT count(*) FROM {table} WHERE {column} IS NULL")[0][0]
            ]
        assert nulls == []


def test_nothing_a_person_reads_passes_judgement_on_anybody() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {text.strip()[:80]}"
        for path, text in said()
        if FORBIDDEN.search(KOREAN_COLUMNS.sub("", text))
    ]
    assert found == []


def said() -> Iterator[tuple[Path, str]]:
    """Every text literal of the code, and every line of pages, profiles, tables and templates."""
    source = ROOT / "src" / "tidewaiter"
    for path in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.value
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    library = [path for path in (source / "library").rglob("*") if path.suffix in SUFFIXES]
    for path in sorted([*pages, *library]):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path, line
