"""The planted totals, summed from what was written: what a question about the twin must give back.

Nothing here asks a case. Trade is summed by batch and month while it is written, and a
total picks batches by their own countries and codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

from tidewaiter.twin.cells import Cell
from tidewaiter.twin.cursor import label_of, month_of
from tidewaiter.twin.spec import FileSpec, Spec, Total

MEASURES = ("value", "net_kg", "n_lines")
OF_DECLARATIONS = ("origin", "dispatch", "destination", "direction")
OF_STATISTICS = ("reporter", "partner", "flow")
KNOWN = {
    "of", "measure", "hs", "since", "until", "compare", "versus", "period_level",
    "product_level", *OF_DECLARATIONS, *OF_STATISTICS,
}  # fmt: skip
COMPARES = ("same_months_last_year", "full_last_year", "previous_period")
GIVES = ("value", "change", "ratio")
_TWELVE = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Sum:
    """Cents, grams and lines of one batch (or cell) in one month."""

    month: int
    hs: str
    places: Mapping[str, str]  # and the direction; only what the file states
    cents: int
    grams: int
    n_lines: int


@dataclass(slots=True)
class Written:
    """What the files hold, by batch and month, and by cell."""

    spec: Spec
    declared: list[Sum] = field(default_factory=list)
    published: list[Sum] = field(default_factory=list)

    def add_declared(
        self, file: FileSpec, batch_no: int, month: int, cents: int, grams: int, n_lines: int
    ) -> None:
        """The lines of a batch that stand in a file, at what they say in the end."""
        batch = self.spec.batches[batch_no]
        named = batch.declared_as or batch.good
        good = next(one for one in self.spec.goods if one.id == named)
        fields = {field.partition(".")[0] for _, field in file.columns}
        places = {
            role: getattr(batch, role) for role in OF_DECLARATIONS if role in {*fields, "direction"}
        }
        code = good.code_in(month) if "code" in fields else ""
        self.declared.append(Sum(month, code, places, cents, grams, n_lines))

    def add_published(self, cells: Sequence[Cell], freight: int) -> None:
        """The cells of a file."""
        for one in cells:
            places = {role: getattr(one.key, role) for role in OF_STATISTICS}
            kg = (one.net_g + 500) // 1000
            self.published.append(
                Sum(one.key.month, one.key.code, places, one.usd(freight) * 100, kg * 1000, 1)
            )

    def answer(self, total: Total) -> Decimal | None:
        """The number that a question must give; none where a month of it was not delivered."""
        question = dict(total.question)
        value = self._summed(question)
        if total.gives == "value":
            return value
        base = self._base(question)
        if self._lacks(question) or self._lacks(base):
            return None
        below = self._summed(base)
        with localcontext() as context:
            context.prec = 60
            if not below:
                return None
            quotient = value / below
            return (quotient - 1 if total.gives == "change" else quotient).quantize(_TWELVE)

    def _summed(self, question: Mapping[str, Any]) -> Decimal:
        found = [one for one in self._of(question) if _fits(one, question)]
        measure = question.get("measure", "value")
        if measure == "n_lines":
            return Decimal(sum(one.n_lines for one in found))
        if measure == "net_kg":
            return Decimal(sum(one.grams for one in found)).scaleb(-3)
        return Decimal(sum(one.cents for one in found)).scaleb(-2)

    def _of(self, question: Mapping[str, Any]) -> list[Sum]:
        return self.published if question.get("of") == "statistics" else self.declared

    def _base(self, question: Mapping[str, Any]) -> dict[str, Any]:
        if "versus" in question:
            return {**question, **question["versus"]}
        since, until = bounds(question)
        if question["compare"] == "full_last_year":
            first = since - since % 12 - 12
            return {**question, "since": label_of(first), "until": label_of(first + 12)}
        back = 12 if question["compare"] == "same_months_last_year" else until - since
        return {**question, "since": label_of(since - back), "until": label_of(until - back)}

    def _lacks(self, question: Mapping[str, Any]) -> bool:
        """Whether a month of it is in no file of the asked country's declarations."""
        if question.get("of") == "statistics":
            return False
        since, until = bounds(question)
        homes = _listed(question.get("destination", question.get("dispatch", "")))
        files = [
            one for one in self.spec.files if one.records == "declarations" and one.office in homes
        ]
        held = {
            month
            for one in files
            for month in range(one.months[0], one.months[1] + 1)
            if month not in one.missing
        }
        return any(month not in held for month in range(since, until))


def bounds(question: Mapping[str, Any]) -> tuple[int, int]:
    """The first month and the one after the last."""
    return _month(question["since"]), _month(question["until"])


def _month(text: object) -> int:
    return month_of(f"{text}-01" if len(str(text)) == 4 else str(text))


def _fits(one: Sum, question: Mapping[str, Any]) -> bool:
    since, until = bounds(question)
    roles = OF_STATISTICS if question.get("of") == "statistics" else OF_DECLARATIONS
    prefixes = _listed(question.get("hs", [""]))
    return (
        since <= one.month < until
        and one.hs.startswith(tuple(prefixes))
        and all(
            one.places.get(role) in _listed(question[role]) for role in roles if role in question
        )
    )


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
