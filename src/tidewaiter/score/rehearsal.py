"""A rehearsal of a spec: its smallest twin, taken into a case, asked and scored; nothing is kept.

It is made without dirt, so that whatever cannot be read then is the spec's own doing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tidewaiter.case import Case, init
from tidewaiter.score.scoring import score
from tidewaiter.twin.make import Made, make
from tidewaiter.twin.spec import DIRT, FileSpec, Spec
from tidewaiter.words.errors import TidewaiterError
from tidewaiter.words.progress import Progress

_MEANT = ("above_header", "column_note")  # titles, and what a profile tells of a column


def rehearse(spec: Spec, progress: Progress) -> list[str]:
    """A sentence for each file, column, value, total or claim that does not come through."""
    with TemporaryDirectory() as folder:
        try:
            made = make(Path(folder) / "twin", _clean(spec), b"", None, 1, progress)
            case = init(Path(folder) / "case")
            case.ingest([made.folder], progress=progress)
            return [*_files(spec, made), *_problems(case), *_score(case, made.folder)]
        except TidewaiterError as refusal:
            return [f"{refusal.message} ({refusal.hint})"]


def _clean(spec: Spec) -> Spec:
    """Without dirt, but for corrections: they are files of their own."""
    none = dict.fromkeys(DIRT, 0)
    return replace(
        spec,
        files=tuple(
            replace(one, dirt={**none, "amended": one.dirt["amended"]}) for one in spec.files
        ),
    )


def _files(spec: Spec, made: Made) -> Iterator[str]:
    for file in spec.files:
        if not any(_is_of(name, file) for name in made.files):
            yield f"file {file.id}: it would hold no rows; is anything traded that it records?"


def _is_of(name: str, file: FileSpec) -> bool:
    begin, _, end = file.name.rpartition(".")[0].partition("{year}")
    return name.startswith(begin) and end in name


def _problems(case: Case) -> Iterator[str]:
    for one in case.problem_counts():
        if one["kind"] not in _MEANT:
            yield (
                f"its files hold {one['n']:,} × {one['kind']} in the column {one['column_name']}, "
                f"such as {one['example']!r}: {one['message']}"
            )


def _score(case: Case, folder: Path) -> Iterator[str]:
    found = score(case, folder / "truth")
    for one in found["totals"]["misses"]:
        yield f"total {one['id']}: planted {one['planted']}, `ask` says {one['found']}{_why(one)}"


def _why(one: Mapping[str, Any]) -> str:
    return f" ({one['why']})" if one["why"] else ""
