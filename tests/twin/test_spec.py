"""A spec says all it lacks in one look, in sentences that name the place."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tidewaiter.cli.main import tidewaiter
from tidewaiter.twin.check import fields_of, lacking
from tidewaiter.twin.parse import read_spec
from tidewaiter.twin.spec import RECORDS

DOC = Path(__file__).parents[2] / "docs" / "twin.md"


def _lacks(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "spec.toml"
    path.write_text(text, encoding="utf-8")
    spec, lacks = read_spec(path)
    return lacks or lacking(spec)


def test_the_little_spec_lacks_nothing(tmp_path: Path, little_text: str) -> None:
    assert _lacks(tmp_path, little_text) == []


def _wrong() -> list[tuple[str, ...]]:
    """What is taken from the little spec, what is put there, and what is then told."""
    blocks = (Path(__file__).parent / "wrong.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return [tuple(line.partition(" ")[2] for line in block.split("\n")) for block in blocks]


@pytest.mark.parametrize(("taken", "put", "sentence"), _wrong())
def test_what_is_wrong_is_named(
    tmp_path: Path, little_text: str, taken: str, put: str, sentence: str
) -> None:
    assert taken in little_text
    found = _lacks(tmp_path, little_text.replace(taken, put, 1))
    assert any(sentence in one for one in found), found


def test_all_that_is_lacking_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    path.write_text('title = "Empty"\n', encoding="utf-8")
    found = CliRunner().invoke(tidewaiter, ["twin", "--check", str(path)])
    assert found.exit_code == 0 or isinstance(found.exception, Exception)
    _, lacks = read_spec(path)
    assert {
        "it lacks about",
        "it lacks months",
        "it lacks good",
        "it lacks batch",
        "it lacks file",
    } <= set(lacks)


@pytest.mark.parametrize("records", RECORDS)
def test_every_field_of_a_file_stands_in_the_docs(records: str) -> None:
    words = set(re.findall(r"[\w.]+", DOC.read_text(encoding="utf-8")))
    for name in fields_of(records):
        role, dot, part = name.partition(".")
        assert name in words or (dot and role in words and f".{part}" in words), name


def test_a_spec_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spec.toml"
    path.write_text("title = [", encoding="utf-8")
    found = CliRunner().invoke(tidewaiter, ["twin", "--check", str(path)])
    assert "is not read as TOML" in str(found.exception)
