"""The commands, in the order of the work. Each opens what it needs, calls the case, prints.

Exit 0: done. Exit 1: a check found something. Exit 2: the command or the input was wrong;
then `error:` and `hint:` stand on stderr and the case is as it was.
"""

import click

from tidewaiter.cli.commands import asking, contents, keeping, law, library, reading, trying
from tidewaiter.version import VERSION

COMMANDS = (
    trying.demo,
    keeping.init,
    reading.ingest,
    reading.inspect,
    reading.profile,
    reading.map,
    law.run,
    asking.ask,
    asking.rows,
    asking.loophole,
    asking.check,
    law.controlled,
    library.controls,
    contents.sources,
    contents.problems,
    contents.coverage,
    contents.log,
    library.code,
    library.profiles,
    keeping.remove,
    keeping.restore,
    keeping.purge,
    law.diff,
    keeping.backup,
    keeping.doctor,
    keeping.gc,
    trying.twin,
    trying.score,
)


class InOrder(click.Group):
    """Lists commands in the order of the work."""

    def list_commands(self, _: click.Context) -> list[str]:
        """As they stand above."""
        return list(self.commands)


@click.group(
    cls=InOrder, commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(VERSION, prog_name="tidewaiter")
def tidewaiter() -> None:
    """Customs records in, evidence out."""
