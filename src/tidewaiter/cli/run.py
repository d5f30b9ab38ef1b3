"""Running a command: whatever stops it is said in a sentence on stderr, and the exit code is 2."""

import errno
import io
import logging
import os
import sys

import click

from tidewaiter.cli.main import tidewaiter
from tidewaiter.cli.visible import visible


def main() -> None:
    """Run a command; whatever stops it is said in a sentence, never as a traceback."""
    from tidewaiter.words.errors import TidewaiterError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # a redirect on Windows would stop at the first «→»
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        tidewaiter(prog_name="tidewaiter", standalone_mode=False)
    except TidewaiterError as error:
        _stop(error.message, error.hint)
    except click.UsageError as error:
        hint = f"see: {error.ctx.command_path} --help" if error.ctx else "see: tidewaiter --help"
        _stop(error.format_message(), hint)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _stop("stopped; the case is as it was", "run the same command again to go on")
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or error
        _stop(
            f"{reason}{f': {error.filename}' if error.filename else ''}",
            "the case is as it was; is the disk full, or the folder read-only?",
        )
    except Exception as error:
        _unforeseen(error)


def _unforeseen(error: Exception) -> None:
    """A fault of ours: a sentence for the person, the traceback for who mends it."""
    logging.getLogger("tidewaiter").debug("unforeseen", exc_info=error)
    if os.environ.get("TIDEWAITER_DEBUG"):
        raise error
    _stop(
        f"this should not happen: {type(error).__name__}: {error}",
        "the case is as it was; with TIDEWAITER_DEBUG=1 it says where",
    )


def _stop(message: str, hint: str) -> None:
    click.echo(f"error: {visible(message)}", err=True)
    if hint:
        click.echo(f"hint: {visible(hint, keep=chr(10))}", err=True)
    sys.exit(2)
