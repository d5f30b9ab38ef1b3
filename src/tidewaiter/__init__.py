"""Customs records in, evidence out.

>>> import tidewaiter
>>> case = tidewaiter.open("case")            # doctest: +SKIP
>>> case.ask(origin="CN", measure="net_kg")   # doctest: +SKIP
"""

from pathlib import Path
from typing import Any

from tidewaiter.version import VERSION

__version__ = VERSION
__all__ = ["__version__", "init", "open"]


def init(path: str | Path) -> Any:
    """Make a new, empty case (a `tidewaiter.case.Case`)."""
    from tidewaiter.case import init

    return init(path)


def open(path: str | Path) -> Any:
    """Open an existing case (a `tidewaiter.case.Case`)."""
    from tidewaiter.case import open_case

    return open_case(path)
