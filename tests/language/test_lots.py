"""Lots as people name them, beside the numbers that are none."""

import pytest

from language.lots import read_lots, read_lots_alone, without_lots


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("第2包", {2}),
        ("第二标段", {2}),
        ("第十二包", {12}),
        ("2号包", {2}),
        ("第1个包", {1}),
        ("标包2", {2}),
        ("第1、2包", {1, 2}),
        ("第1和2包", {1, 2}),
        ("第一包和第二包", {1, 2}),
        ("第1，第3包", {1, 3}),
        ("第1-3包", {1, 2, 3}),
        ("第1至第3包", {1, 2, 3}),
        ("一到三包", {1, 2, 3}),
        ("第1、3-5包", {1, 3, 4, 5}),
        ("1包2包", {1, 2}),
        ("标包1、2", {1, 2}),
        ("2个包", set()),
        ("两个包", set()),
        ("共3个标包", set()),
        ("2个包的第1包", {1}),
        ("合同签订 11-20 2包", {2}),
        ("2026-11-20、1包", {1}),
        ("今天20号第1包", {1}),
        ("第2包1月5日", {2}),
        ("发包11月20日", set()),
        ("打包 20号", set()),
        ("SJ2026-015 合同签订 今天", set()),
    ],
)
def test_reads_which_lots_are_meant(text: str, numbers: set[int]) -> None:
    assert read_lots(text) == numbers


def test_what_else_is_said_stands_alone() -> None:
    assert without_lots("第1、2包合同签订1月5日").split() == ["合同签订1月5日"]
    assert without_lots("2个包 今天") == "2个包 今天"


def test_where_lots_are_asked_for_a_number_is_enough() -> None:
    assert read_lots_alone("2") == {2}
    assert read_lots_alone("1、2") == {1, 2}
    assert read_lots_alone("今天2") == read_lots_alone("11月20日") == set()
