"""Items of control lists that bind nobody, in sentences: where each stands, and why."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tidewaiter.cli.paper import named
from tidewaiter.cli.visible import visible

_MOST = 10


def binding_nobody(left_out: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A sentence for each of the first, and how many more there are."""
    for one in left_out[:_MOST]:
        where = f"{named(one['file_name'], one['sheet'])}, line {one['line_no']}"
        yield visible(f"binds nobody: {where}, code {one['code'] or '–'}: {one['why']}")
    if len(left_out) > _MOST:
        yield f"and {len(left_out) - _MOST:,} more: run --json"


def warn(left_out: Sequence[Mapping[str, Any]]) -> None:
    """Say them on stderr, where the answer itself goes to stdout."""
    for sentence in binding_nobody(left_out):
        print(sentence, file=sys.stderr)
