"""Every table file under a folder into a case, a line for each, and what became of its rows.

A file is read by the built-in profile that fits it, else kept as it is. What a folder's ingest
passes over is then named alone, so that its refusal is the one a person would see. A file
conserves its rows when header, rows, what was set aside, blank lines and line breaks inside
fields add up to the lines that were counted apart from the reading.

    python bench/real_files.py FOLDER [CASE]
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tidewaiter.case import Case, init
from tidewaiter.ground.health import unaccounted
from tidewaiter.words.errors import FileRefused

TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".xlsb", ".ods", ".zip", ".gz", ".doc", ".docx")
ASIDE = ("above_header", "other_table", "repeated_header", "foot_row", "field_count")
TITLE = "file | sheet | read by | format | encoding | header | columns | rows | set aside | blank | conserved"


def table_files(folder: Path) -> Iterator[Path]:
    """The files a person would expect a table in."""
    return (one for one in sorted(folder.rglob("*")) if one.suffix.lower() in TABLES)


def read_all(case: Case, folder: Path) -> dict[str, str]:
    """Ingest the folder, then each file it passed over by itself: why those were refused."""
    case.ingest([folder], raw=True)
    read = {one["file_name"] for one in case.sources()}
    refused = {}
    for path in table_files(folder):
        name = path.relative_to(folder).as_posix()
        if not any(one == name or one.startswith(f"{name}/") for one in read):
            try:
                case.ingest([path], raw=True)
            except FileRefused as refusal:
                refused[name] = f"{refusal.message}; {refusal.hint}"
    return refused


def sheets_passed_over(case: Case) -> list[str]:
    """The sheets of the files read that no table was taken from."""
    return [
        f"{one['file']}: {one['why']}"
        for event in case.log()
        for one in event.facts.get("not_read", ())
        if ", sheet " in one["file"]
    ]


def line_of(source: Mapping[str, Any], aside: Mapping[str, int]) -> str:
    """One source as a line."""
    first, n_header = source["header_line"], source["n_header"]
    header = f"{first}-{first + n_header - 1}" if n_header > 1 else str(first)
    shown = (
        source["file_name"],
        source["sheet"],
        source["profile"],
        "text" if source["delimiter"] else "workbook",
        source["encoding"],
        header,
        source["header"].count('", "') + 1,
        source["n_rows"],
        " ".join(f"{kind} {n}" for kind, n in aside.items()) or "-",
        source["n_blank"],
        "no" if unaccounted(source) else "yes",
    )
    return " | ".join(map(str, shown))


def show(case: Case, refused: Mapping[str, str]) -> bool:
    """A line for each source, the totals, the refusals; whether every row is conserved."""
    aside: dict[tuple[str, str], Counter[str]] = {}
    for kind in ASIDE:
        for one in case.problems(kind):
            aside.setdefault((one["file_name"], one["sheet"]), Counter())[kind] += 1
    sources = case.sources()
    print(TITLE)
    for one in sources:
        print(line_of(one, aside.get((one["file_name"], one["sheet"]), {})))
    lost = [one for one in sources if unaccounted(one)]
    by_profile = Counter(one["profile"] for one in sources)
    kinds = sum(aside.values(), Counter[str]())
    files = {one["file_name"]: one["file_name"].lower().endswith(TABLES) for one in sources}
    print(f"\n{sum(files.values()):,} files and members of archives, {len(sources):,} tables")
    if texts := [name for name, is_table in files.items() if not is_table]:
        print(f"other files taken for tables: {', '.join(texts)}")
    print(f"read by: {', '.join(f'{name} {n:,}' for name, n in by_profile.most_common())}")
    print(f"rows: {sum(one['n_rows'] for one in sources):,}; set aside: {dict(kinds)}")
    print(f"conserved: {len(sources) - len(lost):,} of {len(sources):,} tables")
    for name, why in refused.items():
        print(f"refused: {name}: {why}")
    for why in sheets_passed_over(case):
        print(f"sheet passed over: {why}")
    return not lost


def main() -> None:
    """Read, then show; the exit says whether a row was lost."""
    folder = Path(sys.argv[1])
    with TemporaryDirectory(prefix="tidewaiter-real-") as temporary:
        case = init(Path(sys.argv[2]) if len(sys.argv) > 2 else Path(temporary) / "case")
        refused = read_all(case, folder)
        sys.exit(not show(case, refused))


if __name__ == "__main__":
    main()
