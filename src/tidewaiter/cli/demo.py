"""The main job, end to end, on bundled examples: records in, exact numbers out, claims checked.

The statistics are real (Eurostat). The declarations are synthetic rows in a real layout,
and everything made from them says so.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console

from tidewaiter.case import Case, init, open_case
from tidewaiter.cli import story
from tidewaiter.cli.answers import show_verdicts
from tidewaiter.cli.lists import show_ingested
from tidewaiter.cli.paper import all_synthetic, print_synthetic, synthetic, table
from tidewaiter.cli.progress import watching
from tidewaiter.cli.rows import show_original
from tidewaiter.evidence.verdicts import Verdict
from tidewaiter.questions.answer import Answer
from tidewaiter.report import Report, Section, months_chart, render
from tidewaiter.words import places
from tidewaiter.words.bundled import LIBRARY

EXAMPLES = LIBRARY / "examples"
CLAIMS = EXAMPLES / "claims.toml"
_GROWTH = {"of": "statistics", "flow": "export", "reporter": "EU27", "since": "2022", "until": "2023",
           "currency": "EUR", "compare": "full_last_year", "period_level": "year"}  # fmt: skip
_MONTHLY = {
    "of": "statistics",
    "flow": "export",
    "reporter": "EU27",
    "partner": "KG",
    "since": "2019",
    "until": "2024-09",
    "currency": "EUR",
    "by": ["month"],
}
_OPENED = {key: value for key, value in _GROWTH.items() if key != "compare"} | {"partner": "KG"}
_DECLARED = {"of": "declarations", "origin": "CN", "by": ["hs2"]}
_LICENCES = (
    "Statistics: Eurostat, EU trade since 1988 (Comext), reuse with acknowledgement; "
    "collected by Maria Levchenko 2024 (Apache-2.0).",
    "Declarations: Institute for Basic Science and Korea Customs Service, MIT; synthetic rows (arXiv:2208.02484).",
    "Exchange rates: European Central Bank, euro foreign exchange reference rates.",
)
_ASK = "--of statistics --reporter EU27 --flow export --since 2022 --until 2023 --by partner --currency EUR"


@dataclass(frozen=True, slots=True)
class Findings:
    """What the demo found, for the terminal and for the page."""

    verdicts: list[Verdict]
    growth: list[tuple[Verdict, Answer]]
    monthly: Answer
    opened: list[dict[str, Any]]
    declared: Answer
    manifest: str


def run(path: Path, output: Path) -> None:
    """Build the case (or use the one a former run built), print what it says, write the page."""
    console = Console(highlight=False, width=None if Console().is_terminal else 140)
    case = open_case(path) if (path / "case.toml").exists() else init(path)
    console.print(f"[bold]1. Records in[/] — bundled examples into the case {path}")
    with watching() as progress:
        done = case.ingest([EXAMPLES / "eurostat", EXAMPLES / "korea"], progress=progress)
    done.not_read = [one for one in done.not_read if not _is_note(one["file"])]
    show_ingested(done, as_json=False)
    found = _find(case)
    _print(console, path, found)
    told = story.walk(path, console)
    output.write_text(render(_report(found, told)), encoding="utf-8")
    console.print(f"\n[bold]10. The page[/] — written to {output} (no scripts, works offline)")
    console.print(f"\nAsk it yourself:  tidewaiter ask {path} {_ASK}")


def _is_note(name: str) -> bool:
    """Licences and source notes lie beside the data on purpose."""
    return Path(name).name in ("SOURCE.md", "LICENSE", "LICENSE-Apache-2.0")


def _find(case: Case) -> Findings:
    verdicts = case.check(CLAIMS)
    published = [one for one in verdicts if one.claim.verdict == "supported"]
    growth = [
        (one, case.ask({**_GROWTH, "partner": one.claim.question.filters["partner"][0]}))
        for one in published
        if one.claim.question is not None
    ]
    row = case.to_arrow(_OPENED).to_pylist()[0]
    return Findings(
        verdicts=verdicts,
        growth=growth,
        monthly=case.ask(_MONTHLY),
        opened=[case.original(row["row_id"])],
        declared=case.ask(_DECLARED),
        manifest=growth[0][1].manifest,
    )


def _print(console: Console, path: Path, found: Findings) -> None:
    console.print(
        "\n[bold]2. Published against recomputed[/] — EU27 exports, 2022 against 2021, EUR"
    )
    console.print(table(_GROWTH_COLUMNS, _growth_rows(found), _GROWTH_COLUMNS[1:]))
    console.print(f"\n[bold]3. Claims[/] — {CLAIMS.name}, the last one altered on purpose")
    show_verdicts(found.verdicts, as_json=False)
    console.print(
        "\n[bold]4. One number opened[/] — the 2022 exports to Kyrgyzstan stand on this line:"
    )
    for one in found.opened:
        show_original(one, as_json=False)
    for note in found.monthly.coverage["notes"]:
        console.print(f"note: {note}")
    console.print(
        "\n[bold]5. Declarations[/] — goods of Chinese origin by chapter, the largest five"
    )
    print_synthetic(console, found.declared.synthetic)
    console.print(table(_DECLARED_COLUMNS, _declared_rows(found), _DECLARED_COLUMNS[1:]))
    console.print(f"total: {found.declared.total:,} USD")
    console.print(f"open the rows: tidewaiter rows {path} --of declarations --origin CN --hs 85")


_GROWTH_COLUMNS = ("partner", "2021", "2022", "published", "recomputed")


def _growth_rows(found: Findings) -> list[tuple[str, ...]]:
    return [
        (
            places.name_of(answer.question["partner"][0]),
            f"{answer.values[0].base:,.0f}",
            f"{answer.values[0].value:,.0f}",
            f"{_growth_said(verdict) * 100:+.1f} %",
            f"{(answer.values[0].change or Decimal(0)) * 100:+.1f} %",
        )
        for verdict, answer in found.growth
    ]


def _growth_said(verdict: Verdict) -> Decimal:
    said = verdict.claim.expectation
    return said.threshold if said else Decimal(0)


_DECLARED_COLUMNS = ("chapter", "USD", "lines")


def _declared_rows(found: Findings) -> list[tuple[str, ...]]:
    largest = sorted(found.declared.values, key=lambda one: one.value or 0, reverse=True)[:5]
    return [(str(one.by["hs2"]), f"{one.value:,}", f"{one.n_lines:,}") for one in largest]


def _report(found: Findings, told: story.Story) -> Report:
    return Report(
        title="EU exports in 2022: published figures, recomputed",
        lead="Each figure below was computed again from the original files; each leads back to its lines.",
        manifest=found.manifest,
        sections=(
            _growth_section(found),
            _claims_section(found),
            _chart_section(found),
            _opened_section(found),
            _declared_section(found),
            *story.sections(told),
            _sources_section(),
        ),
    )


def _growth_section(found: Findings) -> Section:
    return Section(
        "Published against recomputed",
        "EU27 exports of all goods, calendar year 2022 against 2021, in EUR.",
        _GROWTH_COLUMNS,
        _growth_rows(found),
        frozenset(_GROWTH_COLUMNS[1:]),
        notes=[f"answer {answer.answer_hash}" for _, answer in found.growth[:1]],
    )


def _claims_section(found: Findings) -> Section:
    rows = [(one.claim.text, one.claim.speaker, one.verdict, one.why) for one in found.verdicts]
    return Section(
        "Claims",
        "",
        ("claim", "speaker", "verdict", "why"),
        rows,
        notes=["The last claim was altered for this example, to show a contradicted one."],
        synthetic=synthetic(all_synthetic(one.synthetic for one in found.verdicts)),
    )


def _chart_section(found: Findings) -> Section:
    points = [
        (date.fromisoformat(f"{one.by['month']}-01"), Decimal(one.value or 0) / 1_000_000)
        for one in found.monthly.values
    ]
    covered = found.monthly.coverage
    present, missing = covered["months_present"], covered["months_missing"]
    caption = (
        f"EU27 exports to Kyrgyzstan, EUR million a month, {present[0]} to {present[-1]}; "
        f"{len(missing)} months missing. Source: Eurostat."
    )
    return Section(
        "By month",
        svg=months_chart(points, "EU27 exports to Kyrgyzstan", "EUR million a month"),
        caption=caption,
        notes=covered["notes"],
    )


def _opened_section(found: Findings) -> Section:
    one = found.opened[0]
    return Section(
        "One number opened",
        f"The exports to Kyrgyzstan in 2022, EUR {found.growth[0][1].values[0].value:,.0f}, "
        f"stand in {one['file_name']}, line {one['line_no']}.",
        ("column", "as declared"),
        list(one["row"].items()),
        notes=[f"file sha256 {one['sha256']}"],
        synthetic=synthetic(bool(one["synthetic"])),
    )


def _declared_section(found: Findings) -> Section:
    return Section(
        "Declarations: goods of Chinese origin, the largest five chapters",
        columns=_DECLARED_COLUMNS,
        rows=_declared_rows(found),
        numbers=frozenset(_DECLARED_COLUMNS[1:]),
        notes=[f"answer {found.declared.answer_hash}"],
        synthetic=synthetic(found.declared.synthetic),
    )


def _sources_section() -> Section:
    return Section("Sources and licences", notes=_LICENCES)
