"""The part of SQL that table files may use: what was run on both engines, and nothing else.

Two looks at a file. Its grammar: every kind of expression and every argument it carries
must be listed. Its types: what is the same word in both engines may still mean something
else for other types, so casts, arithmetic and a few functions are allowed for some only.
Every entry is used by a table file or by a trap marked `agrees`; a test holds it to that.
"""

from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

Schemas = Mapping[str, pa.Schema]

# each expression of SQLGlot, and which of its arguments may be filled
GRAMMAR: dict[str, str] = {
    # a query
    "Select": "expressions distinct from_ joins where group having windows with_",
    "With": "expressions",
    "CTE": "this alias",
    "From": "this",
    "Join": "this on side kind",  # only LEFT and ANTI, see JOINS
    "Where": "this",
    "Group": "expressions",
    "Having": "this",
    "Distinct": "expressions",
    "Union": "this expression distinct with_",
    "Subquery": "this",
    "Table": "this alias",
    "TableAlias": "this",
    "Star": "",
    # a value
    "Alias": "this alias",
    "Column": "this table",
    "Identifier": "this",
    "Literal": "this is_string",
    "Null": "",
    "Boolean": "this",
    "Paren": "this",
    "Cast": "this to",
    "TryCast": "this to safe",
    "DataType": "this expressions nested",
    "DataTypeParam": "this",
    # logic
    "And": "this expression",
    "Or": "this expression",
    "Not": "this",
    "Is": "this expression",
    "In": "this expressions",
    "EQ": "this expression",
    "NEQ": "this expression",
    "GT": "this expression",
    "GTE": "this expression",
    "NullSafeEQ": "this expression",
    "Case": "this ifs default",
    "If": "this true",
    "Coalesce": "this expressions",
    "Nullif": "this expression",
    # numbers
    "Add": "this expression",
    "Mul": "this expression",
    "IntDiv": "this expression",
    "Mod": "this expression",
    # text and days
    "DPipe": "this expression safe",
    "Substring": "this start length",
    "Trim": "this",
    "Like": "this expression negate",
    "Pad": "this expression fill_pattern is_left",
    "Replace": "this expression replacement",
    "Chr": "expressions",
    "SHA2": "this length",
    "TimeToStr": "this format",
    # many rows
    "Count": "this big_int",
    "Max": "this",
    "Sum": "this",
    "RowNumber": "",
    "FirstValue": "this",
    "Window": "this partition_by order alias over first",
    "Order": "expressions",
    "Ordered": "this desc nulls_first",
}
JOINS = ("", "LEFT", "ANTI")
CASTS = {
    ("decimal", "decimal"),
    ("whole", "whole"),
    ("whole", "text"),
    ("decimal", "text"),
    ("day", "text"),
}
_FAMILIES = {
    **dict.fromkeys(("VARCHAR", "TEXT"), "text"),
    **dict.fromkeys(("BIGINT", "INT", "SMALLINT"), "whole"),
    "DECIMAL": "decimal",
    "DATE": "day",
    "BOOLEAN": "truth",
}
_SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    pa.int16(): "SMALLINT",
    pa.int32(): "INT",
    pa.int64(): "BIGINT",
    pa.bool_(): "BOOLEAN",
}


def refusals(select: str, tables: Schemas) -> list[str]:
    """What of a query is not known to mean the same in both engines, one sentence each."""
    tree = sqlglot.parse_one(select, read="duckdb")
    found = [sentence for node in tree.walk() for sentence in _grammar(node)]
    return found or [sentence for node in _typed(tree, tables).walk() for sentence in _types(node)]


def used(select: str) -> set[str]:
    """The kinds of expression in a query, as `GRAMMAR` names them."""
    return {type(node).__name__ for node in sqlglot.parse_one(select, read="duckdb").walk()}


def _grammar(node: exp.Expr) -> Iterator[str]:
    kind = type(node).__name__
    if kind not in GRAMMAR:
        word = node.name.upper() if isinstance(node, exp.Anonymous) else kind
        yield f"{_quoted(node)} uses {word}, which is not on the list of what both engines do alike"
        return
    for argument, value in node.args.items():
        if value and argument not in GRAMMAR[kind].split():
            yield f"{_quoted(node)} uses {kind} with {argument}, which is not on the list"
    if isinstance(node, exp.Join) and " ".join(filter(None, (node.side, node.kind))) not in JOINS:
        yield f"{_quoted(node)} is a join that is not on the list"


def _types(node: exp.Expr) -> Iterator[str]:
    for kinds, is_sound, why in _RULES:
        if isinstance(node, kinds) and not is_sound(node):
            yield f"{_quoted(node)}: {why}"


def _sound_cast(node: exp.Expr) -> bool:
    return isinstance(node.this, exp.Null) or (_family(node.this), _family(node)) in CASTS


def _sound_arithmetic(node: exp.Expr) -> bool:
    return {_family(node.left), _family(node.right)} <= {"whole", "decimal"}


def _sound_division(node: exp.Expr) -> bool:
    return {_family(node.left), _family(node.right)} == {"whole"}


def _within_cast(node: exp.Expr) -> bool:
    """Whether its type, which the engines choose differently, is settled by a cast above it."""
    return isinstance(node.find_ancestor(exp.Cast, exp.Select), exp.Cast)


def _sound_product(node: exp.Expr) -> bool:
    return _family(node) != "decimal" or _within_cast(node)


def _one_type(node: exp.Expr) -> bool:
    """Whether all outcomes are of one type; a bare number fits any number's."""
    if isinstance(node, exp.Case):
        outcomes = [branch.args["true"] for branch in node.args["ifs"]] + [node.args.get("default")]
    else:
        outcomes = [node.this, *node.expressions]
    types = {
        "text" if _family(one) == "text" else str(one.type)
        for one in outcomes
        if one is not None and not isinstance(one, exp.Null) and not one.is_number
    }
    return len(types) <= 1


def _plain_start(node: exp.Expr) -> bool:
    start = node.args["start"]
    return isinstance(start, exp.Literal) and int(start.name) >= 1


def _plain_sign(node: exp.Expr) -> bool:
    return all(isinstance(one, exp.Literal) and int(one.name) < 128 for one in node.expressions)


_RULES: tuple[tuple[tuple[type, ...], Callable[[exp.Expr], bool], str], ...] = (
    ((exp.Cast,), _sound_cast, "a cast between these types is not on the list"),
    ((exp.Add, exp.Mul), _sound_arithmetic, "arithmetic is for whole numbers and decimals only"),
    ((exp.IntDiv, exp.Mod), _sound_division, "// and % are for whole numbers only"),
    ((exp.Add, exp.Mul), _sound_product, "decimal arithmetic must stand in a CAST to its type"),
    ((exp.Sum, exp.RowNumber), _within_cast, "its type differs; it must stand in a CAST"),
    ((exp.Case, exp.Coalesce), _one_type, "its outcomes must be of one type"),
    ((exp.Substring,), _plain_start, "substr must start at a number from 1"),
    ((exp.Chr,), _plain_sign, "chr is alike below 128 only"),
)


def _typed(tree: exp.Expr, tables: Schemas) -> exp.Expr:
    """The query with every column expanded and every expression's type."""
    schema = {
        name: {column.name: _sql_type(column.type) for column in columns}
        for name, columns in tables.items()
    }
    full = qualify(tree.copy(), schema=schema, dialect="duckdb", quote_identifiers=False)
    return annotate_types(full, schema=schema, dialect="duckdb")


def _sql_type(arrow: pa.DataType) -> str:
    if pa.types.is_decimal(arrow):
        return f"DECIMAL({arrow.precision}, {arrow.scale})"
    return _SQL_TYPES[arrow]


def _family(node: exp.Expr) -> str:
    if isinstance(node, exp.Pad):  # SQLGlot does not say its type
        return "text"
    return _FAMILIES.get(node.type.this.name, "unknown") if node.type else "unknown"


def _quoted(node: exp.Expr) -> str:
    text = node.sql(dialect="duckdb", comments=False)
    return f"`{text if len(text) <= 70 else text[:69] + '…'}`"
