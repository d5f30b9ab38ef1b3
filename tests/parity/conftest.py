"""Both engines and their inputs, made once a session."""

from collections.abc import Iterator

import pytest
from tests.parity.inputs import Records, records
from tests.parity.spark import Spark, spark_session

from tidewaiter.ground.engine import Engine, engine


@pytest.fixture(scope="session")
def spark() -> Iterator[Spark]:
    """Spark SQL: Sail, or what TIDEWAITER_SPARK_REMOTE names."""
    with spark_session() as session:
        yield session


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The invented records, and every table made of them."""
    return records(tmp_path_factory.mktemp("invented").resolve())


@pytest.fixture
def duckdb(invented: Records) -> Iterator[Engine]:
    """DuckDB as the product runs it."""
    with engine([invented.folder]) as running:
        yield running
