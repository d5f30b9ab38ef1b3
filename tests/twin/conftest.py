"""A little twin, made once; and its case."""

import pytest
from tests.twin.little import LITTLE, twin_of

from tidewaiter.case import Case, init
from tidewaiter.twin.make import Made
from tidewaiter.twin.parse import read_spec
from tidewaiter.twin.spec import Spec


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
