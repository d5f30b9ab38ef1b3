"""Every command and every option stands in the docs; nothing stands there that is not."""

import re

import click
import pytest
from tests.docs.pages import code, page, sections

from tidewaiter.cli.main import tidewaiter
from tidewaiter.questions.question import FIELD_NAMES

COMMANDS = page("commands.md")
SECTIONS = sections(COMMANDS, 2)
QUESTIONS = page("questions.md")
ASKING = ("ask", "rows", "loophole")


def options(name: str) -> set[str]:
    """The options of a command, the fields of a question apart."""
    fields = FIELD_NAMES if name in ASKING else ()
    of_command = [one for one in tidewaiter.commands[name].params if isinstance(one, click.Option)]
    return {spelling for one in of_command if one.name not in fields for spelling in one.opts}


def listed(name: str) -> set[str]:
    """The options a command's section lists."""
    lines = [line for line in SECTIONS[f"`{name}`"].splitlines() if line.startswith("- ")]
    return {word for line in lines for word in code(line.partition(":")[0]) if word.startswith("-")}


def test_every_command_has_a_section_and_a_line() -> None:
    assert [code(title)[0] for title in SECTIONS] == list(tidewaiter.commands)
    assert re.findall(r"^\| \[`(\w+)`\]", COMMANDS, re.MULTILINE) == list(tidewaiter.commands)


@pytest.mark.parametrize("name", tidewaiter.commands)
def test_the_options_of_a_command_are_those_of_its_section(name: str) -> None:
    assert listed(name) == options(name)


@pytest.mark.parametrize("name", ASKING)
def test_every_field_of_a_question_is_an_option_of_ask_and_rows(name: str) -> None:
    assert set(FIELD_NAMES) <= {one.name for one in tidewaiter.commands[name].params}


@pytest.mark.parametrize("field", FIELD_NAMES)
def test_every_field_of_a_question_is_explained_with_an_example(field: str) -> None:
    told = code(QUESTIONS)
    assert field in told
    assert any(f"--{field.replace('_', '-')} " in f"{example} " for example in told)
