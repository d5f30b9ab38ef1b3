"""A twin from a spec: the files month by month, then what is published of them, then the truth.

Memory holds one month of trade at a time. The folder appears under its name when all of
it is there.
"""

import json
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from tidewaiter.twin import small
from tidewaiter.twin.about import sign_truth, write_about
from tidewaiter.twin.cells import Published, Sums, statistics
from tidewaiter.twin.filing import Filed, file_month
from tidewaiter.twin.firms import firms_of, members
from tidewaiter.twin.paper import Paper, Words, World
from tidewaiter.twin.plan import Plan, file_of, plan
from tidewaiter.twin.sheet import MOST_IN_A_WORKBOOK, Sheet, first_line, sheet_of
from tidewaiter.twin.spec import FileSpec, Spec
from tidewaiter.twin.totals import Written
from tidewaiter.twin.trade import Lines, Trade, sums_by
from tidewaiter.twin.truth import Truth, truth_of, write_companies, write_csv, write_planted
from tidewaiter.words.errors import CommandError
from tidewaiter.words.progress import Progress


@dataclass(slots=True)
class Made:
    """What a twin holds."""

    folder: Path
    files: dict[str, int] = field(default_factory=dict)
    totals: dict[str, str] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """The rows of all files together."""
        return sum(self.files.values())


def make(
    out: Path, spec: Spec, body: bytes, n_lines: int | None, seed: int, progress: Progress
) -> Made:
    """Write a twin into a new folder; `body` is the spec as it was given."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CommandError(f"{out} is there already", "name a folder that is new or empty")
    aside = out.with_name(f"{out.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        run = _Run(aside, spec, n_lines, seed, progress)
        made = run.all()
        told = {"lines": f"{made.n_rows:,}", "seed": str(seed)}
        write_about(aside / "about", spec, body, told, made.files)
        sign_truth(aside / "truth", spec)
        if out.exists():
            out.rmdir()
        aside.replace(out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return replace(made, folder=out)


class _Run:
    """One twin under way."""

    def __init__(
        self, folder: Path, spec: Spec, n_lines: int | None, seed: int, progress: Progress
    ) -> None:
        self._folder, self._spec, self._seed, self._progress = folder, spec, seed, progress
        self._firms = firms_of(spec, seed)
        self._plan: Plan = plan(spec, n_lines, small.n_rows_of(spec, self._firms), seed)
        self._made = Made(folder)
        self._written = Written(spec)
        self._published = Published(spec)
        self._world = World(spec, self._firms)
        self._words: dict[str, Words] = {}
        self._serials: dict[tuple[str, int], int] = {}
        self._sheets: dict[Path, Sheet] = {}

    def all(self) -> Made:
        truth = self._folder / "truth"
        truth.mkdir(parents=True)
        self._progress.start("writing", self._plan.n_lines)
        with truth_of(truth, self._spec, self._firms) as lines:
            with ExitStack() as held:
                trade = Trade(self._spec, members(self._firms), self._seed)
                for month in range(self._spec.months[0], self._spec.months[1] + 1):
                    self._month(month, trade, lines, held)
            for file in self._spec.files:
                if file.records == "statistics":
                    self._statistics(file, lines)
                elif file.records in small.FIELDS:
                    self._small(file)
        write_companies(truth, self._firms)
        write_planted(truth, self._spec)
        self._totals(truth)
        return self._made

    def _month(self, month: int, trade: Trade, truth: Truth, held: ExitStack) -> None:
        shares = self._plan.of_month(month)
        if not shares:
            return
        lines = trade.of_month(shares)
        sums = self._sums(lines)
        self._published.add(month, sums)
        files = {no: file_of(self._spec, self._spec.batches[no], month) for no in sums}
        for file in {one.id: one for one in files.values() if one is not None}.values():
            batches = [no for no, one in files.items() if one is file]
            recorded = lines.take(np.flatnonzero(np.isin(lines.batch, batches)))
            self._office(file, recorded, month, truth, held)
            self._note_declared(file, recorded, month)

    def _sums(self, lines: Lines) -> dict[int, Sums]:
        """Units, grams and cents of each batch that has lines."""
        n = len(self._spec.batches)
        units, grams, cents = (
            sums_by(lines.batch, one, n) for one in (lines.units, lines.net_g, lines.cents)
        )
        traded = np.unique(lines.batch).tolist()
        return {no: (int(units[no]), int(grams[no]), int(cents[no])) for no in traded}

    def _note_declared(self, file: FileSpec, lines: Lines, month: int) -> None:
        numbers, counts = np.unique(lines.batch, return_counts=True)
        sums = self._sums(lines)
        for no, n_lines in zip(numbers.tolist(), counts.tolist(), strict=True):
            _, grams, cents = sums[no]
            self._written.add_declared(file, no, month, cents, grams, n_lines)

    def _office(
        self, file: FileSpec, lines: Lines, month: int, truth: Truth, held: ExitStack
    ) -> None:
        key = (file.id, month // 12)
        first = self._serials.get(key, 0) + 1
        wanted = self._plan.corrections.get((file.id, month), 0)
        filed = file_month(lines, file, month, self._seed, wanted, first)
        self._serials[key] = int(filed.serial[-1]) if len(lines) else first - 1
        self._append(file, file.name, filed, month, truth, held)
        if file.corrections and wanted:
            self._append(
                replace(file, format="csv"),
                file.corrections,
                filed.corrections(),
                month,
                truth,
                held,
            )

    def _append(
        self, file: FileSpec, pattern: str, filed: Filed, month: int, truth: Truth, held: ExitStack
    ) -> None:
        path = self._path(file, pattern, month)
        sheet = self._sheets.get(path)
        if sheet is None:
            sheet = self._sheets[path] = held.enter_context(
                sheet_of(path, file, self._n_rows(file, month))
            )
        paper = Paper(self._world, self._in_words(file), file, filed, month, self._seed)
        truth.declared(
            path.name, _sheet_name(path, file), first_line(file) + sheet.n_rows, filed, month
        )
        columns = {heading: paper.column(name) for heading, name in file.columns}
        sheet.write(columns, len(filed.lines))
        self._note(path.name, len(filed.lines))

    def _path(self, file: FileSpec, pattern: str, month: int) -> Path:
        """The file's own name; a year too long for a workbook is a text instead."""
        name = pattern.replace("{year}", str(month // 12))
        if name.endswith(".xlsx") and self._n_rows(file, month) > MOST_IN_A_WORKBOOK:
            name = name.removesuffix(".xlsx") + ".csv"
        return self._folder / (name + ".gz" if file.gzip else name)

    def _n_rows(self, file: FileSpec, month: int) -> int:
        """How many lines a file (or its part of a year) will hold."""
        by_year = "{year}" in file.name
        return sum(
            one.n_lines
            for one in self._plan.shares
            if file_of(self._spec, self._spec.batches[one.batch_no], one.month) is file
            and (not by_year or one.month // 12 == month // 12)
        )

    def _in_words(self, file: FileSpec) -> Words:
        if file.language not in self._words:
            self._words[file.language] = Words(self._spec, self._firms, self._seed, file.language)
        return self._words[file.language]

    def _statistics(self, file: FileSpec, truth: Truth) -> None:
        cells = self._published.of(file.id)
        paths = [self._path(file, file.name, one.key.month) for one in cells]
        for path in dict.fromkeys(paths):
            held = [one for one, its in zip(cells, paths, strict=True) if its == path]
            with sheet_of(path, file, len(held)) as sheet:
                sheet.write(statistics(self._world, self._in_words(file), file, held), len(held))
            goods = np.fromiter((one.good for one in held), np.int64)
            truth.published(path.name, first_line(file), goods)
            self._note(path.name, len(held))
        self._written.add_published(cells, file.freight)

    def _small(self, file: FileSpec) -> None:
        rows = small.rows_of(self._spec, self._firms, file)
        path = self._path(file, file.name, self._spec.months[0])
        with sheet_of(path, file, len(rows)) as sheet:
            sheet.write(small.columns_of(file, rows), len(rows))
        self._note(path.name, len(rows))

    def _note(self, name: str, n_rows: int) -> None:
        self._made.files[name] = self._made.files.get(name, 0) + n_rows
        self._progress.advance(n_rows)

    def _totals(self, folder: Path) -> None:
        rows = []
        for one in self._spec.totals:
            answer = self._written.answer(one)
            self._made.totals[one.id] = "" if answer is None else str(answer)
            question = json.dumps(one.question, ensure_ascii=False, sort_keys=True)
            rows.append((one.id, one.gives, self._made.totals[one.id], question))
        write_csv(folder / "totals.csv", ("id", "gives", "amount", "question"), rows)


def _sheet_name(path: Path, file: FileSpec) -> str:
    return file.sheet if path.suffix == ".xlsx" else ""
