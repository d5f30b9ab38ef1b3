"""Customs records in, evidence out.

>>> import tidewaiter
>>> case = tidewaiter.open("case")            # doctest: +SKIP
>>> case.ask(origin="CN", measure="net_kg")   # doctest: +SKIP
>>> law = tidewaiter.controlled("8806.22", sent_from="DE", to="RU", on="2022-02-26")
>>> law.regime("EU").standing.status
'prohibited'
"""

from pathlib import Path
from typing import Any

from tidewaiter.version import VERSION

__version__ = VERSION
__all__ = ["__version__", "controlled", "init", "open"]


def init(path: str | Path) -> Any:
    """Make a new, empty case (a `tidewaiter.case.Case`)."""
    from tidewaiter.case import init

    return init(path)


def open(path: str | Path) -> Any:
    """Open an existing case (a `tidewaiter.case.Case`)."""
    from tidewaiter.case import open_case

    return open_case(path)


def controlled(hs: str, *, sent_from: str, to: str, on: str, **more: Any) -> Any:
    """Which law covered goods from one country to another that day (a `tidewaiter.law.answer.LawAnswer`).

    `more`: seller, origin, contract, known_on, facts, text, folder (of a person's own lists), unverified.
    """
    from tidewaiter.law.asking import controlled

    return controlled(hs, sent_from=sent_from, to=to, on=on, **more)
