"""A little twin, made once; and its case."""

from pathlib import Path

import pytest

from tidewaiter.case import Case, init
from tidewaiter.twin.make import Made, make
from tidewaiter.twin.parse import read_spec
from tidewaiter.twin.spec import Spec
from tidewaiter.words.progress import Silent

LITTLE = Path(__file__).parent / "little.toml"
N_LINES = 3_000


def twin_of(text: str, out: Path, n_lines: int = N_LINES, seed: int = 1) -> Made:
    """A twin of a spec given as text."""
    path = out.with_suffix(".toml")
    path.write_text(text, encoding="utf-8")
    spec, lacks = read_spec(path)
    assert lacks == []
    return make(out, spec, path.read_bytes(), n_lines, seed, Silent())


@pytest.fixture(scope="session")
def little_text() -> str:
    return LITTLE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def little_spec() -> Spec:
    return read_spec(LITTLE)[0]


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory, little_text: str) -> Made:
    return twin_of(little_text, tmp_path_factory.mktemp("little") / "twin")


@pytest.fixture(scope="session")
def little_case(tmp_path_factory: pytest.TempPathFactory, little: Made) -> Case:
    case = init(tmp_path_factory.mktemp("case") / "case")
    case.ingest([little.folder])
    return case
