"""The command line: verbs over one case, each with `--json` where it prints data."""

from tidewaiter.cli.run import main

__all__ = ["main"]
