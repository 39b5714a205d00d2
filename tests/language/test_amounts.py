"""Money and numbers of people as people type them."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from language.amounts import read_amounts, read_counts
from language.said import say_yuan

CASES: dict[str, Any] = yaml.load(
    (Path(__file__).parent / "amounts.yaml").read_text("utf-8"), yaml.BaseLoader
)


def said(value: Decimal | int, *, approximate: bool) -> str:
    return f"约 {value}" if approximate else f"{value}"


@pytest.mark.parametrize(("text", "expected"), CASES["money"].items())
def test_reads_money(text: str, expected: str) -> None:
    found = [(one.yuan, one.approximate) for one in read_amounts(text)]
    about, _, figure = expected.rpartition(" ")
    assert found == ([] if expected == "无" else [(Decimal(figure), bool(about))])


@pytest.mark.parametrize(("text", "expected"), CASES["people"].items())
def test_reads_people(text: str, expected: str) -> None:
    found = [said(one.people, approximate=one.approximate) for one in read_counts(text)]
    assert found == ([] if expected == "无" else [expected])


@pytest.mark.parametrize("case", CASES["sentences"], ids=lambda case: case["text"])
def test_reads_sentences(case: dict[str, Any]) -> None:
    assert [one.said for one in read_amounts(case["text"])] == case["money"]
    assert [one.said for one in read_counts(case["text"])] == case["people"]


def test_both_ends_of_a_range_are_approximate() -> None:
    assert [one.approximate for one in read_amounts("300万到500万")] == [True, True]


@given(st.decimals(min_value=0, max_value=10**15, places=2))
def test_what_the_bot_says_is_read_back(yuan: Decimal) -> None:
    assert [(one.yuan, one.approximate) for one in read_amounts(f"预算{say_yuan(yuan)}。")] == [(yuan, False)]


@given(st.integers(1, 9999), st.sampled_from([("万", 10**4), ("w", 10**4), ("亿", 10**8), ("千万", 10**7)]))
def test_scales(number: int, scale: tuple[str, int]) -> None:
    word, size = scale
    assert [one.yuan for one in read_amounts(f"{number}{word}")] == [number * size]


@given(st.text(alphabet="0123456789,.-万亿千百十w多来近元块角整人个员工二三 ", max_size=20))
def test_any_text_has_amounts_in_their_places(text: str) -> None:
    for one in (*read_amounts(text), *read_counts(text)):
        assert text[one.start : one.end] == one.said
