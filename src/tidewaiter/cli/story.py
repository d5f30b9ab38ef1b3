"""The second half of the demo: a synthetic twin, made, taken in, questioned, and scored against its truth.

It tells what the steps that exist can tell; it grows with each new one.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console

from tidewaiter.case import Case, init, open_case
from tidewaiter.cli.answers import show_verdicts
from tidewaiter.cli.lists import show_ingested
from tidewaiter.cli.paper import synthetic, table
from tidewaiter.cli.progress import watching
from tidewaiter.cli.scores import score_table
from tidewaiter.cli.twins import BUILT_IN, make_twin
from tidewaiter.evidence.verdicts import Verdict
from tidewaiter.questions.answer import Answer
from tidewaiter.report import Section, months_chart
from tidewaiter.score.scoring import score

N_LINES = 100_000
_FLOW = {"of": "declarations", "origin": "CN", "destination": "RU", "hs": "8806", "since": "2022-01",
         "until": "2023-08", "by": ["month"]}  # fmt: skip
_GOODS = "declared goods of heading 8806 (unmanned aircraft), origin China, destination Russia"


@dataclass(frozen=True, slots=True)
class Story:
    """What the twin's case says, for the terminal and for the page."""

    title: str
    n_rows: int
    verdicts: list[Verdict]
    monthly: Answer
    scores: Mapping[str, Any]


def walk(folder: Path, console: Console) -> Story:
    """Make the twin beside the case (or use the one a former run made), and ask it."""
    files, path = (
        folder.with_name(f"{folder.name}-twin"),
        folder.with_name(f"{folder.name}-twin-case"),
    )
    console.print(
        f"\n[bold]6. A synthetic twin[/] — {N_LINES:,} invented rows with planted schemes, into {files}"
    )
    if not (files / "about").is_dir():
        make_twin(files, BUILT_IN, N_LINES, 1, None)
    case = open_case(path) if (path / "case.toml").exists() else init(path)
    with watching() as progress:
        done = case.ingest([files], progress=progress)
    done.not_read = []
    show_ingested(done, as_json=False)
    story = _asked(case, files)
    console.print(f"\n[bold]7. What was said about it[/] — {files / 'about' / 'claims.toml'}")
    show_verdicts(story.verdicts, as_json=False)
    console.print(f"\n[bold]8. Month by month[/] — {_GOODS}")
    console.print(table(("month", "USD", "lines"), _months(story.monthly), ("USD", "lines")))
    console.print(
        "\n[bold]9. Against the truth[/] — what the steps so far find of what was planted"
    )
    console.print(score_table(story.scores))
    return story


def _asked(case: Case, files: Path) -> Story:
    about = tomllib.loads((files / "about" / "spec.toml").read_text(encoding="utf-8"))
    return Story(
        title=about["title"],
        n_rows=sum(one["n_rows"] for one in case.sources()),
        verdicts=case.check(files / "about" / "claims.toml"),
        monthly=case.ask(_FLOW),
        scores=score(case, files / "truth"),
    )


def _months(monthly: Answer) -> list[tuple[str, str, str]]:
    """Each month; one that no file holds is told as missing, not as zero."""
    there = {one.by["month"]: (f"{one.value or 0:,}", f"{one.n_lines:,}") for one in monthly.values}
    every = sorted([*there, *monthly.coverage["months_missing"]])
    return [(month, *there.get(month, ("missing", ""))) for month in every]


def sections(story: Story) -> tuple[Section, ...]:
    """The twin's part of the page, each section marked."""
    mark = synthetic(True)
    claims = [(one.claim.id, one.claim.text, one.verdict, one.why) for one in story.verdicts]
    return (
        Section(
            f"A synthetic twin: {story.title}",
            f"{story.n_rows:,} invented rows in the shapes of real files. No company, maker or statement is real.",
            ("claim", "says", "verdict", "why"),
            claims,
            synthetic=mark,
        ),
        Section(
            "The twin, month by month",
            svg=months_chart(
                _points(story.monthly), f"SYNTHETIC — {_GOODS}", "USD million a month"
            ),
            caption=f"Missing: {', '.join(story.monthly.coverage['months_missing']) or 'no month'}. A gap is no zero.",
            synthetic=mark,
        ),
    )


def _points(monthly: Answer) -> list[tuple[date, Decimal | None]]:
    there = {one.by["month"]: Decimal(one.value or 0) / 1_000_000 for one in monthly.values}
    every = sorted([*there, *monthly.coverage["months_missing"]])
    return [(date.fromisoformat(f"{month}-01"), there.get(month)) for month in every]
