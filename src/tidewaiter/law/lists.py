"""Control lists as files: one TOML for an act or a version of a list, big tables of codes as CSV beside.

The lists that ship and those of a case are read by the same loader; a case's own file wins over
a built-in one of its name. A list that cannot be right is refused, with its line.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tidewaiter.law import provisions, tables
from tidewaiter.law.codes import check_code, printed
from tidewaiter.law.facts import Asked, Catalogue, built_in
from tidewaiter.law.filed import Entry
from tidewaiter.law.measures import ANY, MARKS, CompleteFor, ControlList, Measure, Publication
from tidewaiter.law.reading import Reading, condition_in, known_fact, places_in
from tidewaiter.law.tables import check_same
from tidewaiter.words.bundled import LIBRARY
from tidewaiter.words.errors import ListError

FOLDER = LIBRARY / "controls"
TOP = (
    "title", "regime", "jurisdiction", "source", "licence", "attribution", "version",
    "reaches_abroad", "check_only", "publication", "complete_for", "every_measure", "measure", "fact",
)  # fmt: skip
_FIRST = "begin one: [[measure]] on a line of its own; docs/controls.md has a whole list"


def load_all(
    folder: Path | None = None, chapters: frozenset[str] = frozenset()
) -> tuple[ControlList, ...]:
    """The built-in lists, and those of a folder, which win over built-ins of the same name.

    With chapters, only those lines of the built-in tables are read; a person's own are read whole.
    """
    own = {one.name: one for one in load_folder(folder, own=True)} if folder else {}
    found = [one for one in shipped(chapters) if one.name not in own]
    every = (*found, *own.values())
    check_together(every)
    return every


@cache
def shipped(chapters: frozenset[str] = frozenset()) -> tuple[ControlList, ...]:
    """The lists that ship with Tidewaiter."""
    return load_folder(FOLDER, chapters=chapters)


def load_folder(
    folder: Path, own: bool = False, chapters: frozenset[str] = frozenset()
) -> tuple[ControlList, ...]:
    """Every list of a folder, by name."""
    return tuple(load(path, own, chapters) for path in sorted(folder.glob("*.toml")))


def load(path: Path, own: bool = False, chapters: frozenset[str] = frozenset()) -> ControlList:
    """One list, from its TOML file and the tables beside it."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
        said = tomllib.loads(text)
    except OSError as error:
        raise ListError(f"{path.name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ListError(f"{path.name} is not in UTF-8", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        hint = "days stand without quotes, texts in quotes; compare it with docs/controls.md"
        raise ListError(f"{path.name}: {error}", hint) from None
    reading = Reading(path, text, said, built_in(), chapters)
    reading.top().only(TOP)
    own_facts = tuple(_fact(one, reading.facts) for one in reading.entries("fact", "fact"))
    asked = {**reading.facts.asked, **{one.name: one for one in own_facts}}
    reading = replace(reading, facts=Catalogue(asked, reading.facts.implied))
    return _list(reading, content, own_facts, own)


def _list(reading: Reading, content: bytes, facts: tuple[Asked, ...], own: bool) -> ControlList:
    top = reading.top()
    regime = _regime(top)
    measures = provisions.measures(reading, regime)
    if not reading.entries("measure", "measure"):
        raise top.refuse("no measure: a list without one says nothing", hint=_FIRST)
    found = ControlList(
        name=reading.name,
        title=top.text("title", "what a person calls the list"),
        regime=regime,
        jurisdiction=places_in(top, "jurisdiction", "the countries or groups whose law it is"),
        source=top.text("source", "where it was read"),
        licence=top.text("licence", "under which terms it may be passed on"),
        attribution=top.text("attribution"),
        version=top.text("version"),
        sha256=_sha256(content, reading.path, reading.said),
        measures=measures,
        publication=_publication(reading),
        reaches_abroad=known_fact(reading, top, "reaches_abroad"),
        check_only=top.yes("check_only"),
        facts=facts,
        own=own,
        newest=_newest(reading),
    )
    complete = tuple(
        _complete(reading, one, regime, measures)
        for one in reading.entries("complete_for", "complete_for")
    )
    return replace(found, complete_for=complete)


def _regime(top: Entry) -> str:
    """Whose law it is: a name that can be typed beside a status."""
    said = top.text("regime", "whose law it is, such as CN or EU")
    for sign, name in ((":", "colon"), (",", "comma")):
        if sign in said:
            what = f"regime {said!r} has a {name} in it"
            raise top.refuse(what, "regime", "it is typed as --control REGIME:STATUS")
    return said


def _newest(reading: Reading) -> date | None:
    """The latest day on which one of its measures was published or adopted."""
    entries = reading.entries("measure", "measure")
    days = [
        one.day("published") or one.day("adopted") or one.day("in_force_from") for one in entries
    ]
    return max((day for day in days if day), default=None)


def _sha256(content: bytes, path: Path, said: Mapping[str, Any]) -> str:
    """Over the file and its tables: two equal versions say the same law."""
    digest = hashlib.sha256(content)
    for name in sorted(tables.named(said)):
        table = path.parent / name
        digest.update(table.read_bytes() if table.is_file() else b"")
    return digest.hexdigest()


def _fact(entry: Entry, known: Catalogue) -> Asked:
    entry.only(("name", "asks", "unit", "at_most"))
    if (name := entry.text("name")) in known.asked:
        hint = "use it as it is, or choose another name"
        raise entry.refuse(f"the fact {name!r} is built in", "name", hint)
    return Asked(
        entry.text("name", "how conditions call it"),
        entry.text("asks", "the question it answers"),
        entry.text("unit"),
        entry.text("at_most"),
    )


def _publication(reading: Reading) -> Publication | None:
    for entry in reading.entries("publication", "publication"):
        entry.only(("list", "publisher", "from", "to"))
        entry.in_order("from", "to")
        since = entry.day("from")
        if since is None:
            raise entry.refuse("no from: the day of the version")
        return Publication(
            entry.text("list", "the list it is a version of"),
            entry.text("publisher", "who published it"),
            since,
            entry.day("to"),
        )
    return None


def _complete(
    reading: Reading, entry: Entry, regime: str, measures: Sequence[Measure]
) -> CompleteFor:
    entry.only(("codes", "to", "from", "until", "when", "mark", "means"))
    entry.in_order("from", "until")
    found = CompleteFor(
        reading.name,
        regime,
        _complete_codes(entry),
        places_in(entry, "to", "the destinations"),
        entry.day("from") or date.max,
        entry.day("until"),
        entry.one_of("mark", MARKS),
        condition_in(reading, entry),
        entry.text("means", "what it declares to be complete, in words"),
    )
    if not found.codes or found.since == date.max:
        raise entry.refuse("it names no codes, or no first day (from)")
    if not reading.chapters:
        _check_inside(entry, found, measures)
    return found


def _complete_codes(entry: Entry) -> tuple[str, ...]:
    codes = tuple(printed(entry, one, "codes") for one in entry.texts("codes"))
    for code in codes:
        check_code(entry, code, "", "codes")
    return codes


def _check_inside(entry: Entry, found: CompleteFor, measures: Sequence[Measure]) -> None:
    """A list can be complete only where and when it holds something."""
    held = [one for one in measures if one.in_force_from]
    if not held:
        raise entry.refuse("complete_for is outside the list: none of its measures has a first day")
    reached = [one for one in held if one.reach != (ANY,)]
    for code in found.codes:
        if not any(_near(code, (*one.codes, *one.reach)) for one in reached):
            what = f"complete_for is outside the list: none of its measures reaches {code}"
            hint = "name a code that one of its measures names, or a wider one that holds it"
            raise entry.refuse(what, "codes", hint)
    first = min(one.in_force_from for one in held if one.in_force_from)
    last = max(one.in_force_to or date.max for one in held)
    if found.since < first or (found.until or date.max) > last:
        period = f"{found.since} to {found.until or 'today'}"
        ends = f"{first} to {'today' if last == date.max else last}"
        what = f"complete_for is outside the list: {period}, its measures are in force {ends}"
        raise entry.refuse(what, "from", "declare it complete only while its measures are in force")


def _near(code: str, named: Sequence[str]) -> bool:
    """Whether a code is under one that is named, or holds one: of 9013 only 9013.10 is controlled."""
    return any(code.startswith(one) or one.startswith(code) for one in named)


def check_together(lists: Sequence[ControlList]) -> None:
    """Refuse two versions of one list, by one publisher, that would hold on the same day."""
    check_same(lists)
    published = [(one, one.publication) for one in lists if one.publication]
    for at, (one, version) in enumerate(published):
        for other, later in published[at + 1 :]:
            same = (version.name, version.publisher) == (later.name, later.publisher)
            apart = (version.until or date.max) < later.since or (later.until or date.max) < version.since  # fmt: skip
            if same and not apart:
                raise ListError(
                    f"{one.name}.toml and {other.name}.toml: two versions of the list {version.name} "
                    f"by {version.publisher} overlap, from {version.since} and from {later.since}",
                    "give the older one its last day: to = … under [publication]",
                )
