"""Dates as officials type them."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from language.dates import DateReading, ImpossibleDate, Prefer, read, read_all
from language.said import say_date, say_moment, say_reading
from models.types import SHANGHAI

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
NONE, IMPOSSIBLE = ["无"], ["不存在"]


def load(name: str) -> list[dict[str, Any]]:
    """Cases with every scalar as it is written."""
    return yaml.load((HERE / name).read_text("utf-8"), yaml.BaseLoader)


def moment(reading: DateReading) -> str:
    return f"{reading.on} {reading.at:%H:%M}" if reading.at is not None else f"{reading.on}"


def cases() -> list[Any]:
    return [
        pytest.param(group["now"], group["prefer"], text, expected, id=f"{group['about']}：{text}")
        for group in load("dates.yaml")
        for text, expected in group["cases"].items()
    ]


@pytest.mark.parametrize(("now", "prefer", "text", "expected"), cases())
def test_reads_what_is_meant(now: str, prefer: Prefer, text: str, expected: str | list[str]) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
    wanted = [expected] if isinstance(expected, str) else expected
    if wanted == IMPOSSIBLE:
        with pytest.raises(ImpossibleDate) as caught:
            read(text, at, prefer)
        assert caught.value.said in text
    else:
        assert ([moment(one) for one in read(text, at, prefer)] or NONE) == wanted


@pytest.mark.parametrize("case", load("sentences.yaml"), ids=lambda case: case["text"] or "empty")
def test_finds_every_date_of_a_sentence_and_where_it_stands(case: dict[str, Any]) -> None:
    found = read_all(case["text"], NOW, "past")
    assert [[group[0].said, moment(group[0])] for group in found] == case["found"]
    for group in found:
        assert all(case["text"][one.start : one.end] == one.said for one in group)


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= 150


def test_the_first_of_two_dates_is_read() -> None:
    assert [moment(one) for one in read("合同11月20日签订，公告11月22日", NOW, "past")] == ["2026-11-20"]


@pytest.mark.parametrize(
    ("text", "named"), [("15:30", False), ("现在", False), ("刚才", True), ("今天15:30", True)]
)
def test_a_time_alone_names_no_day(text: str, named: bool) -> None:
    assert [one.named for one in read(text, NOW, "past")] == [named]


def test_now_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read("昨天", NOW.replace(tzinfo=None), "past")


def test_today_is_the_day_in_shanghai() -> None:
    late = datetime(2026, 11, 22, 18, tzinfo=UTC)
    assert moment(read("今天", late, "past")[0]) == "2026-11-23"


moments = st.datetimes(
    datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2035-12-31"), timezones=st.just(SHANGHAI)
)
days = st.dates(date(2019, 1, 1), date(2036, 12, 31))
minutes = st.times().map(lambda at: time(at.hour, at.minute))
prefers = st.sampled_from(get_args(Prefer))


@given(now=moments, day=days, at=st.none() | minutes, prefer=prefers)
def test_what_the_bot_says_is_read_back(now: datetime, day: date, at: time | None, prefer: Prefer) -> None:
    (reading, *others) = read(say_reading(day, at, now.date()), now, prefer)
    assert (reading.on, reading.at, others) == (day, at, [])


@given(now=moments, day=days, at=minutes, prefer=prefers)
def test_what_is_to_be_typed_has_one_reading(now: datetime, day: date, at: time, prefer: Prefer) -> None:
    meant = DateReading(day, at, "", 0, 0)
    assert [(one.on, one.at) for one in read(meant.typed, now, prefer)] == [(day, at)]


@given(now=moments, past=st.integers(0, 180))
def test_a_day_of_the_last_months_needs_no_year(now: datetime, past: int) -> None:
    day = now.date() - timedelta(days=past)
    for said in (f"{day.month}月{day.day}日", f"{day.month}.{day.day}", f"{day.month}/{day.day}"):
        assert [one.on for one in read(f"合同 {said} 签的", now, "past")] == [day]


@given(now=moments, day=days)
def test_a_weekday_that_is_not_that_of_its_date_is_refused(now: datetime, day: date) -> None:
    other = day + timedelta(days=1)
    wrong = f"{day:%Y-%m-%d}（周{'一二三四五六日'[other.weekday()]}）"
    with pytest.raises(ImpossibleDate) as caught:
        read(wrong, now, "past")
    assert caught.value.said == wrong


@given(
    st.text(alphabet="0123456789年月日号点半:-./〔〕 周五上下前天昨今个至到内第T+Z%万元十二", max_size=30),
    moments,
    prefers,
)
def test_any_text_has_readings_in_their_places_or_is_impossible(
    text: str, now: datetime, prefer: Prefer
) -> None:
    found: tuple[tuple[DateReading, ...], ...] = ()
    with suppress(ImpossibleDate):
        found = read_all(text, now, prefer)
    ends = [0, *(group[0].end for group in found)]
    for before, group in zip(ends, found, strict=False):
        assert group
        assert all(before <= one.start < one.end and text[one.start : one.end] == one.said for one in group)


@given(moments, days)
def test_moments_are_said_in_shanghai(now: datetime, day: date) -> None:
    assert say_moment(now.astimezone(UTC), day) == f"{say_date(now.date(), day)}{now:%H:%M}"
