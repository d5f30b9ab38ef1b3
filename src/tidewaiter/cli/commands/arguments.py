"""What many commands take: a case, sources it holds, paths, and whether to print for a program."""

from pathlib import Path

import click

from tidewaiter.cli.complete import case_sources

PATH = click.Path(path_type=Path)
CASE = click.argument("case", type=PATH)
SOURCES = click.argument("sources", nargs=-1, required=True, shell_complete=case_sources)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
