"""How an answer came about: every choice that could have been another one, and why it was made."""

from tidewaiter.questions.controlled import LOOPHOLE, asks_law
from tidewaiter.questions.cube import Cube
from tidewaiter.questions.fields import DECLARATIONS, OF_VALUE
from tidewaiter.questions.levels import Levels
from tidewaiter.questions.question import Question
from tidewaiter.words.concordance import CONVERTED, Concordance


def method(question: Question, cube: Cube, levels: Levels | None) -> list[dict[str, str]]:
    """The choices behind an answer, each with its reason."""
    found = [
        _choice("rows", str(question.of), "the kind asked for, or the only one the fields fit")
    ]
    if question.measure in OF_VALUE:
        found.append(_valuation(question))
        found.append(_currency(question))
    if levels is not None:
        found.append(_choice("period level", levels.period, levels.why_period))
        if levels.product:
            found.append(
                _choice(
                    "product level", levels.product, "asked for, or the coarsest that can answer"
                )
            )
    if question.codes is not None:
        found.append(_choice("codes", question.concordance, _why_codes(question.codes)))
    if asks_law(question):
        found += _law(question)
    return found + [_split(name) for name in cube.split]


def _law(question: Question) -> list[dict[str, str]]:
    """Which law, of whom, and what a gap between laws is."""
    known = f"as published by {question.known_on}" if question.known_on else "as known today"
    why = (
        "in force on the day of declaration; the seller is the sender, else the trading country; "
        "of a description only numbers with a unit are read"
    )
    found = [_choice("law", known, why)]
    if LOOPHOLE in question.filters:
        gap = (
            "the law of some jurisdiction barred these goods to this destination that day, to its own "
            "exporters; this is what those bound on the road were told"
        )
        found.append(_choice("loophole", ", ".join(question.filters[LOOPHOLE]), gap))
    return found


def _why_codes(codes: Concordance) -> str:
    """How codes of several editions were brought together."""
    editions = ", ".join(codes.editions)
    if codes.kind == CONVERTED:
        return (
            f"converted to {codes.editions[0]} by the official conversion, which names one older code for "
            f"each; no weights are known ({editions})"
        )
    return f"goods moved between these codes, links of hubs cut ({editions})"


def _split(name: str) -> dict[str, str]:
    why = f"the rows hold more than one {name}, which are never added; no total is given"
    return _choice("split", name, why)


def _choice(what: str, choice: str, why: str) -> dict[str, str]:
    return {"what": what, "choice": choice, "why": why}


def _valuation(question: Question) -> dict[str, str]:
    if question.valuation:
        return _choice("valuation", question.valuation, "asked for")
    if question.of == DECLARATIONS:
        return _choice(
            "valuation", "statistical, else customs, else invoice", "the first that a line declares"
        )
    return _choice("valuation", "as published", "none was asked for")


def _currency(question: Question) -> dict[str, str]:
    rule = {
        "daily": "ECB rate of the day, the last one published at most seven days before",
        "monthly_mean": "mean of the ECB daily rates of the month",
        "annual_mean": "mean of the ECB daily rates of the year",
    }
    if question.rates:
        own = f"your rates file {question.rates.name} (sha256 {question.rates.sha256[:12]}) and no other rate"
        stand = f"values already in {question.currency} as they stand"
        return _choice("currency", question.currency, f"{own}; {stand}")
    if question.rate_rule:
        return _choice("currency", question.currency, rule[question.rate_rule])
    own = (
        rule["daily"]
        if question.of == DECLARATIONS
        else "mean of the ECB daily rates of the cell's own months"
    )
    return _choice(
        "currency", question.currency, f"{own}; values already in {question.currency} as they stand"
    )


def unit_of(question: Question, units: list[str]) -> str:
    """What one unit of the value is."""
    measured = units[0] if len(units) == 1 and units[0] else "unit"
    return {
        "value": question.currency,
        "net_kg": "kg",
        "gross_kg": "kg",
        "n_lines": "lines",
        "n_declarations": "declarations",
        "quantity": measured,
        "value_per_kg": f"{question.currency} per kg",
        "value_per_unit": f"{question.currency} per {measured}",
    }[question.measure]
