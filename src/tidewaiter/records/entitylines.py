"""JSON Lines of entities, as FollowTheMoney tools export them: an entity a line, whatever it is.

An entity has an `id`, a `schema` and `properties`, each a list of texts. How many texts a list
holds differs from line to line, so a list is one column, not one for each place: a single text
stands as it is, several stand as a JSON list.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json

from tidewaiter.records.block import Block
from tidewaiter.records.encoding import Encoding
from tidewaiter.records.files import Document
from tidewaiter.records.flat import (
    Fields,
    Pairs,
    fields_from,
    refuse_deep,
    refuse_many_keys,
    rows_of,
    whole,
)
from tidewaiter.records.jsonlines import Piece, pieces
from tidewaiter.records.naming import column_names
from tidewaiter.records.split import IntArray
from tidewaiter.words.limits import NESTING

PROPERTIES = "properties"
FIRST_LINES = 100
FEWER = 500
"""Lines read together where some among twenty thousand are odd; where some are again, one by one."""
_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
_BLANKS = " \t\r"
_LIST = pa.list_(pa.string())

Types = Mapping[str, pa.DataType | None]
"""Of each key the type its values are read as; none where they are neither texts nor lists of texts."""


class Number(str):
    """A number with the digits it is written with."""


_DECODER = json.JSONDecoder(
    object_pairs_hook=Pairs, parse_float=Number, parse_int=Number, parse_constant=Number
)


class _Odd(ValueError):
    """Some of these lines are not entities of texts and lists of texts."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines that follow each other, and the table they are where they could be read together."""

    first: int
    lines: Sequence[str]
    table: pa.Table | None

    @property
    def line_nos(self) -> IntArray:
        """Of the lines with something on them."""
        stated = [place for place, line in enumerate(self.lines) if line.strip()]
        return np.array(stated, np.int64) + self.first


def are_entities(document: Document, coding: Encoding) -> bool:
    """Whether one of the first lines is an entity; a damaged one does not make another file."""
    first = next(pieces(document, coding, FIRST_LINES), None)
    return first is not None and any(_is_entity(_decoded(line)) for line in first.lines)


def _decoded(line: str) -> object:
    try:
        return _DECODER.decode(line)
    except (ValueError, RecursionError):
        return None


def _is_entity(value: object) -> bool:
    if not isinstance(value, Pairs):
        return False
    named = dict(value)
    stated = named.get(PROPERTIES)
    return (
        all(type(named.get(name)) is str for name in ("id", "schema"))
        and isinstance(stated, Pairs)
        and all(type(values) is list for _, values in stated)
    )


def entity_types(document: Document, coding: Encoding, n_lines: int) -> Types:
    """Read all lines once: their keys in the order they first appear, and what stands under them."""
    found: dict[str, pa.DataType | None] = {}
    for piece in pieces(document, coding, n_lines):
        for part in _parts(piece, None):
            if part.table is not None:
                for key, kind in _types(part.table.schema):
                    found[key] = kind if found.get(key) in (None, pa.null()) else found[key]
            else:
                fields = (_fields(document, line) for line in part.lines)
                for key in dict.fromkeys(key for one in fields for key in one or ()):
                    found.setdefault(key, None)
            refuse_many_keys(document, found)
    return found


def read_entities(document: Document, types: Types, piece: Piece) -> Block:
    """The entities on some lines as rows, under a column of text for each key."""
    header = column_names([whole(key) for key in types])
    blocks = [
        _singly(document, part, types, header)
        if part.table is None
        else _together(document, part, part.table, types, header)
        for part in _parts(piece, _schema(types))
    ]
    return Block(
        pa.concat_tables([one.table for one in blocks]),
        np.concatenate([one.line_nos for one in blocks]),
        tuple(reject for one in blocks for reject in one.rejects),
        sum(one.n_blank for one in blocks),
    )


def _parts(piece: Piece, schema: pa.Schema | None) -> Iterator[_Part]:
    """All lines together if they can be read so, else fewer together."""
    table = _table(piece.lines, schema)
    if table is not None:
        yield _Part(piece.first, piece.lines, table)
        return
    for start in range(0, len(piece.lines), FEWER):
        lines = piece.lines[start : start + FEWER]
        yield _Part(piece.first + start, lines, _table(lines, schema))


def _table(lines: Sequence[str], schema: pa.Schema | None) -> pa.Table | None:
    """One row an object, if every line that holds anything is one; types are found without a schema."""
    stated = [line.strip(_BLANKS) for line in lines if line.strip()]
    if not stated or not all(line[:1] == "{" and line[-1:] == "}" for line in stated):
        return None
    text = "\n".join(stated).encode()
    try:
        table = arrow_json.read_json(
            cast(IO[bytes], pa.BufferReader(text)),
            arrow_json.ReadOptions(use_threads=False, block_size=len(text) + 1),
            arrow_json.ParseOptions(
                explicit_schema=schema,
                unexpected_field_behavior="infer" if schema is None else "error",
            ),
        )
        list(_types(table.schema))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, _Odd):
        return None
    return table if len(table) == len(stated) else None


def _types(schema: pa.Schema) -> Iterator[tuple[str, pa.DataType]]:
    """The type of each key; a text that looks like a day is a text."""
    for field in schema:
        inner = field.name == PROPERTIES and pa.types.is_struct(field.type)
        if field.name.startswith(f"{PROPERTIES}."):
            raise _Odd
        for child in field.type if inner else [field]:
            yield f"{PROPERTIES}.{child.name}" if inner else child.name, _type(child.type)


def _type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind) and _type(kind.value_type) in (pa.string(), pa.null()):
        return _LIST
    if pa.types.is_string(kind) or pa.types.is_temporal(kind):
        return pa.string()
    if pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return kind
    raise _Odd


def _schema(types: Types) -> pa.Schema:
    """The types as Arrow reads them."""
    named = {
        key: pa.string() if kind == pa.null() else kind
        for key, kind in types.items()
        if kind is not None
    }
    inner = f"{PROPERTIES}."
    stated = {key for key in named if key.startswith(inner)}
    within = [(key.removeprefix(inner), named[key]) for key in named if key in stated]
    plain = [(key, named[key]) for key in named if key not in stated | {PROPERTIES}]
    return pa.schema([*plain, (PROPERTIES, pa.struct(within))])


def _together(
    document: Document, part: _Part, table: pa.Table, types: Types, header: Sequence[str]
) -> Block:
    try:
        texts = dict(_texts(table))
    except _Odd:
        return _singly(document, part, types, header)
    nothing = pa.array([""] * len(table), pa.string())
    columns = [texts.get(key, nothing) for key in types]
    n_blank = len(part.lines) - len(table)
    return Block(pa.table(columns, list(header)), part.line_nos, (), n_blank)


def _texts(table: pa.Table) -> Iterator[tuple[str, pa.StringArray]]:
    """The values under each key as texts."""
    arrays = {name: table.column(name).combine_chunks() for name in table.column_names}
    stated: Any = arrays.pop(PROPERTIES)
    for key, values in arrays.items():
        yield key, _text(values)
    for child, values in zip(stated.type, stated.flatten(), strict=True):
        yield f"{PROPERTIES}.{child.name}", _text(values)


def _text(values: Any) -> pa.StringArray:
    if isinstance(values, pa.ListArray):
        return _listed(values)
    return cast(pa.StringArray, pc.fill_null(pc.cast(values, pa.string()), ""))


def _listed(lists: "pa.ListArray[Any]") -> pa.StringArray:
    """A single text as it is; several, or one that begins like a list, as a JSON list."""
    texts: Any = lists.flatten()
    if texts.null_count:
        raise _Odd
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    starts = np.cumsum(lengths) - lengths
    single: Any = pc.fill_null(texts.take(pa.array(starts, mask=lengths == 0)), "")
    is_list: Any = pc.or_(pa.array(lengths > 1), pc.starts_with(single, "["))
    if pc.any(is_list).as_py():
        single = pc.replace_with_mask(single, is_list, _written_lists(lists.filter(is_list)))
    return cast(pa.StringArray, single)


def _written_lists(lists: Any) -> pa.StringArray:
    quoted: Any = lists.flatten()
    for sign, escape in _ESCAPES:
        quoted = pc.replace_substring(quoted, sign, escape)
    if pc.any(pc.match_substring_regex(quoted, r"[\x00-\x1f]")).as_py():
        raise _Odd
    quote, begin, end, between = map(pa.scalar, ('"', "[", "]", ""))
    quoted = pc.binary_join_element_wise(quote, quoted, quote, between)
    lengths = pc.list_value_length(lists).to_numpy()
    offsets = pa.array(np.concatenate(([0], np.cumsum(lengths))), pa.int32())
    joined: Any = pc.binary_join(pa.ListArray.from_arrays(offsets, quoted), ", ")
    return cast(pa.StringArray, pc.binary_join_element_wise(begin, joined, end, between))


def _singly(document: Document, part: _Part, types: Types, header: Sequence[str]) -> Block:
    found = [
        (part.first + place, line if line.strip() else "", _fields(document, line))
        for place, line in enumerate(part.lines)
    ]
    return rows_of(found, list(types), header)


def _fields(document: Document, line: str) -> Fields | None:
    """The fields of the object that a line is, if it is one."""
    try:
        value = _DECODER.decode(line)
    except RecursionError:
        raise NESTING.refuse(document.name, "holds values") from None
    except ValueError:
        return None
    if not isinstance(value, Pairs):
        return None
    refuse_deep(document, value)
    return fields_from(_leaves(value))


def _leaves(entity: Pairs) -> Iterator[tuple[str, str]]:
    for key, value in entity:
        if key == PROPERTIES and isinstance(value, Pairs):
            yield from ((f"{key}.{name}", _cell(stated)) for name, stated in value)
        else:
            yield key, _cell(value)


def _cell(value: object) -> str:
    """What stands under a key, as the text of a cell.

    >>> [_cell(value) for value in ("a", ["a"], ["a", "b"], [], None, ["[a]"])]
    ['a', 'a', '["a", "b"]', '', '', '["[a]"]']
    """
    if value is None or value == []:
        return ""
    if type(value) is list and len(value) == 1 and type(value[0]) is str and value[0][:1] != "[":
        return value[0]
    return value if isinstance(value, str) else _written(value)


def _written(value: object) -> str:
    if isinstance(value, Pairs):
        pairs = (f"{_written(key)}: {_written(inner)}" for key, inner in value)
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return value if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)
