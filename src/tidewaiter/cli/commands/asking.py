"""Asking how much, seeing the rows behind it, and holding claims against them."""

from pathlib import Path
from typing import Any

import click

from tidewaiter.cli.commands.arguments import CASE, JSON, PATH
from tidewaiter.cli.options import question_of, question_options, search_of

OWN_RATES = click.option(
    "--rates", type=PATH, help="Your own exchange rates, a CSV: from,to,period,rate."
)


@click.command()
@CASE
@question_options
@OWN_RATES
@click.option("--row-set", is_flag=True, help="Also hash the addresses of the rows used.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the values as CSV on stdout.")
@click.option("-o", "--output", type=PATH, help="Write to a file instead of stdout.")
@JSON
def ask(
    case: Path,
    rates: Path | None,
    row_set: bool,
    as_csv: bool,
    output: Path | None,
    as_json: bool,
    **fields: Any,
) -> None:
    """A question's answer: how much, from which rows, what is missing."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import answers, paper

    answer = open_case(case).ask(question_of(fields), row_set=row_set, rates=rates)
    with paper.output_to(output):
        answers.show_answer(answer, as_json, as_csv)


@click.command()
@CASE
@question_options
@OWN_RATES
@click.option("--id", "row_id", type=int, help="Open one row: the raw line as the file has it.")
@click.option(
    "--raw", is_flag=True, help="Search all raw rows instead: --text in any column, --source."
)
@click.option("--as-declared", is_flag=True, help="Add the raw row: every column of the file.")
@click.option("--limit", type=click.IntRange(min=0), help="Print at most so many rows.")
@click.option("--row-set", is_flag=True, help="Print only the hash of the rows' addresses.")
@click.option("--xlsx", "as_xlsx", is_flag=True, help="Write a workbook; needs --output.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV on stdout.")
@click.option("-o", "--output", type=PATH, help="Write to a file instead of stdout.")
@JSON
def rows(
    case: Path,
    rates: Path | None,
    row_id: int | None,
    raw: bool,
    as_declared: bool,
    limit: int | None,
    row_set: bool,
    as_csv: bool,
    as_xlsx: bool,
    output: Path | None,
    as_json: bool,
    **fields: Any,
) -> None:
    """The rows behind a number: the same options as `ask`."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import answers, paper
    from tidewaiter.cli import rows as rows_on_paper

    opened = open_case(case)
    if as_xlsx:
        found = (
            opened.search(**search_of(fields))
            if raw
            else opened.rows(question_of(fields), rates=rates, as_declared=as_declared)
        )
        return rows_on_paper.write_workbook(found, limit, output)
    with paper.output_to(output):
        if row_id is not None:
            rows_on_paper.show_original(opened.original(row_id), as_json)
        elif raw:
            found = opened.search(**search_of(fields))
            rows_on_paper.show_rows(found, limit, as_json, as_csv)
        elif row_set:
            answers.show_row_set(
                opened.ask(question_of(fields), row_set=True, rates=rates), as_json
            )
        else:
            found = opened.rows(question_of(fields), rates=rates, as_declared=as_declared)
            rows_on_paper.show_rows(found, limit, as_json, as_csv)
    return None


@click.command()
@CASE
@question_options
@OWN_RATES
@click.option(
    "--barred-by", multiple=True, help="Only goods this regime barred to its own exporters: EU."
)
@JSON
def loophole(
    case: Path, rates: Path | None, barred_by: tuple[str, ...], as_json: bool, **fields: Any
) -> None:
    """What one law barred and the exporter's own did not control: value, and companions beside it."""
    from tidewaiter.case import open_case
    from tidewaiter.cli.gaps import show_loophole

    found = open_case(case).loophole(question_of(fields), barred_by=barred_by, rates=rates)
    show_loophole(found, as_json)


@click.command()
@CASE
@click.argument("claims", type=PATH)
@JSON
def check(case: Path, claims: Path, as_json: bool) -> None:
    """A verdict for each claim of a TOML file; exit 1 when one is not as its author expects."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import answers

    verdicts = open_case(case).check(claims)
    answers.show_verdicts(verdicts, as_json)
    if not all(one.as_expected for one in verdicts):
        raise SystemExit(1)
