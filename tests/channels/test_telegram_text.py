"""How updates are read and replies laid out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_text import outgoing, parse, split
from models.message import Button, Reply

LINES = st.text(st.sampled_from("条\n😀a \u2028"), max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["chat", "from", "id", "date", "type", "text", "message", "data"]), inner
        )
    ),
    max_leaves=12,
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(text=LINES, limit=st.integers(min_value=2, max_value=20))
def test_split_loses_nothing_and_keeps_to_the_limit(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join(pieces) == text
    assert all(units(piece) <= limit for piece in pieces)


@given(lines=st.lists(st.text(st.sampled_from("条😀"), max_size=4), max_size=12))
def test_split_cuts_only_after_line_ends_where_lines_are_short(lines: list[str]) -> None:
    pieces = split("\n".join(lines), limit=9)
    assert all(piece.endswith("\n") for piece in pieces[:-1])


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("规" * 4096, 1),
        ("规" * 4097, 2),
        ("😀" * 2048, 1),
        ("😀" * 2048 + "规", 2),
    ],
)
def test_the_limit_is_counted_as_telegram_counts(text: str, pieces: int) -> None:
    assert len(split(text)) == pieces


def test_a_line_end_after_a_full_message_makes_no_empty_one() -> None:
    (message,) = outgoing(Reply("规" * 4096 + "\n"))
    assert message.text == "规" * 4096


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        ([], []),
        (["确认"], [["确认"]]),
        (["确认", "改时间", "取消"], [["确认"], ["改时间", "取消"]]),
        (
            ["质疑函写什么", "交给谁", "算期限", "有用", "没用"],
            [["质疑函写什么"], ["交给谁", "算期限"], ["有用", "没用"]],
        ),
        (
            ["算我的截止日", "质疑函要写哪些内容", "交给谁"],
            [["算我的截止日"], ["质疑函要写哪些内容"], ["交给谁"]],
        ),
        (["一二三四五六七八", "一二三四五六七八"], [["一二三四五六七八", "一二三四五六七八"]]),
        (["一二三四五六七八九", "一二"], [["一二三四五六七八九"], ["一二"]]),
    ],
)
def test_short_labels_stand_side_by_side(labels: list[str], rows: list[list[str]]) -> None:
    (message,) = outgoing(Reply("请核对", tuple(Button(label, label) for label in labels)))
    assert [[button.label for button in row] for row in message.keyboard] == rows


@given(message=JSON, query=JSON)
def test_whatever_comes_is_read_or_refused(message: object, query: object) -> None:
    read = parse({"update_id": 1, "message": message, "callback_query": query})
    assert read is None or read.update_id == 1
