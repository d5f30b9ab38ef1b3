"""What a declaration's fields say, in the words and numbers of one file.

Fields are named as in docs/twin.md. A party stands under the role the paper gives it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from tidewaiter.twin.columns import (
    Amount,
    Column,
    Pool,
    Strings,
    Text,
    compute,
    cut,
    same,
    taken,
    texts_of,
    together,
)
from tidewaiter.twin.cursor import first_day
from tidewaiter.twin.draw import Ints, chance
from tidewaiter.twin.filing import Filed
from tidewaiter.twin.firms import Firm
from tidewaiter.twin.spec import FileSpec, Spec, worded
from tidewaiter.twin.trade import NOBODY, day_of, sums_by
from tidewaiter.twin.wording import TAIL_FIELDS, Tails, Texts, descriptions, spellings, tails

PARTIES = ("consignor", "consignee", "importer", "contract_holder", "declarant", "manufacturer")
PARTY_PARTS = ("name", "number", "number_kind", "address", "country", "country_name")
PLACES = ("origin", "dispatch", "destination", "trading")
_CUT_OFF = (28, 41, 60)  # signs left of a description that was cut off
_INVOICE_OF_VALUE = 965  # thousandths: freight and insurance come on top of the invoice


class Words:
    """All a file's language has for the things of a spec; made once for the whole twin."""

    def __init__(self, spec: Spec, firms: Sequence[Firm], seed: int, language: str) -> None:
        self.language = language
        self.texts: Texts = descriptions(spec, seed, language)
        self.tails: Tails = tails(spec, language)
        self.names: Texts = spellings(spec, firms, seed, language)
        self.addresses = [worded(firm.address, language)[0] for firm in firms]
        self.brands = [firm.brand for firm in firms]
        self.countries = [worded(one.name, language)[0] for one in spec.countries.values()]
        self.units = [worded(one.word, language)[0] for one in spec.units.values()]
        self.goods = [worded(good.name, language)[0] for good in spec.goods]


class World:
    """The spec in lists that lines point into."""

    def __init__(self, spec: Spec, firms: Sequence[Firm]) -> None:
        self.spec, self.firms = spec, firms
        self.country_no = {code: no for no, code in enumerate(spec.countries)}
        self.firm_country = np.array([self.country_no[firm.country] for firm in firms], np.int64)
        self.unit_no = {name: no for no, name in enumerate(spec.units)}
        self.good_unit = np.array([self.unit_no[good.unit] for good in spec.goods], np.int64)
        self.good_weight_unit = np.array(
            [self.unit_no.get(good.unit_of_weight, 0) for good in spec.goods], np.int64
        )
        self.place = {
            role: np.array([self.country_no.get(getattr(one, role), NOBODY) for one in spec.batches], np.int64)
            for role in PLACES
        }  # fmt: skip
        self.currencies = sorted({"USD", *(one.currency for one in spec.batches)})
        self.currency = np.array(
            [self.currencies.index(one.currency) for one in spec.batches], np.int64
        )

    def rate(self, currency: str, month: int) -> int:
        """Units of a currency for a dollar, in ten-thousandths."""
        stated = self.spec.rates.get(currency, ())
        return next((rate for since, rate in reversed(stated) if since <= month), 10_000)


class Paper:
    """The columns of one file for the lines of one month."""

    def __init__(
        self, world: World, words: Words, file: FileSpec, filed: Filed, month: int, seed: int
    ) -> None:
        self._world, self._words, self._file, self._month = world, words, file, month
        self._filed, self._lines = filed, filed.lines
        self._n = len(filed.lines)
        documents = chance(seed, "documents", file.id, month)
        n_documents = int(filed.lines.document.max()) + 1 if self._n else 0
        self._of_document = documents.integers(0, 1 << 31, n_documents)[filed.lines.document]
        self._draws = documents.integers(0, 1 << 31, (len(PARTIES), n_documents))[
            :, filed.lines.document
        ]

    def column(self, name: str) -> Column:
        """One field by its name; a text behind an equals sign stands on every line."""
        if name.startswith("="):
            return same(name[1:], self._n)
        role, dot, part = name.partition(".")
        if dot and role in PARTIES:
            return self._party(role, part)
        if dot:
            return self._place(role, part)
        return FIELDS[name](self)

    @cached_property
    def _roles(self) -> Mapping[str, Ints]:
        lines = self._lines
        return {
            "consignor": lines.seller,
            "consignee": self._filed.consignee,
            "importer": lines.buyer,
            "contract_holder": lines.buyer,
            "declarant": np.where(lines.broker == NOBODY, lines.buyer, lines.broker),
            "manufacturer": np.where(lines.maker == NOBODY, lines.seller, lines.maker),
        }

    def _party(self, role: str, part: str) -> Column:
        firms, who = self._world.firms, self._roles[role]
        if part == "name":
            return self._name(role, who)
        if part == "number":
            return _with_lost_zeros(
                [firm.number for firm in firms], who, self._filed.dirt["lost_zero"]
            )
        if part == "number_kind":
            return Pool([firm.number_kind for firm in firms], who)
        if part == "address":
            return Pool(self._words.addresses, who)
        return self._country(
            self._world.firm_country[who], "name" if part == "country_name" else "code"
        )

    def _name(self, role: str, who: Ints) -> Pool:
        names, draw = self._words.names, self._draws[PARTIES.index(role)]
        other = self._filed.dirt["spelled_otherwise"] & (names.count[who] > 1)
        spelling = np.where(other, 1 + draw % np.maximum(1, names.count[who] - 1), 0)
        mistaken = self._filed.dirt["lookalike"] & (draw % 2 == 1)
        return Pool(names.words, names.start[who] + spelling + mistaken * names.n_clean)

    def _place(self, role: str, part: str) -> Column:
        place = self._world.place[role][self._lines.batch]
        if role == "trading":
            place = np.where(place == NOBODY, self._world.firm_country[self._lines.seller], place)
        return self._country(place, part)

    def _country(self, place: Ints, part: str) -> Pool:
        countries = self._world.spec.countries
        if part == "name":
            return Pool(self._words.countries, place)
        if part == "numeric":
            return Pool([one.numeric for one in countries.values()], place)
        return Pool(list(countries), place)

    # --- the document

    def _declaration_id(self) -> Column:
        days = self._days(self._lines.day)
        pieces: list[Strings | str] = []
        for piece in _split(self._file.document):
            if piece == "{office}":
                pieces.append(texts_of(self._office(), "", ""))
            elif piece == "{serial}":
                pieces.append(_padded(self._filed.serial, self._file.serial))
            elif piece.startswith("{"):
                pieces.append(taken([_DAY_FORMATS[piece](day) for day in days[0]], days[1]))
            else:
                pieces.append(piece)
        return Text(together(*pieces))

    def _office(self) -> Pool:
        return self._among(self._file.offices or ("",))

    def _among(self, words: Sequence[str]) -> Pool:
        """One for each document."""
        return Pool(list(words), self._of_document % len(words))

    def _of_batch(self, key: str) -> Pool:
        """One for each document of those that its trade uses, else of the file's."""
        usual = getattr(self._file, key) or ("",)
        each = [getattr(batch, key) or usual for batch in self._world.spec.batches]
        count = np.array([len(words) for words in each], np.int64)
        start, batch = np.cumsum(count) - count, self._lines.batch
        words = [word for listed in each for word in listed]
        return Pool(words, start[batch] + self._of_document % count[batch])

    def _days(self, numbers: Ints) -> tuple[list[date], Ints]:
        found, places = np.unique(numbers, return_inverse=True)
        return [day_of(int(one)) for one in found], places

    def _day(self, numbers: Ints) -> Pool:
        days, places = self._days(numbers)
        written = _DATES[self._file.dates]
        return Pool([written(day) for day in days], places)

    # --- the goods

    def _code(self) -> Column:
        codes = [good.code_in(self._month)[: self._file.digits] for good in self._world.spec.goods]
        return _with_lost_zeros(codes, self._lines.declared_good, self._filed.dirt["lost_zero"])

    def _description(self) -> Column:
        texts, tail = self._words.texts, self._words.tails
        goods, draw = self._lines.declared_good, self._lines.draw
        mistaken = self._filed.dirt["lookalike"] & (draw % 2 == 0)
        text = taken(texts.words, texts.places(goods, draw, mistaken))
        if tail.texts:
            place = tail.start[goods] + (draw // 4096) % np.maximum(1, tail.count[goods])
            has = tail.count[goods] > 0
            place = np.where(has, place, 0)
            pieces = [taken(tail.texts[0], place)]
            for facts, words in zip(tail.facts, tail.texts[1:], strict=True):
                pieces += [self._fact(facts[place]), taken(words, place)]
            text = together(text, compute.if_else(pa.array(has), together(*pieces), ""))
        return Text(self._cut_off(cut(text, self._file.longest_text)))

    def _fact(self, kinds: Ints) -> Strings:
        """What the line itself says in its description's tail."""
        empty = pa.array([""] * self._n, pa.string())
        facts = [
            self._tail_fact(name) if (kinds == no).any() else empty
            for no, name in enumerate(TAIL_FIELDS)
        ]
        found: Strings = compute.choose(
            pa.array(np.where(kinds < 0, len(facts), kinds)), *facts, empty
        )
        return found

    def _tail_fact(self, name: str) -> Strings:
        if name == "quantity":
            return texts_of(Amount(self._lines.units), "", "")
        if name == "packages":
            return texts_of(Amount(self._lines.packages), "", "")
        if name == "serial":
            return _padded(self._lines.draw % 10_000_000, 7)
        maker = self._roles["manufacturer"]
        if name == "brand":
            return taken(self._words.brands, maker)
        return taken(self._words.names.words, self._words.names.start[maker])

    def _cut_off(self, texts: Strings) -> Strings:
        for no, longest in enumerate(_CUT_OFF):
            chosen = self._filed.dirt["truncated"] & (self._lines.draw % len(_CUT_OFF) == no)
            if chosen.any():
                texts = compute.if_else(pa.array(chosen), cut(texts, longest), texts)
        return texts

    # --- how much

    def _quantity(self) -> Column:
        wrong = self._filed.dirt["wrong_unit"]
        values = np.where(wrong, self._lines.net_g, self._lines.units * 1000)
        return Amount(values, 3, self._filed.dirt["blank_quantity"])

    def _unit_places(self) -> Ints:
        goods = self._lines.good
        wrong = self._filed.dirt["wrong_unit"]
        places: Ints = np.where(
            wrong, self._world.good_weight_unit[goods], self._world.good_unit[goods]
        )
        return places

    def _unit(self) -> Column:
        return Pool(self._words.units, self._unit_places())

    def _unit_number(self) -> Column:
        return Pool([one.number for one in self._world.spec.units.values()], self._unit_places())

    def _in_currency(self, cents: Ints, currency: str) -> Ints:
        converted: Ints = cents * self._world.rate(currency, self._month) // 10_000
        return converted

    def _invoiced(self, cents: Ints) -> Amount:
        rates = [self._world.rate(one, self._month) for one in self._world.currencies]
        of_line = np.array(rates, np.int64)[self._world.currency[self._lines.batch]]
        return Amount(np.maximum(1, cents * _INVOICE_OF_VALUE // 1000 * of_line // 10_000), 2)

    def _customs(self, cents: Ints) -> Amount:
        return Amount(self._in_currency(cents, self._file.customs_currency), 2)

    def _in_document(self, amount: Amount) -> Amount:
        """The sum over a document's items, on each of them."""
        if (
            self._filed.version > 1
        ):  # the other items are not corrected: what the document comes to is as filed
            return Amount(
                amount.values * self._filed.document_cents // np.maximum(1, self._filed.cents), 2
            )
        document = self._lines.document
        n = int(document.max()) + 1 if self._n else 0
        return Amount(sums_by(document, amount.values, n)[document], 2)

    def _usd_per_kg(self) -> Column:
        return Amount(self._filed.cents * 1000 // np.maximum(1, self._lines.net_g), 2)


FIELDS: dict[str, Callable[[Paper], Column]] = {
    "declaration_id": Paper._declaration_id,
    "item_no": lambda one: Amount(one._lines.item_no),
    "n_items": lambda one: Amount(one._lines.n_items),
    "declared_on": lambda one: one._day(one._lines.day),
    "released_on": lambda one: one._day(one._lines.day + one._of_document % 4),
    "contract_on": lambda one: one._day(one._lines.contract_day),
    "office": Paper._office,
    "code": Paper._code,
    "description": Paper._description,
    "quantity": Paper._quantity,
    "unit": Paper._unit,
    "unit_number": Paper._unit_number,
    "gross_kg": lambda one: Amount(one._lines.gross_g, 3),
    "net_kg": lambda one: Amount(one._lines.net_g, 3),
    "packages": lambda one: Amount(one._lines.packages),
    "invoice_value": lambda one: one._invoiced(one._filed.cents),
    "invoice_total": lambda one: one._in_document(one._invoiced(one._filed.cents)),
    "invoice_currency": lambda one: Pool(one._world.currencies, one._world.currency[one._lines.batch]),
    "customs_value": lambda one: one._customs(one._filed.cents),
    "header_value": lambda one: one._in_document(one._customs(one._filed.cents)),
    "statistical_value": lambda one: Amount(one._filed.cents, 2),
    "usd_per_kg": Paper._usd_per_kg,
    "incoterm": lambda one: one._of_batch("incoterms"),
    "transport": lambda one: one._of_batch("transports"),
    "brand": lambda one: Pool(one._words.brands, one._roles["manufacturer"]),
    "line_serial": lambda one: Amount(one._filed.serial),
    "version": lambda one: same(str(one._filed.version), one._n),
}  # fmt: skip
"""Fields of a declaration that are neither a party's nor a place."""

_DATES: dict[str, Callable[[date], str]] = {
    "yyyy-mm-dd": date.isoformat,
    "dd.mm.yyyy": lambda day: day.strftime("%d.%m.%Y"),
    "dd/mm/yyyy": lambda day: day.strftime("%d/%m/%Y"),
    "mm/dd/yyyy": lambda day: day.strftime("%m/%d/%Y"),
}
DATES = tuple(_DATES)
_DAY_FORMATS: dict[str, Callable[[date], str]] = {
    "{ddmmyy}": lambda day: day.strftime("%d%m%y"),
    "{yymmdd}": lambda day: day.strftime("%y%m%d"),
    "{yyyymmdd}": lambda day: day.strftime("%Y%m%d"),
    "{yyyy}": lambda day: day.strftime("%Y"),
}
DOCUMENT_PARTS = ("{office}", "{serial}", *_DAY_FORMATS)


def _split(pattern: str) -> list[str]:
    """A pattern in its pieces, those in braces for themselves.

    >>> _split("{office}/{serial}")
    ['{office}', '/', '{serial}']
    """
    return [
        piece
        for part in pattern.replace("}", "}\0").replace("{", "\0{").split("\0")
        if (piece := part)
    ]


def _padded(numbers: Ints, digits: int) -> Strings:
    texts: Strings = compute.utf8_lpad(texts_of(Amount(numbers), "", ""), digits, "0")
    return texts


def _with_lost_zeros(words: list[str], places: Ints, lost: np.ndarray) -> Pool:
    """Words that are numbers; where a line's leading zeros are lost, without them."""
    without = [word.lstrip("0") if word.isdecimal() else word for word in words]
    return Pool(words + without, places + lost * len(words))


def month_label(month: int, form: str) -> str:
    """A month as statistics write it."""
    return first_day(month).strftime("%Y%m" if form == "yyyymm" else "%Y-%m")
