"""Lengths of time, shares, and how far a figure that is about right may be off."""

from decimal import Decimal

import pytest

from language.lengths import LengthUnit, read_lengths, read_shares
from language.spread import spread

WORKING, DAYS, MONTHS, YEARS = LengthUnit


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("合同30天内签", 30, DAYS),
        ("7个工作日", 7, WORKING),
        ("十五个工作日之内", 15, WORKING),
        ("10 working days", 10, WORKING),
        ("within 30 days", 30, DAYS),
        ("60个自然日", 60, DAYS),
        ("七日内", 7, DAYS),
        ("两周", 14, DAYS),
        ("三个月内", 3, MONTHS),
        ("半个月", 15, DAYS),
        ("一个半月", 45, DAYS),
        ("半年", 6, MONTHS),
        ("三年内", 3, YEARS),
    ],
)
def test_a_length(text: str, number: int, unit: LengthUnit) -> None:
    assert [(one.number, one.unit) for one in read_lengths(text)] == [(number, unit)]


@pytest.mark.parametrize(
    "text", ["11月20日发的", "2026年11月20日", "3月", "20号", "每天", "94号令", "2026年"]
)
def test_no_length(text: str) -> None:
    assert read_lengths(text) == ()


def test_a_length_stands_where_it_says() -> None:
    text = "签合同是 30 天内吧"
    (one,) = read_lengths(text)
    assert text[one.start : one.end] == one.said == "30 天"


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("6%到10%", ["6", "10"]),
        ("10-20%", ["10", "20"]),
        ("10%—20%", ["10", "20"]),
        ("3％", ["3"]),
        ("百分之五", ["5"]),
        ("千分之五", ["0.5"]),
        ("两成", ["20"]),
        ("六个点", ["6"]),
        ("5‰", ["0.5"]),
    ],
)
def test_a_share(text: str, percent: list[str]) -> None:
    (one,) = read_shares(text)
    assert one.percent == tuple(map(Decimal, percent))
    assert one.said == text


@pytest.mark.parametrize("text", ["成本", "三成员", "5天", "百分"])
def test_no_share(text: str) -> None:
    assert read_shares(text) == ()


@pytest.mark.parametrize(
    ("said", "value", "least", "most"),
    [
        ("二百来万", 2_000_000, 1_800_000, 3_000_000),
        ("三千多万", 30_000_000, 30_000_000, 40_000_000),
        ("十几个人", 10, 10, 20),
        ("85人出头", 85, 85, 86),
        ("200人左右", 200, 140, 260),
        ("不到50人", 50, 0, 50),
        ("近百万", 1_000_000, 0, 1_000_000),
        ("不超过200万", 2_000_000, 0, 2_000_000),
        ("低于200万", 2_000_000, 0, 2_000_000),
    ],
)
def test_how_far_it_may_be_off(said: str, value: int, least: int, most: int) -> None:
    assert spread(said, Decimal(value)) == (least, most)


@pytest.mark.parametrize("said", ["超过200万", "至少200万", "不低于200万", "200万以上", "over 2 million"])
def test_what_is_open_above_is_so(said: str) -> None:
    ends = spread(said, Decimal(2_000_000))
    assert ends is not None
    assert ends[0] == 2_000_000
    assert ends[1] > 10**12


def test_the_end_of_a_range_says_nothing_of_the_other() -> None:
    assert spread("150万", Decimal(1_500_000)) is None
