"""Where files are read: into a case, or only looked at; and how sources leave it again."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tidewaiter.ground.folder import CaseFolder
from tidewaiter.records.arrive import Wanted
from tidewaiter.records.files import delivery, documents
from tidewaiter.records.how import Passwords, from_environment, told
from tidewaiter.records.ingest import Ingested, ingest
from tidewaiter.records.look import Looked, look
from tidewaiter.records.profile import Profile
from tidewaiter.records.proposal.proposal import Proposal
from tidewaiter.records.proposal.propose import propose_all
from tidewaiter.records.remap import remap
from tidewaiter.records.shelf import built_in, keep, load_folder, named
from tidewaiter.records.takeout import without
from tidewaiter.words.progress import Progress, Silent

__all__ = [
    "Ingested",
    "Looked",
    "Profile",
    "Proposal",
    "Wanted",
    "ingest",
    "inspect",
    "keep",
    "named",
    "profiles_of",
    "propose",
    "remap",
    "told",
    "without",
]


def profiles_of(folder: CaseFolder | None) -> list[Profile]:
    """Built-in profiles, then a case's own; its own win over built-ins of the same name."""
    own = load_folder(folder.path / "profiles") if folder else []
    names = {one.name for one in own}
    return [*(one for one in built_in() if one.name not in names), *own]


def propose(
    file: str | Path,
    *,
    folder: CaseFolder | None = None,
    encoding: str | Sequence[str] = (),
    delimiter: str | None = None,
    sheets: Sequence[str] = (),
    header: str | None = None,
    passwords: Passwords = from_environment,
    progress: Progress | None = None,
) -> list[Proposal]:
    """What the columns of a file's tables may be; with a case's folder, its own profiles are known too."""
    watched = progress or Silent()
    found = documents([str(file)])
    watched.start("looking", sum(one.original.stat().st_size for one in found))
    how = told(encoding, delimiter, sheets, header, passwords=passwords)
    known = profiles_of(folder)
    return [
        proposal
        for document in found
        for proposal in propose_all(document, how, known, lambda chunk: watched.advance(len(chunk)))
    ]


def inspect(
    files: Sequence[str | Path],
    *,
    encoding: str | Sequence[str] = (),
    delimiter: str | None = None,
    sheets: Sequence[str] = (),
    header: str | None = None,
    passwords: Passwords = from_environment,
    progress: Progress | None = None,
) -> Looked:
    """What files are, before anything is imported."""
    watched = progress or Silent()
    delivered = delivery([str(one) for one in files])
    found = delivered.documents
    watched.start("looking", sum(one.original.stat().st_size for one in found))
    how = told(encoding, delimiter, sheets, header, passwords=passwords)
    looked = look(found, built_in(), how, lambda chunk: watched.advance(len(chunk)))
    left_out = [one.as_dict() for one in delivered.left_out]
    return replace(looked, not_read=looked.not_read + left_out)
