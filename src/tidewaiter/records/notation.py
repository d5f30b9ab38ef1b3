"""How a file writes its values, as the section [read] of a profile states it."""

import re
from collections.abc import Mapping
from typing import Any

ENTRIES = {"numbers", "dates", "vintage", "serials", "not_stated", "values_in", "countries"}
COUNTRY_CODES = ("CN", "cn")
SCALES = {"": 0, "thousands": 3, "millions": 6}
NOTATIONS = {
    "1234.5": ("", "."),
    "1,234.5": (",", "."),
    "12,34,567.8": (",", "."),
    "1.234,5": (".", ","),
    "1 234,5": (" ", ","),
    "1 234.5": (" ", "."),
    "1'234.5": ("'", "."),
    "1234,5": ("", ","),
}
DATE_ORDERS = ("ymd", "dmy", "mdy")
SERIALS = (1900, 1904)


def check_notation(read: Mapping[str, Any]) -> None:
    """A ValueError that says what is wrong with a section [read]."""
    if unknown := read.keys() - ENTRIES:
        raise ValueError(f"unknown entry in [read]: {', '.join(sorted(unknown))}")
    if read.get("numbers", "1234.5") not in NOTATIONS:
        raise ValueError(
            f"numbers is {read['numbers']!r}; write 1234.5 as the file does: {' | '.join(NOTATIONS)}"
        )
    if read.get("dates", "ymd") not in DATE_ORDERS:
        raise ValueError(f"dates is {read['dates']!r}; it must be one of {', '.join(DATE_ORDERS)}")
    if read.get("serials", 1900) not in SERIALS:
        raise ValueError("serials is the year from which a workbook counts days: 1900 or 1904")
    if read.get("values_in", "") not in SCALES:
        raise ValueError(f"values_in is {read['values_in']!r}; it must be thousands or millions")
    if read.get("countries", "CN") not in COUNTRY_CODES:
        raise ValueError(f"countries is {read['countries']!r}; write the code of China: CN | cn")
    if re.compile(read.get("vintage", "()")).groups != 1:
        raise ValueError("vintage must have one group, around the date in the file name")
