"""docs/controls.md: its commands do what it says, and its list grows from an empty file to an answer."""

import re
from pathlib import Path

import pytest
from tests.docs.pages import DOCS, Command, blocks, code, page, sections
from tests.docs.test_pages_run import Capture, follow, run

from tidewaiter.case import init
from tidewaiter.law.asking import controlled
from tidewaiter.law.lists import TOP, load
from tidewaiter.law.provisions import OF_MEASURE
from tidewaiter.law.tables import COLUMNS
from tidewaiter.words.errors import ListError
from tidewaiter.words.statuses import STATUSES

PAGE = page("controls.md")
SECTIONS = sections(PAGE, 2)
(LIST,) = blocks(PAGE, "toml")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    init(tmp_path / "law-case")
    folder = tmp_path / "law-case" / "controls"
    folder.mkdir()
    (folder / "aq-order-2023.toml").write_text(LIST, encoding="utf-8")
    return tmp_path


def test_the_commands_of_the_page_do_what_it_says(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert follow("controls.md", desk, monkeypatch, capsys) == []


def test_a_list_grows_from_an_empty_file_to_an_answer(tmp_path: Path) -> None:
    """Each refusal asks for the next thing; with the last one there is an answer."""
    path = tmp_path / "aq-order-2023.toml"
    path.write_text("", encoding="utf-8")
    assert refusal(path).endswith("no regime: whose law it is, such as CN or EU")
    lines = LIST.splitlines()
    lacking = ["licence", "source", "title", "mark", "to", "action", "scope", "act"]
    for at in range(len(lacking)):
        gone = lacking[at:]
        kept = [line for line in lines if line.partition(" = ")[0] not in gone]
        path.write_text("\n".join(kept), encoding="utf-8")
        assert f"no {last_asked(gone)}: " in refusal(path)
    path.write_text(LIST, encoding="utf-8")
    asked = {"sent_from": "AQ", "to": "CL", "on": "2023-03-01", "folder": tmp_path}
    found = controlled("8806.22", **asked, facts={"mtow_kg": 3.5})
    assert found.regime("AQ").standing.status == "licence"


ORDER = ("act", "scope", "action", "to", "mark", "source", "title", "licence")
"""What is asked for first: the measures before the file they stand in."""


def last_asked(gone: list[str]) -> str:
    return next(name for name in ORDER if name in gone)


def refusal(path: Path) -> str:
    with pytest.raises(ListError) as stopped:
        load(path)
    return stopped.value.message


def words_of(svg: str) -> list[str]:
    """What a drawing says, without where it says it."""
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


def test_the_picture_on_the_page_is_what_its_command_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (typed,) = [one for one in code(PAGE) if one.endswith("-o law-on-a-drone.svg")]
    monkeypatch.chdir(tmp_path)
    assert run(Command(tuple(typed.split()), (), ""), monkeypatch) == 0
    drawn = (tmp_path / "law-on-a-drone.svg").read_text(encoding="utf-8")
    shown = (DOCS / "law-on-a-drone.svg").read_text(encoding="utf-8")
    assert "26 Feb 2022: 2022/328" in words_of(shown)
    assert words_of(drawn) == words_of(shown)


def test_every_status_field_and_column_stands_on_the_page() -> None:
    assert set(STATUSES) <= set(code(SECTIONS["Statuses"]))
    told = set(code(SECTIONS["Fields of a list"]))
    tables = {"publication", "complete_for", "every_measure", "measure", "fact"}
    assert (set(TOP) - tables) | set(OF_MEASURE) | set(COLUMNS) <= told
    assert {f"[[{name}]]" for name in ("measure", "complete_for", "fact")} <= told
