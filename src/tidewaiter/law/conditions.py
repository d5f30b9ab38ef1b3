"""Conditions over named facts, in three values: met, not met, or a fact is missing.

A condition is written as people read it: `beyond_sight and (endurance_min >= 60 or
(30 <= endurance_min < 60 and gust_kmh >= 46.3))`. A number may be known only within limits,
as a tariff code gives a weight; where the limits do not decide, the fact counts as missing.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Truth: TypeAlias = bool | None
_SIGNS: Mapping[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Limits:
    """A number known to lie between two ends, each in it or just outside."""

    low: Decimal = Decimal("-Infinity")
    high: Decimal = Decimal("Infinity")
    above_low: bool = False  # never the low end itself
    below_high: bool = False

    def compares(self, sign: str, number: Decimal) -> Truth:
        """Whether every number within the limits compares so, none does, or only some.

        >>> band = Limits(Decimal("0.25"), Decimal(7), above_low=True)
        >>> [band.compares(">", Decimal(limit)) for limit in ("0.25", "4", "7")]
        [True, None, False]
        """
        if sign in ("<", "<="):
            turned = self.compares(">=" if sign == "<" else ">", number)
            return None if turned is None else not turned
        strict = sign == ">"
        if self.low > number or (self.low == number and (self.above_low or not strict)):
            return True
        if self.high < number or (self.high == number and (self.below_high or strict)):
            return False
        return None

    def within(self, other: "Limits") -> "Limits | None":
        """What both say; none where they contradict each other."""
        low, above = max((self.low, self.above_low), (other.low, other.above_low))
        high, below = min((self.high, not self.below_high), (other.high, not other.below_high))
        found = Limits(low, high, above, not below)
        empty = low > high or (low == high and (found.above_low or found.below_high))
        return None if empty else found


Fact: TypeAlias = bool | Limits
Facts: TypeAlias = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a condition is met, and the facts that would have to be known to say so."""

    truth: Truth
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A fact that is so or not."""

    name: str

    def met(self, facts: Facts) -> Finding:
        """By the fact itself; a number does not answer it."""
        known = facts.get(self.name)
        return Finding(known) if isinstance(known, bool) else Finding(None, (self.name,))

    def names(self) -> Iterator[str]:
        """The facts it speaks of."""
        yield self.name


@dataclass(frozen=True, slots=True)
class Compared:
    """A number against a limit."""

    name: str
    sign: str
    number: Decimal

    def met(self, facts: Facts) -> Finding:
        """By the number, or by limits that are narrow enough."""
        known = facts.get(self.name)
        truth = known.compares(self.sign, self.number) if isinstance(known, Limits) else None
        return Finding(truth) if truth is not None else Finding(None, (self.name,))

    def names(self) -> Iterator[str]:
        """The fact it speaks of."""
        yield self.name


@dataclass(frozen=True, slots=True)
class Joined:
    """Several conditions: `all` of them, or any."""

    all: bool
    parts: "tuple[Condition, ...]"

    def met(self, facts: Facts) -> Finding:
        """One part that fails decides an `and`, one that holds an `or`, whatever else is missing."""
        return joined([part.met(facts) for part in self.parts], self.all)

    def names(self) -> Iterator[str]:
        """The facts its parts speak of."""
        for part in self.parts:
            yield from part.names()


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: "Condition"

    def met(self, facts: Facts) -> Finding:
        """What is missing stays missing."""
        found = self.part.met(facts)
        return Finding(None if found.truth is None else not found.truth, found.missing)

    def names(self) -> Iterator[str]:
        """The facts it speaks of."""
        yield from self.part.names()


Condition: TypeAlias = Named | Compared | Joined | Not


def leaves(condition: Condition) -> Iterator[Named | Compared]:
    """Every fact that is named or compared in a condition."""
    match condition:
        case Named() | Compared():
            yield condition
        case Not(part=part):
            yield from leaves(part)
        case Joined(parts=parts):
            for part in parts:
                yield from leaves(part)


def comparisons(condition: Condition) -> Iterator[Compared]:
    """Every comparison of a number in a condition.

    >>> [one.name for one in comparisons(read_condition("civil and not (mtow_kg > 7 or gust_kmh < 9)"))]
    ['mtow_kg', 'gust_kmh']
    """
    return (one for one in leaves(condition) if isinstance(one, Compared))


def joined(findings: Iterable[Finding], all: bool = True) -> Finding:
    """Several findings as one: the deciding truth, or what the undecided ones miss.

    >>> joined([Finding(False), Finding(None, ("kg",))]), joined([Finding(True), Finding(None, ("kg",))])
    (Finding(truth=False, missing=()), Finding(truth=None, missing=('kg',)))
    """
    found = list(findings)
    if any(one.truth is (not all) for one in found):
        return Finding(not all)
    missing = dict.fromkeys(name for one in found for name in one.missing)
    undecided = any(one.truth is None for one in found)
    return Finding(None, tuple(missing)) if undecided else Finding(all)


def read_condition(text: str) -> Condition:
    """The condition a text states.

    >>> read_condition("civil and mtow_kg <= 7").met({"civil": True})
    Finding(truth=None, missing=('mtow_kg',))
    """
    try:
        return _read(ast.parse(text.strip(), mode="eval").body)
    except SyntaxError:
        raise ValueError(f"{text!r} is no condition") from None


def _read(node: ast.expr) -> Condition:
    match node:
        case ast.Name(id=name):
            return Named(name)
        case ast.BoolOp(op=op, values=values):
            return Joined(isinstance(op, ast.And), tuple(_read(one) for one in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_read(operand))
        case ast.Compare(left=left, ops=ops, comparators=others):
            between = zip([left, *others[:-1]], ops, others, strict=True)
            parts = tuple(_compared(*one) for one in between)
            return parts[0] if len(parts) == 1 else Joined(True, parts)
    raise ValueError(f"{ast.unparse(node)!r} is no condition over facts")


def _compared(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Compared:
    sign = _SIGNS.get(type(op))
    match left, right:
        case (_, ast.Constant(value=bool())) | (ast.Constant(value=bool()), _):
            pass  # True is a number to Python
        case ast.Name(id=name), ast.Constant(value=int() | float() as number) if sign:
            return Compared(name, sign, Decimal(str(number)))
        case ast.Constant(value=int() | float() as number), ast.Name(id=name) if sign:
            return Compared(name, _TURNED[sign], Decimal(str(number)))
    raise ValueError(f"{ast.unparse(left)!r} is not compared with a number by < <= > >=")
