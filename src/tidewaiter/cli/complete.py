"""Tab completion: profiles, places and the sources of the case on the command line."""

from pathlib import Path

import click


def profile_names(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Built-in profiles that begin so."""
    from tidewaiter.records.shelf import built_in

    return [one.name for one in built_in() if one.name.startswith(typed)]


def place_names(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """Codes of places that begin so."""
    from tidewaiter.words.places import codes

    return [code for code in codes() if code.startswith(typed.upper())]


def case_sources(ctx: click.Context, _: click.Parameter, typed: str) -> list[str]:
    """File names in the case that was named before."""
    from tidewaiter.case import open_case

    case = ctx.params.get("case")
    if case is None or not (Path(case) / "case.toml").exists():
        return []
    return [
        one["file_name"]
        for one in open_case(case).sources()
        if str(one["file_name"]).startswith(typed)
    ]
