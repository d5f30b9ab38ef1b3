"""Where each record of a text table begins and ends, and on which line a person finds it.

Regular text is split by whole arrays: a line break outside quotes ends a record. Only
damaged records, and those that run over several lines, are looked at one by one: what
reads well is kept with a note, what does not is set aside as it stands.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from tidewaiter.records.dialect import Dialect, fit, fit_otherwise
from tidewaiter.words.limits import RECORD_BYTES

WIDE = 1 << 20
"""Bytes looked at together where the text is regular, and fits a processor's cache."""
NARROW = 1 << 16
"""The same behind a damaged record; a field longer than this must prove it was meant."""
MOST_LINES = 1 << 18
"""Lines in a slice; each that no column fits costs some hundred bytes until it is written."""
NEXT_LINES = 20
ENOUGH_COLUMNS = 4
"""Prose with a comma in every line is common; with three in every line it is a table."""
LF, CR = 10, 13

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
NOTHING: IntArray = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Reject:
    """A row with something wrong; `kept` says whether the table still holds it."""

    line_no: int
    kind: str
    text: str
    message: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Slice:
    """Whole records: the regular ones still as text, the damaged ones already read.

    `starts` are offsets into `data` and `line_nos` the physical lines of the regular
    records; line breaks stand where damaged ones were.
    """

    data: bytes
    starts: IntArray
    line_nos: IntArray
    mended: tuple[tuple[int, list[str]], ...]
    rejects: tuple[Reject, ...]
    n_blank: int  # lines with nothing on them, between records


@dataclass(frozen=True, slots=True)
class Shape:
    """What the splitter has to know about a table."""

    name: str
    dialect: Dialect
    n_columns: int


def slices(chunks: Iterable[bytes], shape: Shape, line_no: int, size: int) -> Iterator[Slice]:
    """The text in slices of about `size` bytes or fewer of many lines, cut at record ends."""
    marks = _Marks(shape.dialect)
    pieces: list[bytes] = []
    target, n_lines = size, 0
    for chunk in chain.from_iterable(map(_thin, chunks)):
        pieces.append(chunk)
        n_lines += chunk.count(b"\n")
        if sum(map(len, pieces)) < target and n_lines < MOST_LINES:
            continue
        cut = _Cut(b"".join(pieces), shape, marks, line_no, final=False)
        yield from cut.made()
        pieces, line_no, n_lines = [cut.rest()], cut.line_no, 0
        target = size if cut.at else 2 * len(cut.data)
    data = b"".join(pieces)
    if data and not data.endswith(b"\n"):
        data += b"\n"
    yield from _Cut(data, shape, marks, line_no, final=True).made()


def _thin(chunk: bytes) -> Iterator[bytes]:
    """The chunk, in halves as long as it holds too many lines."""
    if chunk.count(b"\n") <= MOST_LINES:
        yield chunk
    else:
        middle = len(chunk) // 2
        yield from chain(_thin(chunk[:middle]), _thin(chunk[middle:]))


@dataclass(frozen=True, slots=True)
class _Scan:
    """Places in a window: line breaks, which of them end a record, and what is irregular."""

    breaks: IntArray
    ends: IntArray  # indices into breaks
    stray_quotes: IntArray
    lone_returns: IntArray


class _Marks:
    """Finds the record ends in a window that begins with a record and ends with a line break."""

    def __init__(self, dialect: Dialect) -> None:
        delimiter, quote = ord(dialect.delimiter), ord(dialect.quote or "\0")
        self.quote = quote
        self.before_field = _table(delimiter, LF)
        self.after_field = _table(delimiter, CR, LF)
        self.before_opening = _table(delimiter, LF, quote)
        self.after_closing = _table(delimiter, CR, LF, quote)

    def scan(self, window: Bytes) -> _Scan:
        breaks = np.flatnonzero(window == LF)
        quotes = np.flatnonzero(window == self.quote)
        stray = quotes[:0]
        if self._regular(window, quotes):
            inside = np.searchsorted(quotes, breaks) % 2 == 1
        else:
            inside, stray = self._tolerant(window, quotes, breaks)
        returns = np.flatnonzero(window == CR)
        returns = returns[window[returns + 1] != LF]
        return _Scan(breaks, np.flatnonzero(~inside), stray, returns)

    def _regular(self, window: Bytes, quotes: IntArray) -> bool:
        """Quotes open and close in turn, each where it may; a doubled one does both.

        What precedes the window is a line break, and so is its last byte, at index -1.
        """
        opening, closing = quotes[::2], quotes[1::2]
        may_open = self.before_opening[window[opening - 1]]
        may_close = self.after_closing[window[closing + 1]]
        return bool(may_open.all() and may_close.all())

    def _tolerant(
        self, window: Bytes, quotes: IntArray, breaks: IntArray
    ) -> tuple[BoolArray, IntArray]:
        """Which breaks are inside a field, and the stray quotes, by runs of adjacent quotes.

        Inside a field a run of odd length closes it before a delimiter or line break;
        outside, a run opens a field at its start, and closes it too if of even length.
        """
        first = np.flatnonzero(np.diff(quotes, prepend=-2) != 1)
        length = np.diff(first, append=len(quotes))
        at = quotes[first]
        opens, closes = self.before_field[window[at - 1]], self.after_field[window[at + length]]
        odd = length % 2 == 1
        from_inside, from_outside = ~(odd & closes), opens & (odd | ~closes)
        inside = _followed(from_inside, from_outside)
        was_inside = np.concatenate(([False], inside[:-1]))
        stray = np.where(was_inside, odd & ~closes, ~opens | ~(odd | closes))
        state = np.concatenate(([False], inside))
        return state[np.searchsorted(at, breaks)], at[stray]


def _table(*codes: int) -> BoolArray:
    return np.isin(np.arange(256), codes)


def _followed(if_true: BoolArray, if_false: BoolArray) -> BoolArray:
    """A state that starts false, after each step that says what it becomes from true and false.

    >>> _followed(np.array([True, False, True]), np.array([True, True, False])).tolist()
    [True, False, False]
    """
    fixed = if_true == if_false
    last_fixed = np.maximum.accumulate(np.where(fixed, np.arange(len(fixed)), -1))
    flips = np.cumsum(~if_true & if_false)
    start = np.where(last_fixed < 0, False, if_true[last_fixed])
    flips_before = np.where(last_fixed < 0, 0, flips[last_fixed])
    return start ^ ((flips - flips_before) % 2 == 1)


@dataclass(slots=True)
class _Cut:
    """One slice being cut: how far it got, and what was found so far."""

    data: bytes
    shape: Shape
    marks: _Marks
    line_no: int
    final: bool
    at: int = 0
    starts: list[IntArray] = field(default_factory=lambda: [NOTHING])
    line_nos: list[IntArray] = field(default_factory=lambda: [NOTHING])
    mended: list[tuple[int, list[str]]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    removed: list[tuple[int, int]] = field(default_factory=list)
    n_blank: int = 0

    def made(self) -> Iterator[Slice]:
        """The slice, if it holds anything."""
        self._run()
        if self.at:
            yield Slice(
                _blanked(self.data[: self.at], self.removed),
                np.concatenate(self.starts),
                np.concatenate(self.line_nos),
                tuple(self.mended),
                tuple(self.rejects),
                self.n_blank,
            )

    def rest(self) -> bytes:
        return self.data[self.at :]

    def _run(self) -> None:
        """Window by window: small behind damage, growing again, larger only for a long field."""
        width = WIDE
        while self.at < len(self.data):
            before, beyond = self.at, self.at + width > len(self.data)
            damaged = self._take(width)
            if self.at > before:
                width = NARROW if damaged else min(2 * width, WIDE)
            elif beyond and not self.final:
                return
            elif beyond or self._abandoned(self.at):
                self._take_line(self.at, self.line_no)
                width = NARROW
            elif width < RECORD_BYTES.now():
                width *= 2
            else:
                self._refuse()

    def _take(self, width: int) -> bool:
        """Take the records that end within the window; true if one was cut to its first line."""
        stop = self.data.rfind(b"\n", self.at, self.at + width) + 1
        if not stop:
            return False
        window = np.frombuffer(self.data, np.uint8)[self.at : stop]
        scan = self.marks.scan(window)
        if not len(scan.ends):
            return False
        records = _Records.found(scan, window, self.at, self.line_no)
        for i in np.flatnonzero(records.several_lines | records.irregular).tolist():
            start, stop = int(records.starts[i]), int(records.stops[i])
            line_no = int(records.lines[i])
            if not self._is_one(start, stop, bool(records.strayed[i])):
                self._keep(records, i)
                self._take_line(start, line_no)
                return True
            if records.irregular[i]:
                self._set_aside(start, stop, line_no, noted=bool(records.strayed[i]))
        self._keep(records, len(records.stops))
        self.at, self.line_no = int(records.stops[-1]) + 1, self.line_no + int(scan.ends[-1]) + 1
        return False

    def _keep(self, records: "_Records", n: int) -> None:
        plain = ~(records.blank | records.irregular)[:n]
        self.n_blank += int(np.count_nonzero(records.blank[:n]))
        self.starts.append(records.starts[:n][plain])
        self.line_nos.append(records.lines[:n][plain])

    def _take_line(self, start: int, line_no: int) -> None:
        """One physical line for a record, because its quotes lead nowhere."""
        stop = self.data.index(b"\n", start)
        self._set_aside(start, stop, line_no, noted=True)
        self.at, self.line_no = stop + 1, line_no + 1

    def _set_aside(self, start: int, stop: int, line_no: int, noted: bool) -> None:
        """Read a record here and now, and leave blank lines in its place."""
        self.removed.append((start, stop))
        text = self.data[start:stop].decode().rstrip("\r")
        if not text:
            self.n_blank += 1
            return
        if self.shape.dialect.is_beyond(text):
            found = text.count(self.shape.dialect.delimiter) + 1
            self.rejects.append(field_count(line_no, text, found, self.shape.n_columns))
            return
        fields = self._fit(self.shape.dialect.tolerant(text))
        fields = fields or self._fit(self.shape.dialect.literal(text))
        other, fitting = (
            ("", None) if fields else fit_otherwise(text, self.shape.dialect, self.shape.n_columns)
        )
        if fitting:
            self.mended.append((line_no, fitting))
            self.rejects.append(other_delimiter(line_no, text, other))
            return
        if not fields:
            found = len(self.shape.dialect.literal(text))
            self.rejects.append(field_count(line_no, text, found, self.shape.n_columns))
            return
        self.mended.append((line_no, fields))
        if noted:
            message = "a quotation mark stands where none belongs; it was kept as it is"
            self.rejects.append(Reject(line_no, "stray_quote", text, message, kept=True))

    def _is_one(self, start: int, stop: int, strayed: bool) -> bool:
        """Whether text that quotes hold together is one record, or stands line by line."""
        if stop - start >= NARROW and self._abandoned(start):
            return False
        raw = self.data[start:stop]
        if b"\n" not in raw:
            return True
        if strayed:
            return self._holds_together(raw)
        return self.shape.n_columns < ENOUGH_COLUMNS or not all(self._lines_fit(raw))

    def _holds_together(self, raw: bytes) -> bool:
        """Whether a damaged record of several lines makes sense only as a whole."""
        first, _, others = raw.partition(b"\n")
        between = others[: others.rfind(b"\n") + 1]
        whole = self._fit(self.shape.dialect.tolerant(raw.decode().rstrip("\r")))
        return bool(whole) and not any(self._lines_fit(first)) and not any(self._lines_fit(between))

    def _abandoned(self, start: int) -> bool:
        """Whether most lines behind an opening quote are records by themselves."""
        text = self.data[start : start + NARROW]
        fitting = list(self._lines_fit(text[text.find(b"\n") + 1 : text.rfind(b"\n") + 1]))
        return 2 * sum(fitting) > len(fitting)

    def _lines_fit(self, raw: bytes) -> Iterator[bool]:
        lines = (line for line in raw.decode("utf-8", "ignore").split("\n") if line.strip("\r"))
        for line in islice(lines, NEXT_LINES):
            yield self._fit(self.shape.dialect.literal(line.rstrip("\r"))) is not None

    def _fit(self, fields: list[str]) -> list[str] | None:
        return fit(fields, self.shape.n_columns)

    def _refuse(self) -> None:
        raise RECORD_BYTES.refuse(
            self.shape.name, f"holds a record, on line {self.line_no:,}, that does not end"
        )


@dataclass(frozen=True, slots=True)
class _Records:
    """The records of a window, by offset into the slice."""

    starts: IntArray
    stops: IntArray  # at the line break
    lines: IntArray
    blank: BoolArray
    several_lines: BoolArray
    strayed: BoolArray
    irregular: BoolArray

    @classmethod
    def found(cls, scan: _Scan, window: Bytes, at: int, line_no: int) -> "_Records":
        stops = scan.breaks[scan.ends]
        starts = np.concatenate(([0], stops[:-1] + 1))
        lines = line_no + np.concatenate(([0], scan.ends[:-1] + 1))
        length = stops - starts
        strayed = _holding(stops, scan.stray_quotes)
        return cls(
            starts=at + starts,
            stops=at + stops,
            lines=lines,
            blank=(length == 0) | ((length == 1) & (window[starts] == CR)),
            several_lines=np.diff(scan.ends, prepend=-1) > 1,
            strayed=strayed,
            irregular=strayed | _holding(stops, scan.lone_returns),
        )


def _holding(stops: IntArray, places: IntArray) -> BoolArray:
    """Which records hold one of the places."""
    held = np.zeros(len(stops) + 1, np.bool_)
    held[np.searchsorted(stops, places)] = True
    return held[:-1]


def _blanked(data: bytes, spans: list[tuple[int, int]]) -> bytes:
    if not spans:
        return data
    blanked = bytearray(data)
    for start, stop in spans:
        blanked[start:stop] = b"\n" * (stop - start)
    return bytes(blanked)


def field_count(line_no: int, text: str, found: int, expected: int) -> Reject:
    """A row the table cannot hold, as it stands in the file."""
    return Reject(line_no, "field_count", text, _miscounted(found, expected), kept=False)


@cache
def _miscounted(found: int, expected: int) -> str:
    """Shared by all rows alike: a damaged file may hold millions."""
    return f"{found} fields where the header has {expected}"


def other_delimiter(line_no: int, text: str, mark: str) -> Reject:
    """A row that another sign separates than the rest of the table."""
    message = f"its fields are separated by {mark!r}, unlike the rows before; they were read so"
    return Reject(line_no, "other_delimiter", text, message, kept=True)
