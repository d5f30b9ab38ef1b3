"""The commands. Each opens what it needs, calls the case, prints; nothing is computed here.

Exit 0: done. Exit 1: a check found something. Exit 2: the command or the input was wrong;
then `error:` and `hint:` stand on stderr and the case is as it was.
"""

from pathlib import Path
from typing import Any

import click

from tidewaiter.cli.complete import case_sources, place_names, profile_names
from tidewaiter.cli.options import how_to_read, question_of, question_options, search_of
from tidewaiter.version import VERSION

CASE = click.argument("case", type=click.Path(path_type=Path))
OWN_RATES = click.option(
    "--rates",
    type=click.Path(path_type=Path),
    help="Your own exchange rates, a CSV: from,to,period,rate.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")


class Commands(click.Group):
    """Lists commands in the order of the work, and turns refusals into sentences."""

    def list_commands(self, _: click.Context) -> list[str]:
        """In the order they were written below."""
        return list(self.commands)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="tidewaiter")
def tidewaiter() -> None:
    """Customs records in, evidence out."""


@tidewaiter.command()
@click.argument("case", type=click.Path(path_type=Path), default="demo-case")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="demo-report.html",
    help="Where the report goes.",
)
def demo(case: Path, output: Path) -> None:
    """The main job, end to end, on bundled examples."""
    from tidewaiter.cli.demo import run

    run(case, output)


@tidewaiter.command()
@CASE
def init(case: Path) -> None:
    """Make a new, empty case."""
    from tidewaiter.case import init

    init(case)
    click.echo(f"made an empty case at {case}; next: tidewaiter ingest {case} FILE…", err=True)


@tidewaiter.command()
@CASE
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--profile",
    shell_complete=profile_names,
    help="Read them by this profile: a name, or your own FILE.toml.",
)
@click.option("--raw", is_flag=True, help="Keep what no profile fits as it is, to be mapped later.")
@click.option(
    "--no-copy", is_flag=True, help="Leave the files where they are; keep path and hash only."
)
@how_to_read
@JSON
def ingest(
    case: Path,
    files: tuple[str, ...],
    profile: str | None,
    raw: bool,
    no_copy: bool,
    as_json: bool,
    **how: Any,
) -> None:
    """Read FILES (files, folders, patterns, archives) into the case."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists
    from tidewaiter.cli.passwords import AskedFor
    from tidewaiter.cli.progress import watching

    with watching() as progress:
        done = open_case(case).ingest(
            files,
            profile,
            raw=raw,
            copy=not no_copy,
            passwords=AskedFor(progress),
            progress=progress,
            **how,
        )
    lists.show_ingested(done, as_json)


@tidewaiter.command()
@click.argument("files", nargs=-1, required=True)
@how_to_read
@JSON
def inspect(files: tuple[str, ...], as_json: bool, **how: Any) -> None:
    """What FILES are: format, encoding and why, header, first rows; nothing is imported."""
    from tidewaiter.cli import lists
    from tidewaiter.cli.passwords import AskedFor
    from tidewaiter.cli.progress import watching
    from tidewaiter.intake import inspect

    with watching() as progress:
        found = inspect(files, passwords=AskedFor(progress), progress=progress, **how)
    lists.show_seen(found, as_json)
    found.refuse_where_nothing_can_be_read()


@tidewaiter.command()
@click.argument("file")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write the profile to this FILE.toml."
)
@click.option(
    "--save",
    "case",
    type=click.Path(path_type=Path),
    help="Keep the profile in this case: files with the same header are then recognised.",
)
@how_to_read
@JSON
def profile(file: str, output: Path | None, case: Path | None, as_json: bool, **how: Any) -> None:
    """Propose what the columns of FILE are: a profile to look over, with reasons and doubts."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import proposals
    from tidewaiter.cli.passwords import AskedFor
    from tidewaiter.cli.progress import watching
    from tidewaiter.intake import propose

    opened = open_case(case) if case else None
    folder = opened.folder if opened else None
    with watching() as progress:
        found = propose(file, folder=folder, passwords=AskedFor(progress), progress=progress, **how)
    if output or opened:
        proposals.keep(found, output, opened)
    proposals.show(found, as_json)


@tidewaiter.command()
@CASE
@click.argument("sources", nargs=-1, required=True, shell_complete=case_sources)
@click.option(
    "--profile",
    shell_complete=profile_names,
    help="Read them by this profile; without it, by the one that fits.",
)
@JSON
def map(case: Path, sources: tuple[str, ...], profile: str | None, as_json: bool) -> None:
    """Read SOURCES the case holds (numbers or file names) by a profile; the files are not needed."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists
    from tidewaiter.cli.progress import watching

    with watching() as progress:
        done = open_case(case).map(sources, profile, progress)
    lists.show_ingested(done, as_json)


@tidewaiter.command()
@CASE
@click.option(
    "--known-on",
    multiple=True,
    help="Also as the law had been published by this day: 2023-03-15 (repeatable).",
)
@JSON
def run(case: Path, known_on: tuple[str, ...], as_json: bool) -> None:
    """Which law bound every line, regime by regime; only what changed is computed again."""
    from tidewaiter.case import open_case
    from tidewaiter.cli.progress import watching
    from tidewaiter.cli.ran import show_ran

    opened = open_case(case)
    with watching() as progress:
        done = opened.run(known_on=known_on, progress=progress)
    show_ran(done, opened.law_overview(), case, as_json)


@tidewaiter.command()
@CASE
@question_options
@OWN_RATES
@click.option("--row-set", is_flag=True, help="Also hash the addresses of the rows used.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the values as CSV on stdout.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write to a file instead of stdout."
)
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


@tidewaiter.command()
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
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write to a file instead of stdout."
)
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


@tidewaiter.command()
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


@tidewaiter.command()
@CASE
@click.argument("claims", type=click.Path(path_type=Path))
@JSON
def check(case: Path, claims: Path, as_json: bool) -> None:
    """A verdict for each claim of a TOML file; exit 1 when one is not as its author expects."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import answers

    verdicts = open_case(case).check(claims)
    answers.show_verdicts(verdicts, as_json)
    if not all(one.as_expected for one in verdicts):
        raise SystemExit(1)


@tidewaiter.command()
@click.argument("hs")
@click.option("--from", "sent_from", required=True, help="The country goods are sent from.")
@click.option("--to", required=True, help="The country they go to.")
@click.option("--on", help="The day: 2023-03-15; may be left out with --timeline.")
@click.option("--seller", help="The seller's country.  [default: the country goods are sent from]")
@click.option("--origin", help="The country where they were made.")
@click.option(
    "--contract", help="The day of the contract: a wind-down may lift a ban for old ones."
)
@click.option("--known-on", help="The law as it was published by that day.")
@click.option(
    "--tariff",
    help="Whose tariff the digits of HS beyond the sixth are of: RU, EU …",
    shell_complete=place_names,
)
@click.option(
    "--fact",
    "facts",
    multiple=True,
    help="mtow_kg=0.9, gust_kmh<46.3, civil=yes … (repeatable); all: controls --facts.",
)
@click.option(
    "--text", default="", help="A description: numbers in kg, g, h, min, km/h, m/s, kW are read."
)
@click.option(
    "--case",
    type=click.Path(path_type=Path),
    help="Also this case's lists: of its controls folder, and items in its records.",
)
@click.option("--unverified", is_flag=True, help="Also measures marked ?.")
@click.option("--timeline", is_flag=True, help="The history instead of one day.")
@click.option("--since", help="First day of the history.")
@click.option("--until", help="Last day of the history.")
@click.option(
    "--every-regime",
    is_flag=True,
    help="In the history, other regimes too, as they bound their own exporters.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Draw the history into this file, .svg or .png.",
)
@JSON
def controlled(
    sent_from: str,
    case: Path | None,
    timeline: bool,
    since: str | None,
    until: str | None,
    every_regime: bool,
    output: Path | None,
    as_json: bool,
    **typed: Any,
) -> None:
    """Which law covered HS from one country to another that day, regime by regime."""
    from tidewaiter.cli import asked_law

    asked = asked_law.typed(sent_from, case, **typed)
    if timeline:
        asked_law.show_history(asked, (since, until), every_regime, output, as_json)
    else:
        asked_law.show_day(asked, output, as_json)


@tidewaiter.command()
@click.argument("case", type=click.Path(path_type=Path), required=False)
@click.option("--on", help="Only what is in force that day, and the versions of published lists.")
@click.option("--unverified", is_flag=True, help="As with measures marked ? in use.")
@click.option("--facts", is_flag=True, help="The facts that conditions ask for, instead.")
@JSON
def controls(
    case: Path | None, on: str | None, unverified: bool, facts: bool, as_json: bool
) -> None:
    """The control lists: from when to when, how complete, how sure."""
    from tidewaiter.cli import asked_law, controls

    own = asked_law.lists_of(case)
    controls.show_controls(own, asked_law.day(on, "on"), unverified, facts, as_json)


@tidewaiter.command()
@CASE
@JSON
def sources(case: Path, as_json: bool) -> None:
    """What is in here: files, profiles, rows, licences."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists

    lists.show_sources(open_case(case).sources(), as_json)


@tidewaiter.command()
@CASE
@click.option("--kind", help="Only problems of this kind.")
@click.option(
    "--source",
    shell_complete=case_sources,
    help="Only this source: its number, file name or profile.",
)
@click.option(
    "--limit", type=int, default=40, show_default=True, help="List at most so many (0: all)."
)
@JSON
def problems(case: Path, kind: str | None, source: str | None, limit: int, as_json: bool) -> None:
    """What could not be read: file, line, column, value as declared."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists

    opened = open_case(case)
    lists.show_problems(
        opened.problem_counts(kind, source),
        opened.problems(kind, source, None if as_json else limit or None),
        as_json,
        "no such problems" if kind or source else "no problems",
    )


@tidewaiter.command()
@CASE
@click.option(
    "--source",
    "sources",
    multiple=True,
    shell_complete=case_sources,
    help="Only this source, in detail: its number, file name or profile. Repeatable.",
)
@JSON
def coverage(case: Path, sources: tuple[str, ...], as_json: bool) -> None:
    """What the case can answer: columns filled and read, months, and what it lacks."""
    from tidewaiter.case import open_case
    from tidewaiter.cli.coverage import show_coverage

    show_coverage(open_case(case).coverage(sources), as_json, chosen=bool(sources))


@tidewaiter.command()
@CASE
@JSON
def log(case: Path, as_json: bool) -> None:
    """Who ran what, and when."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists

    lists.show_log(open_case(case).log(), as_json)


@tidewaiter.command()
@click.argument("code")
@JSON
def code(code: str, as_json: bool) -> None:
    """What CODE is in each edition, what became of it, and what it can be compared with."""
    from tidewaiter.cli.codes import show_code
    from tidewaiter.words.lookup import look_up

    show_code(look_up(code), as_json)


@tidewaiter.command()
@click.argument("case", type=click.Path(path_type=Path), required=False)
@JSON
def profiles(case: Path | None, as_json: bool) -> None:
    """The layouts that can be read, each with its source and status."""
    from tidewaiter.cli import lists
    from tidewaiter.records.profile import built_in

    if case is None:
        lists.show_profiles(built_in(), as_json)
    else:
        from tidewaiter.case import open_case

        lists.show_profiles(open_case(case).profiles(), as_json)


@tidewaiter.command()
@CASE
@click.argument("sources", nargs=-1, required=True, shell_complete=case_sources)
def remove(case: Path, sources: tuple[str, ...]) -> None:
    """Take SOURCES out (numbers or file names); `restore` brings them back."""
    from tidewaiter.case import open_case

    opened = open_case(case)
    before = opened.folder.manifest().ledger_seq
    names = opened.remove(sources)
    click.echo(f"took out {', '.join(names)}; bring back with: tidewaiter restore {case} {before}")


@tidewaiter.command()
@CASE
@click.argument("state")
def restore(case: Path, state: str) -> None:
    """Go back to the STATE after an event of `log`; nothing that came between is lost."""
    from tidewaiter.case import open_case

    open_case(case).restore(state)
    click.echo(f"the case is again as it was after event {state}")


@tidewaiter.command()
@CASE
@click.option(
    "--source",
    "sources",
    multiple=True,
    required=True,
    shell_complete=case_sources,
    help="Number or file name.",
)
@click.option("--why", required=True, help="The reason, kept in the ledger in place of the data.")
@click.confirmation_option(
    prompt="It will be gone for good, with every state that holds it. Go on?"
)
def purge(case: Path, sources: tuple[str, ...], why: str) -> None:
    """Remove a source for good, with its original and every state that holds it."""
    from tidewaiter.case import open_case

    names = open_case(case).purge(sources, why)
    click.echo(f"purged {', '.join(names)}; backups and copies elsewhere are not touched")


@tidewaiter.command()
@CASE
@click.option("--since", required=True, help="The state after this event of `log`, or its id.")
@click.option(
    "--claims", type=click.Path(path_type=Path), help="Also the verdicts on these claims."
)
@JSON
def diff(case: Path, since: str, claims: Path | None, as_json: bool) -> None:
    """Which lines the law tells another answer than in an earlier state, and which claims moved."""
    from tidewaiter.case import open_case
    from tidewaiter.cli.differences import show_difference

    show_difference(open_case(case).diff(since, claims), as_json)


@tidewaiter.command()
@CASE
@click.argument("target", type=click.Path(path_type=Path))
def backup(case: Path, target: Path) -> None:
    """Copy the case as it is now to TARGET, checking every file."""
    from tidewaiter.case import open_case
    from tidewaiter.cli.progress import watching

    with watching() as progress:
        open_case(case).backup(target, progress)
    click.echo(f"copied to {target}; it opens like the case itself")


@tidewaiter.command()
@CASE
@JSON
def doctor(case: Path, as_json: bool) -> None:
    """Is every file what it was, is every row accounted for; exit 1 when something is wrong."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists
    from tidewaiter.cli.progress import watching

    with watching() as progress:
        found = open_case(case).doctor(progress)
    lists.show_health(found, as_json)
    if not all(one.ok for one in found):
        raise SystemExit(1)


@tidewaiter.command()
@CASE
@click.option(
    "--forget-history", is_flag=True, help="Also drop earlier states of the case and their files."
)
@JSON
def gc(case: Path, forget_history: bool, as_json: bool) -> None:
    """Drop files that no state of the case refers to."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import lists

    lists.show_collected(open_case(case).gc(forget_history), as_json)


@tidewaiter.command()
@click.argument("out", type=click.Path(path_type=Path), required=False)
@click.option("--lines", default=100_000, show_default=True, help="Rows of all files together.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option(
    "--months", help="First and last month: 2021-01:2023-07. The spec's own when left out."
)
@click.option("--spec", type=click.Path(path_type=Path), help="Another story, in a TOML file.")
@click.option(
    "--check", type=click.Path(path_type=Path), help="Say what a spec lacks; write nothing."
)
@click.option("--print-spec", is_flag=True, help="Print the built-in spec, to start from.")
@JSON
def twin(
    out: Path | None,
    lines: int,
    seed: int,
    months: str | None,
    spec: Path | None,
    check: Path | None,
    print_spec: bool,
    as_json: bool,
) -> None:
    """Write a synthetic case into the folder OUT: files, what to claim of them, and the truth."""
    from tidewaiter.cli import twins
    from tidewaiter.words.errors import CommandError

    if print_spec:
        click.echo(twins.BUILT_IN.read_text(encoding="utf-8"), nl=False)
    elif check:
        twins.check_spec(check, as_json)
    elif out is None:
        raise CommandError("no folder is named", "tidewaiter twin OUT --lines 100000")
    else:
        made = twins.make_twin(out, spec or twins.BUILT_IN, lines, seed, twins.months_asked(months))
        twins.show_made(made, as_json)


@tidewaiter.command()
@CASE
@click.argument("truth", type=click.Path(path_type=Path))
@JSON
def score(case: Path, truth: Path, as_json: bool) -> None:
    """How well the steps found what a twin's TRUTH says was planted; a step to come is null."""
    from tidewaiter.case import open_case
    from tidewaiter.cli import scores
    from tidewaiter.score.scoring import score

    scores.show_scores(score(open_case(case), truth), as_json)
