"""A folder with NOT-RECORDS.txt is left out whole, once, in its own words; what a person names in it is read."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.test_cli import _run
from tests.conftest import EXAMPLES, HEADER, Written

from tidewaiter.case import Case
from tidewaiter.cli.main import tidewaiter
from tidewaiter.records.files import delivery
from tidewaiter.records.left_out import NO_HINT, NO_REASON
from tidewaiter.words.errors import FileRefused

SAID = (
    "notes and claims that go with the files, no records\ntidewaiter check CASE about/claims.toml\n"
)
WHY, HINT = SAID.splitlines()
CSV = f"{HEADER}\nD-1,2022-03-01,8806220000,Drone,CN,KG,Sample LLC,1,1,pcs,9.00,USD,9.00,IM\n"
FILES = {
    "2022/a.csv": CSV,
    "about/NOT-RECORDS.txt": SAID,
    "about/b.csv": CSV,
    "about/more/c.csv": CSV,
    "about/more/NOT-RECORDS.txt": "more of it\n",
    "about/broken.zip": "PK\3\4",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A delivery of one table and a folder about it."""
    for name, text in FILES.items():
        path = tmp_path / "delivery" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "delivery"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The same as an archive."""
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        for name, text in FILES.items():
            packed.writestr(name, text)
    return tmp_path / "all.zip"


def _found(*arguments: object) -> tuple[list[str], list[tuple[str, str, str]]]:
    found = delivery([str(one) for one in arguments])
    left = [(one.file, one.why, one.hint) for one in found.left_out]
    return [one.name for one in found.documents], left


def test_it_is_left_out_whole_and_told_once(folder: Path, archive: Path) -> None:
    assert _found(folder) == (["2022/a.csv"], [("about", WHY, HINT)])
    assert _found(folder, folder / "2022", folder) == (["2022/a.csv"], [("about", WHY, HINT)])
    assert _found(archive) == (["all.zip/2022/a.csv"], [("all.zip/about", WHY, HINT)])


def test_a_file_in_it_that_a_person_names_is_read(folder: Path) -> None:
    assert _found(folder / "about/b.csv") == (["b.csv"], [])
    assert _found(f"{folder}/about/*.csv") == (["b.csv"], [])


@pytest.mark.parametrize("pattern", ["*/*.csv", "**/*.csv", "*", "**/*"])
def test_a_pattern_that_comes_upon_it_leaves_it_out(folder: Path, pattern: str) -> None:
    names, left = _found(f"{folder}/{pattern}")
    assert {Path(name).name for name in names} == {"a.csv"}
    assert left == [(str(folder / "about"), WHY, HINT)]


def test_named_alone_it_is_refused_with_its_hint(folder: Path, tmp_path: Path) -> None:
    for argument in (folder / "about", f"{folder}/ab*"):
        with pytest.raises(FileRefused) as refused:
            delivery([str(argument)])
        assert refused.value.message == f"{folder / 'about'} is left out: {WHY}"
        assert refused.value.hint == HINT
    with zipfile.ZipFile(tmp_path / "notes.zip", "w") as packed:
        packed.writestr("not-records.TXT", SAID)
    with pytest.raises(FileRefused, match=r"^notes\.zip is left out: notes and claims"):
        delivery([str(tmp_path / "notes.zip")])


def test_named_beside_others_it_is_told_of(folder: Path) -> None:
    about = folder / "about"
    assert _found(about, folder / "2022/a.csv") == (["a.csv"], [(str(about), WHY, HINT)])


@pytest.mark.parametrize(
    ("said", "why", "hint"),
    [
        (b"", NO_REASON, NO_HINT),
        (b"\xef\xbb\xbfnotes\r\n\r\n", "notes", NO_HINT),
        ("прим\n".encode("cp1251"), "\\xef\\xf0\\xe8\\xec", NO_HINT),
        (b"n" * 300 + b"\n" + b"h" * 200, "n" * 199 + "…", "h" * 200),
        (b"\0" * 9 + b"n" * 100_000, "\0" * 9 + "n" * 190 + "…", NO_HINT),
    ],
)
def test_its_words_are_bounded_whatever_stands_in_it(
    folder: Path, said: bytes, why: str, hint: str
) -> None:
    (folder / "about/NOT-RECORDS.txt").write_bytes(said)
    assert _found(folder)[1] == [("about", why, hint)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_where_its_words_are_not_read_it_is_left_out_without(folder: Path) -> None:
    (folder / "about/NOT-RECORDS.txt").chmod(0)
    assert _found(folder)[1] == [("about", NO_REASON, NO_HINT)]


def test_ingest_and_inspect_tell_of_it(case: Case, folder: Path, profile: Path) -> None:
    told = {"file": "about", "why": WHY, "hint": HINT}
    assert case.ingest([folder], profile).not_read == [told]
    assert [one["file_name"] for one in case.sources()] == ["2022/a.csv"]
    done = CliRunner().invoke(tidewaiter, ["inspect", str(folder), "--json"])
    assert json.loads(done.stdout)["not_read"] == [told]


def test_signs_that_turn_a_terminal_are_shown(case: Case, folder: Path, profile: Path) -> None:
    (folder / "about/NOT-RECORDS.txt").write_text("a\x1b[2Jb\u202e\nc\x1bd\n", encoding="utf-8")
    told = "about: a\\x1b[2Jb\\u202e (c\\x1bd)"
    done = _run("ingest", str(case.path), str(folder), "--profile", str(profile))
    assert f"not read: {told}\n" in done.stderr
    assert "\x1b" not in _run("inspect", str(folder)).stdout
    alone = _run("ingest", str(case.path), str(folder / "about"))
    assert (alone.returncode, "\x1b" in alone.stderr, case.log()[-1].command) == (
        2,
        False,
        "ingest",
    )


@pytest.mark.parametrize("words", [("ingest", "--raw"), ("ingest",), ("inspect",)])
def test_a_file_of_claims_is_refused_by_its_right_name(
    case: Case, tmp_path: Path, words: tuple[str, ...]
) -> None:
    claims = tmp_path / "said.txt"
    text = (EXAMPLES / "claims.toml").read_text(encoding="utf-8")
    claims.write_bytes(b"\xef\xbb\xbf" + f'title = "what was said"\r\n\r\n{text}'.encode())
    command, *options = words
    cases = [str(case.path)] if command == "ingest" else []
    done = _run(command, *cases, str(claims), *options)
    assert (done.returncode, case.sources()) == (2, [])
    assert "error: said.txt is a file of claims and holds no records\n" in done.stderr
    assert "tidewaiter check CASE said.txt" in done.stderr


def test_a_table_that_speaks_of_claims_is_a_table(case: Case, written: Written) -> None:
    case.ingest([written("t.csv", "what,n\n[[claim]],1\n[[claim]],2\n")], raw=True)
    assert [one["n_rows"] for one in case.sources()] == [2]
