"""A verdict on each claim, with the number and the reason.

Complete records give one number. Where months are missing a sum of values is a lower
bound: it may support "more than", never "less than", never a growth rate (METHODS §0.6, §10).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tidewaiter.evidence.claims import Claim
from tidewaiter.evidence.expectation import Expectation
from tidewaiter.ground.store import Store
from tidewaiter.questions.answer import Answer, Value
from tidewaiter.questions.ask import ask
from tidewaiter.questions.controlled import CONTROL, regimes_of
from tidewaiter.questions.cube import UNREAD
from tidewaiter.questions.fields import AS_DECLARED, RATIOS
from tidewaiter.questions.question import Question
from tidewaiter.questions.standing import synthetic_of
from tidewaiter.words.errors import CommandError
from tidewaiter.words.statuses import CONTROLLED, NO_RULE

SUPPORTED, CONTRADICTED, INSUFFICIENT = "supported", "contradicted", "insufficient"
SCOPE, NOT_CHECKABLE = "supported_with_scope", "not_checkable"
_NO_QUESTION = "no question is named: an opinion or an intent is not held against records"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the records say to one claim."""

    claim: Claim
    verdict: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None  # None: no upper bound is known
    why: str
    synthetic: bool | str
    answer_hash: str | None
    row_set: str | None

    @property
    def as_expected(self) -> bool:
        """Whether it came out as the author of the claims file wrote."""
        return self.verdict == self.claim.verdict

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "id": self.claim.id,
            "text": self.claim.text,
            "verdict": self.verdict,
            "expected": self.claim.verdict,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "why": self.why,
            "synthetic": self.synthetic,
            "answer_hash": self.answer_hash,
            "row_set": self.row_set,
        }


def check(store: Store, claims: Sequence[Claim]) -> list[Verdict]:
    """Every claim against the case as it is now."""
    return [_check(store, claim) for claim in claims]


def _check(store: Store, claim: Claim) -> Verdict:
    if claim.question is None or claim.expectation is None:
        return _without_answer(store, claim, NOT_CHECKABLE, _NO_QUESTION)
    try:
        answer = ask(store, claim.question, with_row_set=True)
    except CommandError as refusal:
        return _without_answer(store, claim, INSUFFICIENT, refusal.message)
    expectation = claim.expectation
    number, why_not = _number(answer, expectation)
    if number is None:
        return _verdict(claim, answer, INSUFFICIENT, None, None, why_not)
    shown = _shown(number)
    if answer.interval and answer.interval[0] != answer.interval[1]:
        return _bounded(claim, expectation, answer, number)
    if not _complete(answer):
        return _lower_bound(claim, expectation, answer, number)
    fits = _fits(number, expectation)
    other = _on_families(answer, expectation)
    if other is not None and fits != _fits(other, expectation):
        told = _of_both(expectation, shown, other)
        return _verdict(claim, answer, SCOPE, shown, shown, told)
    silent = (
        _silent(store, claim.question) if fits and _rests_on_absence(number, expectation) else ""
    )
    if silent:
        told = f"{_sentence(expectation, shown)}; {silent}"
        return _verdict(claim, answer, INSUFFICIENT, shown, None, told)
    says = "" if fits else f"; the claim says {expectation.text}"
    verdict = SUPPORTED if fits else CONTRADICTED
    return _verdict(claim, answer, verdict, shown, shown, f"{_sentence(expectation, shown)}{says}")


def _rests_on_absence(number: Fraction, expectation: Expectation) -> bool:
    """Whether a sentence is borne by what was not found: nothing, or no more than so much."""
    return not number or expectation.sign[:1] == "<"


def _silent(store: Store, question: Question) -> str:
    """Of which lines no rule of a law that is asked about is loaded: they may have been covered all the same."""
    told = []
    for regime, statuses in regimes_of(question.filters.get(CONTROL, ())).items():
        if not {*statuses} <= {*CONTROLLED}:
            continue
        filters = {**question.filters, CONTROL: (f"{regime}:{NO_RULE}",)}
        plain = replace(question, measure="n_lines", valuation=None, rate_rule=None, rates=None)
        found = ask(store, replace(plain, filters=filters, by=(), compare=None, versus=None))
        n_lines = sum(one.n_lines for one in found.values)
        if n_lines:
            told.append(f"of {_count(n_lines, 'line')} no rule of {regime} is loaded")
    return f"{'; '.join(told)}: silence, not freedom" if told else ""


def _without_answer(store: Store, claim: Claim, verdict: str, why: str) -> Verdict:
    about = synthetic_of(store.sources())
    return Verdict(claim, verdict, None, None, None, why, about, None, None)


def _on_families(answer: Answer, expectation: Expectation) -> Fraction | None:
    """The same change where goods that moved between codes are counted on both sides, if nobody asked for it."""
    beside = answer.concordance
    if expectation.subject == "value" or beside is None or beside["asked"] != AS_DECLARED:
        return None
    sides = [one["family"] for one in beside["values"] if one["family"]]
    if len(sides) != 1 or sides[0]["ratio"] is None:
        return None
    ratio = Fraction(sides[0]["value"]) / Fraction(sides[0]["base"])
    return ratio - 1 if expectation.subject == "change" else ratio


def _of_both(expectation: Expectation, shown: Decimal, other: Fraction) -> str:
    """What codes as declared and their family say, where only one of them bears the claim."""
    return (
        f"{_sentence(expectation, shown)} as declared, and {_shown(other):,} on families: goods moved between codes "
        "when the edition changed; ask for concordance = family"
    )


def _bounded(claim: Claim, expected: Expectation, answer: Answer, number: Fraction) -> Verdict:
    """A number between two: it supports or contradicts what holds, or fails, anywhere between them."""
    assert answer.interval is not None
    low, high = (Fraction(one) for one in answer.interval)
    why = f"between {_shown(low):,} and {_shown(high):,} {answer.unit}: converted codes are only bounded"
    verdict = INSUFFICIENT
    if expected.subject == "value":
        gap = "; ".join(_gaps(answer))
        if (not gap or expected.sign in (">", ">=")) and all(
            _fits(n, expected) for n in (low, high)
        ):
            verdict = SUPPORTED
        elif not gap and not _meets(low, high, expected):
            verdict = CONTRADICTED
        why = f"{why}; {gap}" if gap else why
    made = _verdict(claim, answer, verdict, _shown(low), _shown(high), why)
    return replace(made, value=_shown(number))


def _meets(low: Fraction, high: Fraction, expectation: Expectation) -> bool:
    """Whether any number between two is as expected."""
    if not expectation.sign:
        least, most = expectation.bounds()
        return low < Fraction(most) and high >= Fraction(least)
    return _fits(low, expectation) or _fits(high, expectation)


def _number(answer: Answer, expectation: Expectation) -> tuple[Fraction | None, str]:
    """The exact number a claim is about, or why there is none."""
    if len(answer.values) != 1:
        return (
            None,
            f"the question gives {len(answer.values)} numbers, the claim is about one; {_split_by(answer)}",
        )
    one = answer.values[0]
    if one.value is None:
        return None, "no record answers the question"
    if expectation.subject == "value":
        return _exact(one), ""
    if not one.base:
        return None, "there is no base to compare with" if one.base is None else "the base is zero"
    if one.ratio is None:
        return None, "; ".join(answer.coverage["notes"])
    ratio = Fraction(one.value) / Fraction(one.base)
    return (ratio - 1 if expectation.subject == "change" else ratio), ""


def _exact(one: Value) -> Fraction:
    if one.numerator is not None and one.denominator:
        return Fraction(one.numerator) / Fraction(one.denominator)
    return Fraction(one.value or 0)


def _split_by(answer: Answer) -> str:
    names = [entry["choice"] for entry in answer.method if entry["what"] == "split"]
    return f"name one {names[0]}" if names else "leave `by` out"


def _complete(answer: Answer) -> bool:
    """Whether every asked month is there and nothing in the question was left unread."""
    return not _gaps(answer)


def _lower_bound(
    claim: Claim, expectation: Expectation, answer: Answer, number: Fraction
) -> Verdict:
    """Incomplete records: the sum is at least what was found."""
    shown = _shown(number)
    gap = "; ".join(_gaps(answer))
    additive = answer.question["measure"] not in RATIOS
    if expectation.subject != "value" or not additive:
        return _verdict(
            claim,
            answer,
            INSUFFICIENT,
            shown,
            None,
            f"{_sentence(expectation, shown)}, but {gap}: no ratio or growth rests on that",
        )
    if expectation.sign in (">", ">=") and _fits(number, expectation):
        return _verdict(
            claim,
            answer,
            SUPPORTED,
            shown,
            None,
            f"at least {shown:,} {answer.unit} although {gap}",
        )
    over = (
        number >= expectation.bounds()[1]
        if not expectation.sign
        else expectation.sign[0] == "<" and not _fits(number, expectation)
    )
    verdict = CONTRADICTED if over else INSUFFICIENT
    return _verdict(claim, answer, verdict, shown, None, f"at least {shown:,} {answer.unit}; {gap}")


def _gaps(answer: Answer) -> list[str]:
    """What the records lack for this question, in words; nothing when they are complete."""
    found = []
    if missing := answer.coverage["months_missing"]:
        shown = f"{', '.join(missing[:3])}{' …' if len(missing) > 3 else ''}"
        verb = "is" if len(missing) == 1 else "are"
        found.append(f"{_count(len(missing), 'month')} {verb} missing ({shown})")
    found += [
        f"{_count(one['n'], 'row')}: {one['step']}"
        for one in answer.bridge
        if one["step"] in UNREAD and one["n"]
    ]
    if not_split := answer.coverage["n_lines_not_split"]:
        found.append(f"{_count(not_split, 'line')} could not be split into columns")
    base = answer.coverage.get("base", {})
    if base.get("n_rows_not_used"):
        found.append(f"{_count(base['n_rows_not_used'], 'row')} of the base not used")
    asked = answer.question
    if not any(one.n_lines for one in answer.values) and not {"since", "until"} <= asked.keys():
        found.append("no row was found, and no period was asked for")
    return found


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def _fits(number: Fraction, expectation: Expectation) -> bool:
    threshold = Fraction(expectation.threshold)
    if not expectation.sign:
        low, high = expectation.bounds()
        return Fraction(low) <= number < Fraction(high)
    return {
        ">": number > threshold,
        ">=": number >= threshold,
        "<": number < threshold,
        "<=": number <= threshold,
    }[expectation.sign]


def _shown(number: Fraction) -> Decimal:
    """Six decimals for a ratio, whole digits where the number has them."""
    decimal = (Decimal(number.numerator) / Decimal(number.denominator)).quantize(Decimal("1e-6"))
    return decimal.normalize() if decimal != decimal.to_integral() else decimal.quantize(Decimal(1))


def _sentence(expectation: Expectation, shown: Decimal) -> str:
    """What the records say, in the words of the question."""
    if expectation.subject == "change":
        return f"records show a change of {shown * 100:+,.1f} % ({shown:,})"
    if expectation.subject == "ratio":
        return f"records show a ratio of {shown:,}"
    return f"records show {shown:,}"


def _verdict(
    claim: Claim, answer: Answer, verdict: str, low: Decimal | None, high: Decimal | None, why: str
) -> Verdict:
    return Verdict(
        claim, verdict, low, low, high, why, answer.synthetic, answer.answer_hash, answer.row_set
    )
