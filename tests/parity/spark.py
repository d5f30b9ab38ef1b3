"""The other engine: Spark SQL through Spark Connect.

Sail, which needs no JVM, is started here; `TIDEWAITER_SPARK_REMOTE=sc://host:port` takes a
server of Apache Spark instead, one that sees the same folders.
"""

import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import sqlglot

Spark = Any  # pyspark's client has no types


@contextmanager
def spark_session() -> Iterator[Spark]:
    """A session on the server named in the environment, else on one of our own."""
    os.environ.setdefault("RUST_LOG", "error")
    remote = os.environ.get("TIDEWAITER_SPARK_REMOTE")
    if remote:
        with _connected(remote) as session:
            yield session
        return
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    try:
        with _connected(f"sc://127.0.0.1:{server.listening_address[1]}") as session:
            yield session
    finally:
        server.stop()


@contextmanager
def _connected(remote: str) -> Iterator[Spark]:
    # the client takes a main module without a file, as a worker of xdist has, for its own doctests
    has_file = patch.object(sys.modules["__main__"], "__file__", "worker", create=True)
    with has_file, warnings.catch_warnings():
        # a new pandas: only the client's own data frames would use it
        warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
        from pyspark.sql import SparkSession

        session = SparkSession.builder.remote(remote).getOrCreate()
    try:
        yield session
    finally:
        session.stop()


def on_spark(spark: Spark, files: Mapping[str, Path], select: str) -> pa.Table:
    """One query in DuckDB's dialect over Parquet files, in Spark."""
    for name, path in files.items():
        spark.read.parquet(str(path)).createOrReplaceTempView(name)
    return with_plain_text(spark.sql(to_spark(select)).toArrow())


def to_spark(select: str) -> str:
    """DuckDB's dialect in Spark's; what cannot be said there is refused.

    >>> to_spark("SELECT row_id // 2 FROM a ANTI JOIN b ON a.x IS NOT DISTINCT FROM b.x")
    'SELECT row_id DIV 2 FROM a ANTI JOIN b ON a.x IS NOT DISTINCT FROM b.x'
    """
    (spoken,) = sqlglot.transpile(
        select, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    return spoken


def with_plain_text(table: pa.Table) -> pa.Table:
    """Text is text, whichever of Arrow's layouts for it an engine sends."""
    texts = (pa.large_string(), pa.string_view())
    plain = [
        pa.field(one.name, pa.string() if one.type in texts else one.type) for one in table.schema
    ]
    return table.cast(pa.schema(plain))
