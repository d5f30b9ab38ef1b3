"""The two cases the pages speak of: `demo-case` with all bundled examples, `my-case` from profiles.md."""

from pathlib import Path

import pytest
from tests.docs.pages import blocks, page

from tidewaiter.case import Case, init


@pytest.fixture
def desk(tmp_path: Path, bundled: Case, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder a reader of the pages works in, with the files the pages tell them to save."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo-case").symlink_to(bundled.path)
    (csv,) = blocks(page("profiles.md"), "csv")
    (profile,) = blocks(page("profiles.md"), "toml")
    (claims,) = blocks(page("claims.md"), "toml")
    saved = {"my-declarations.csv": csv, "my-layout.toml": profile, "claims.toml": claims}
    for name, text in saved.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def my_case(desk: Path) -> Case:
    """The case that profiles.md makes."""
    made = init(desk / "my-case")
    made.ingest([desk / "my-declarations.csv"], profile=desk / "my-layout.toml")
    return made
