"""The command line: verbs over one case, each with `--json` where it prints data."""

from tidewaiter.cli.main import main

__all__ = ["main"]
