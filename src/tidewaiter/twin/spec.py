"""What a spec says, once read: goods, companies, batches, schemes, files and their rows.

Everything a reader of the twin will see as a word, name, code or number comes from here.
Amounts are whole numbers of the smallest unit: cents, grams, thousandths of a factor.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tidewaiter.twin.cursor import Months

Wording = Mapping[str, tuple[str, ...]]
"""Language to what may stand there, the usual first."""
RECORDS = (
    "declarations", "statistics", "companies", "components", "statements", "listed", "controls",
)  # fmt: skip
DIRT = (
    "truncated",
    "lost_zero",
    "lookalike",
    "spelled_otherwise",
    "broker_as_consignee",
    "amended",
    "blank_quantity",
    "wrong_unit",
)


def worded(words: Wording, language: str) -> tuple[str, ...]:
    """What stands for it in a language, else in the first that is there.

    >>> worded({"ru": ("шт",), "en": ("pcs",)}, "de")
    ('шт',)
    """
    return words.get(language) or next(iter(words.values()), ("",))


@dataclass(frozen=True, slots=True)
class Spread:
    """A middle value and how far single ones lie from it: a factor of e^spread, in thousandths."""

    middle: int
    spread: int


@dataclass(frozen=True, slots=True)
class Slot:
    """What may stand in the place of a name in braces: one of some words, or a number."""

    words: tuple[Wording, ...] = ()
    first: int = 0
    last: int = 0
    digits: int = 0
    decimal: str = "."


@dataclass(frozen=True, slots=True)
class Country:
    """A country as files name it."""

    code: str
    numeric: str
    name: Wording


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """How the companies of a country are numbered."""

    check: str
    kind: str
    prefix: str
    digits: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as files name it."""

    word: Wording
    number: str


@dataclass(frozen=True, slots=True)
class Good:
    """One kind of goods: what it is, and how it is described, weighed and priced."""

    id: str
    name: Wording
    codes: tuple[tuple[int, str], ...]  # from a month on
    unit: str
    unit_of_weight: str
    usd: Spread  # cents a unit
    kg: Spread  # grams a unit
    units: Spread  # thousandths of units a line
    gross: int  # thousandths
    season: tuple[int, ...]
    makers: tuple[str, ...]
    text: Wording
    tail: Wording
    slots: Mapping[str, Slot]

    def code_in(self, month: int) -> str:
        """The tariff code of the edition that was in force."""
        return next((code for since, code in reversed(self.codes) if since <= month), "")


@dataclass(frozen=True, slots=True)
class Activity:
    """What a company says it does."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Company:
    """One company by name."""

    id: str
    country: str
    name: Wording
    address: Wording
    brand: str
    founded: date | None
    activity: Activity
    revenue: str
    register: bool


@dataclass(frozen=True, slots=True)
class Crowd:
    """The companies around: made up from words."""

    id: str
    country: str
    n: int
    name: Wording
    address: Wording
    parts: Mapping[str, Slot]
    founded: tuple[int, int]
    activities: tuple[Activity, ...]
    revenue: Spread


@dataclass(frozen=True, slots=True)
class Span:
    """Some months of a batch and what they hold; what is not counted follows from price."""

    months: Months
    lines: int = 0
    share: int = 0  # thousandths of a weight among ordinary trade
    usd: int = 0  # cents in all
    quantity: int = 0  # units in all
    days: tuple[int, int] = (1, 31)


@dataclass(frozen=True, slots=True)
class Batch:
    """One trade: goods from sellers to buyers on one road, ordinary or planted."""

    id: str
    good: str
    declared_as: str
    sellers: tuple[str, ...]
    buyers: tuple[str, ...]
    makers: tuple[str, ...]
    brokers: tuple[str, ...]
    consignee: str
    origin: str
    dispatch: str
    destination: str
    trading: str
    office: str
    reported_by: tuple[str, ...]
    currency: str
    price: int  # thousandths
    contract_days: tuple[int, int]
    level: tuple[tuple[int, int], ...]  # from a month on, in thousandths
    spans: tuple[Span, ...]
    incoterms: tuple[str, ...]
    transports: tuple[str, ...]
    scheme: str
    part: str

    @property
    def direction(self) -> str:
        """What it is for the office that holds its declarations."""
        return "import" if self.office == self.destination else "export"


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is planted, and the one fact in which its innocent twin differs."""

    id: str
    kind: str
    title: str
    differs: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One file: its shape, and which records it holds."""

    id: str
    records: str
    name: str
    language: str
    columns: tuple[tuple[str, str], ...]
    months: Months
    missing: frozenset[int]
    format: str
    sheet: str
    encoding: str
    delimiter: str
    decimal: str
    grouping: str
    dates: str
    titles: tuple[str, ...]
    digits: int
    gzip: bool
    dirt: Mapping[str, int]
    office: str = ""
    direction: str = ""
    longest_text: int = 0
    document: str = ""
    serial: int = 7
    offices: tuple[str, ...] = ()
    corrections: str = ""
    customs_currency: str = ""
    incoterms: tuple[str, ...] = ()
    transports: tuple[str, ...] = ()
    reporters: tuple[str, ...] = ()
    flows: Mapping[str, str] = field(default_factory=dict)
    editions: tuple[tuple[int, str], ...] = ()
    periods: str = "yyyymm"
    freight: int = 1000
    countries: tuple[str, ...] = ()
    about: int = 1000
    list: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A public statement; with a question it is a claim that the records can bear or not."""

    row: Mapping[str, str]
    verdict: str
    question: Mapping[str, Any] | None
    expect: Mapping[str, str] | None
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A number that a question must give back exactly."""

    id: str
    question: Mapping[str, Any]
    gives: str


@dataclass(frozen=True, slots=True)
class Spec:
    """The whole story."""

    title: str
    about: str
    months: Months
    rates: Mapping[str, tuple[tuple[int, int], ...]]  # from a month on, ten-thousandths for a USD
    lookalikes: Mapping[str, str]
    countries: Mapping[str, Country]
    numbers: Mapping[str, TaxNumber]
    units: Mapping[str, Unit]
    goods: tuple[Good, ...]
    companies: tuple[Company, ...]
    crowds: tuple[Crowd, ...]
    schemes: tuple[Scheme, ...]
    batches: tuple[Batch, ...]
    files: tuple[FileSpec, ...]
    rows: Mapping[str, tuple[Mapping[str, str], ...]]  # listed, components, controls
    statements: tuple[Statement, ...]
    totals: tuple[Total, ...]
