"""Chinese numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.numerals import read_digits, read_numeral


def spell(number: int) -> str:
    """The numeral of a number below 10^12 as it is taught at school."""
    if number >= 10_000:
        size, word = (10**8, "亿") if number >= 10**8 else (10**4, "万")
        rest = number % size
        gap = "零" if 0 < rest < size // 10 else ""
        return spell(number // size) + word + (gap + spell(rest) if rest else "")
    digits = "零一二三四五六七八九"
    said, gap = "", False
    for size, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            said += ("零" if gap else "") + digits[digit] + word
        gap = bool(said) and not digit
    return said


@given(st.integers(1, 10**12 - 1))
def test_every_number_as_it_is_taught(number: int) -> None:
    assert read_numeral(spell(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十五", 15),
        ("两百万", 2_000_000),
        ("三万五", 35_000),
        ("一百八", 180),
        ("20", 20),
        ("零", 0),
    ],
)
def test_everyday_numbers(text: str, number: int) -> None:
    assert read_numeral(text) == number


@pytest.mark.parametrize(
    "text", ["", "三五", "两三百", "万一", "千万", "百", "三十十", "十百", "二〇二六", "1.5"]
)
def test_what_is_not_one_number(text: str) -> None:
    assert read_numeral(text) is None


def test_years_are_read_digit_by_digit() -> None:
    assert (read_digits("二〇二六"), read_digits("2026")) == (2026, 2026)
