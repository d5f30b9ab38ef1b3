"""Period labels as the files print them."""

from datetime import date

import pytest

from tidewaiter.words.periods import months_between, read_period


@pytest.mark.parametrize(
    ("label", "start", "months"),
    [
        ("Aug. 2024", date(2024, 8, 1), 1),
        ("May. 2024", date(2024, 5, 1), 1),
        ("202408-Aug. 2024", date(2024, 8, 1), 1),
        ("201952-Jan.-Dec. 2019", date(2019, 1, 1), 12),
        ("Jan.-Dec. 2016", date(2016, 1, 1), 12),
        ("Janv.-Déc. 2016", date(2016, 1, 1), 12),
        ("Févr. 2016", date(2016, 2, 1), 1),
        ("août 2016", date(2016, 8, 1), 1),
        ("2022", date(2022, 1, 1), 12),
        ("202252", date(2022, 1, 1), 12),
        ("2022-03", date(2022, 3, 1), 1),
        ("202203", date(2022, 3, 1), 1),
        ("2022-Q2", date(2022, 4, 1), 3),
        ("Jan.-Feb. 2023", date(2023, 1, 1), 2),
    ],
)
def test_labels(label: str, start: date, months: int) -> None:
    period = read_period(label)
    assert period is not None
    assert (period.start, period.months) == (start, months)


@pytest.mark.parametrize(
    "label",
    ["202407-Aug. 2024", "Dec.-Jan. 2024", "202213", "Brumaire 2024", "0000", "", "24", "2022-Q5"],
)
def test_what_names_no_period_is_not_guessed(label: str) -> None:
    assert read_period(label) is None


def test_months_of_a_period() -> None:
    assert months_between(date(2021, 11, 1), date(2022, 2, 1)) == [
        date(2021, 11, 1),
        date(2021, 12, 1),
        date(2022, 1, 1),
    ]
