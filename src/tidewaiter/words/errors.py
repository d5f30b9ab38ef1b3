"""What can stop a command, as a person should read it.

Bad *data* never lands here: it becomes a row in `problem`. These are broken
assumptions about the command, the file or the case, each with a hint to act on.

    TidewaiterError
    ├── CommandError      what was asked for cannot be asked
    ├── FileRefused       a file cannot be read, or no profile fits it
    ├── ProfileError      a profile is incomplete or contradicts itself
    ├── ListError         a control list is incomplete or contradicts itself
    └── CaseError         the folder is no case, is busy, or is damaged
"""


class TidewaiterError(Exception):
    """A sentence for the person, and a hint they can act on."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CommandError(TidewaiterError):
    """The command or question itself is wrong, or nothing loaded can answer it."""


class FileRefused(TidewaiterError):
    """The file cannot be read as a table, or no profile fits it."""


class ProfileError(TidewaiterError):
    """A profile lacks something essential."""


class ListError(TidewaiterError):
    """A control list lacks something essential, or says what cannot be."""


class CaseError(TidewaiterError):
    """The case cannot be opened or written."""
