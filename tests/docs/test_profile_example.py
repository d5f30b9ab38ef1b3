"""The example of profiles.md, from the refused file to the answer."""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.docs.pages import cells, code, page, sections

from tidewaiter.case import Case, init
from tidewaiter.records import notation, stated
from tidewaiter.records.notation import DATE_ORDERS, NOTATIONS
from tidewaiter.records.shelf import built_in
from tidewaiter.words.errors import FileRefused


def test_without_a_profile_the_file_is_refused_with_the_beginning_of_one(desk: Path) -> None:
    with pytest.raises(FileRefused, match="no profile fits") as refusal:
        init(desk / "new-case").ingest([desk / "my-declarations.csv"])
    assert '"Decl. no" = "…"' in refusal.value.hint


def test_with_the_profile_the_answer_is_the_one_on_the_page(my_case: Case) -> None:
    answer = my_case.ask(direction="import", text="drone", by=["month"])
    values = [one.value for one in answer.values]
    assert values == [Decimal("14550.50"), Decimal("19900.00"), Decimal("310.00")]
    assert answer.total == Decimal("34760.50")
    assert answer.synthetic is True


def test_the_unreadable_weight_is_a_problem_and_in_the_bridge(my_case: Case) -> None:
    (problem,) = my_case.problems()
    assert (problem["line_no"], problem["value_as_declared"]) == (5, "abt 9")
    bridge = my_case.ask(direction="import", measure="net_kg").bridge
    assert [one["n"] for one in bridge if one["step"] in ("problem", "rows used")] == [1, 4]


def test_a_profile_in_the_case_recognises_the_layout(desk: Path) -> None:
    case = init(desk / "new-case")
    (case.path / "profiles").mkdir()
    (desk / "my-layout.toml").rename(case.path / "profiles" / "my-layout.toml")
    case.ingest([desk / "my-declarations.csv"])
    assert [one["profile"] for one in case.sources()] == ["my-layout"]


SECTIONS = (
    "columns", "ignored", "constants", "read", "fits", "fixed", "match", "notes", "document",
    "header_rows", "period", "entities", "not_stated", "absent",
)  # fmt: skip


def test_every_entry_of_a_profile_is_on_the_page() -> None:
    entries = sections(page("profiles.md"), 2)["All entries"]
    named = {name for row in cells(entries) for name in code(row[0])} | set(code(entries))
    named |= set(code(sections(page("profiles.md"), 2)["Documents and their versions"]))
    of_sections = {f"[{name}]" for name in SECTIONS} | {"[words.FIELD]", "[[record]]"}
    plain = stated.ENTRIES - {*SECTIONS, "words", "record"}
    assert plain | of_sections | notation.ENTRIES <= named


def test_every_profile_that_ships_is_on_the_page() -> None:
    table = sections(page("profiles.md"), 2)["The layouts that come with it"]
    named = [name for row in cells(table) for name in code(row[0])]
    assert sorted(named) == sorted(one.name for one in built_in())


def test_every_notation_is_on_the_page() -> None:
    assert {f'"{name}"' for name in (*NOTATIONS, *DATE_ORDERS)} <= set(code(page("profiles.md")))
