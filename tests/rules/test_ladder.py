"""Reminder rungs: which, when, to whom; only in office hours, earlier rather than later."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.types import Level
from rules.calendar import Calendar
from rules.deadlines import DerivedDeadline, MilestoneFact, derive
from rules.ladder import OfficeHours, Rung, rungs, snooze_until
from rules.pack import Ladder, Pack, RungRule

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = OfficeHours(((time(9), time(12)), (time(14), time(17, 30))))


def at(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def deadline(pack: Pack, rule_id: str, kind: str, on: date) -> DerivedDeadline:
    (found,) = [each for each in derive([MilestoneFact(1, kind, on)], pack) if each.rule_id == rule_id]
    return found


def signing(pack: Pack, on: date) -> DerivedDeadline:
    return deadline(pack, "contract_signing", "award_notice_issued", on)


def plan(pack: Pack, derived: DerivedDeadline, logged_at: datetime) -> list[tuple[str, str, datetime]]:
    ladder = pack.ladders["default"]
    found = rungs(ladder, derived, pack.calendar, HOURS, logged_at)
    assert all(rung.at.tzinfo is UTC for rung in found)
    return [(rung.level.value, rung.name, rung.at) for rung in found]


def local(pack: Pack, derived: DerivedDeadline, logged_at: datetime) -> list[tuple[str, datetime]]:
    return [(name, moment) for level, name, moment in plan(pack, derived, logged_at) if level == "local"]


def test_an_ordinary_contract(shangjie: Pack) -> None:
    assert plan(shangjie, signing(shangjie, date(2026, 11, 23)), at(11, 23, 10)) == [
        ("local", "start", at(11, 23, 10)),
        ("local", "day_before", at(11, 24)),
        ("local", "last_day", at(11, 25)),
        ("local", "last_hours", at(11, 25, 16)),
        ("local", "overdue", at(11, 26)),
        ("statutory", "week_before", at(12, 16)),
        ("statutory", "day_before", at(12, 22)),
        ("statutory", "last_day", at(12, 23)),
        ("statutory", "breach", at(12, 24)),
    ]


def test_who_hears_what(shangjie: Pack) -> None:
    ladder, derived = shangjie.ladders["default"], signing(shangjie, date(2026, 11, 23))
    to = {
        (rung.level, rung.name): rung.to
        for rung in rungs(ladder, derived, shangjie.calendar, HOURS, at(11, 23, 10))
    }
    assert to[Level.LOCAL, "start"] == to[Level.LOCAL, "last_day"] == ("officer",)
    assert to[Level.LOCAL, "last_hours"] == to[Level.STATUTORY, "last_day"] == ("officer", "lead")
    assert to[Level.LOCAL, "overdue"] == to[Level.STATUTORY, "breach"] == ("officer", "lead", "supervisor")


def test_over_a_holiday_the_rungs_stay_on_working_days(shangjie: Pack) -> None:
    assert local(shangjie, signing(shangjie, date(2026, 9, 29)), at(9, 29, 15)) == [
        ("start", at(9, 29, 15)),
        ("day_before", at(9, 30)),
        ("last_day", at(10, 8)),
        ("last_hours", at(10, 8, 16)),
        ("overdue", at(10, 9)),
    ]


def test_a_legal_limit_that_rolls_over_is_reminded_of_before_the_holiday(shangjie: Pack) -> None:
    moments = {
        name: moment
        for level, name, moment in plan(shangjie, signing(shangjie, date(2026, 9, 1)), at(9, 1, 10))
        if level == "statutory"
    }
    assert moments["last_day"] == at(9, 30)
    assert moments["day_before"] == at(9, 29)
    assert moments["breach"] == at(10, 9)


def test_a_provisional_date_is_reminded_of_at_its_earliest_and_overdue_after_it(shangjie: Pack) -> None:
    derived = signing(shangjie, date(2026, 12, 30))
    assert derived.local is not None
    assert derived.local.remind_by_on == date(2027, 1, 2)
    assert local(shangjie, derived, at(12, 30, 10)) == [
        ("start", at(12, 30, 10)),
        ("last_day", at(12, 31)),
        ("last_hours", at(12, 31, 16)),
        ("overdue", at(1, 5, year=2027)),
    ]


@pytest.mark.parametrize(
    ("logged_at", "start_at"),
    [
        (at(11, 23, 8, 59), at(11, 23)),
        (at(11, 23, 12, 0), at(11, 23, 12, 0)),
        (at(11, 23, 12, 1), at(11, 23, 14)),
        (at(11, 23, 17, 30), at(11, 23, 17, 30)),
        (at(11, 23, 17, 31), at(11, 24)),
    ],
)
def test_the_start_rung_waits_for_the_next_opening(
    shangjie: Pack, logged_at: datetime, start_at: datetime
) -> None:
    assert local(shangjie, signing(shangjie, date(2026, 11, 23)), logged_at)[0] == ("start", start_at)


def test_a_late_entry_leaves_out_what_is_past(shangjie: Pack) -> None:
    assert local(shangjie, signing(shangjie, date(2026, 11, 23)), at(11, 25, 9, 1)) == [
        ("start", at(11, 25, 9, 1)),
        ("last_hours", at(11, 25, 16)),
        ("overdue", at(11, 26)),
    ]


@pytest.mark.parametrize(
    ("logged_at", "overdue_at"),
    [
        (at(11, 25, 18), at(11, 26)),
        (at(11, 26, 8, 50), at(11, 26)),
        (at(11, 26, 8, 51), at(11, 26, 9, 1)),
        (at(11, 26, 13), at(11, 26, 14)),
        (at(11, 27, 17, 20), at(11, 27, 17, 30)),
        (at(11, 27, 17, 21), at(11, 30)),
        (at(11, 28, 10), at(11, 30)),
    ],
)
def test_what_is_logged_too_late_is_overdue_once_it_cannot_be_taken_back(
    shangjie: Pack, logged_at: datetime, overdue_at: datetime
) -> None:
    found = local(shangjie, signing(shangjie, date(2026, 11, 23)), logged_at)
    assert found == [("overdue", overdue_at)]


def test_breach_is_due_with_it(shangjie: Pack) -> None:
    assert plan(shangjie, signing(shangjie, date(2026, 9, 1)), at(11, 23, 10)) == [
        ("local", "overdue", at(11, 23, 10, 10)),
        ("statutory", "breach", at(11, 23, 10, 10)),
    ]


def test_a_short_limit_has_no_rung_in_advance_of_its_start(shangjie: Pack) -> None:
    derived = deadline(shangjie, "contract_filing", "contract_signed", date(2026, 11, 24))
    assert local(shangjie, derived, at(11, 24, 8)) == [
        ("start", at(11, 24)),
        ("last_day", at(11, 25)),
        ("last_hours", at(11, 25, 16)),
        ("overdue", at(11, 26)),
    ]


def test_without_a_local_limit_the_legal_one_has_the_full_ladder(shangjie: Pack) -> None:
    derived = deadline(shangjie, "contract_publication", "contract_signed", date(2026, 11, 24))
    assert plan(shangjie, derived, at(11, 24, 10)) == [
        ("statutory", "start", at(11, 24, 10)),
        ("statutory", "day_before", at(11, 25)),
        ("statutory", "last_day", at(11, 26)),
        ("statutory", "last_hours", at(11, 26, 16)),
        ("statutory", "breach", at(11, 27)),
    ]


def test_what_is_met_or_paused_has_no_rungs(shangjie: Pack) -> None:
    met = [
        MilestoneFact(1, "award_notice_issued", date(2026, 11, 23)),
        MilestoneFact(2, "contract_signed", date(2026, 11, 24)),
    ]
    paused = [
        MilestoneFact(1, "complaint_received", date(2026, 11, 2)),
        MilestoneFact(2, "complaint_pause_started", date(2026, 11, 4)),
    ]
    for facts, rule_id in ((met, "contract_signing"), (paused, "complaint_decision")):
        (derived,) = [each for each in derive(facts, shangjie) if each.rule_id == rule_id]
        assert plan(shangjie, derived, at(11, 23)) == []


@pytest.mark.parametrize(
    ("minutes_before", "moment"),
    [
        (0, at(11, 25, 17, 30)),
        (210, at(11, 25, 14)),
        (211, at(11, 25, 12)),
        (330, at(11, 25, 12)),
        (520, at(11, 24, 17, 30)),
    ],
)
def test_a_rung_outside_office_hours_moves_earlier(
    shangjie: Pack, minutes_before: int, moment: datetime
) -> None:
    step = RungRule("last_hours", 0, "closing", minutes_before, ("officer",))
    ladder = Ladder("test", local=(step,), statutory=(), alone=())
    derived = signing(shangjie, date(2026, 11, 23))
    found = rungs(ladder, derived, shangjie.calendar, HOURS, at(11, 23, 9))
    assert found == (Rung(Level.LOCAL, "last_hours", moment.astimezone(UTC), ("officer",)),)


@given(
    start=st.dates(date(2021, 11, 25), date(2027, 10, 31)),
    delay=st.timedeltas(timedelta(0), timedelta(days=45)),
    kind=st.sampled_from(["evaluation_end", "award_notice_issued", "contract_signed", "complaint_received"]),
)
def test_every_rung_is_in_office_hours_and_none_is_lost(
    shangjie: Pack, start: date, delay: timedelta, kind: str
) -> None:
    logged_at = datetime.combine(start, time(), SHANGHAI) + delay
    ladder, calendar = shangjie.ladders["default"], shangjie.calendar
    for derived in derive([MilestoneFact(1, kind, start)], shangjie):
        found = rungs(ladder, derived, calendar, HOURS, logged_at)
        for rung in found:
            there = rung.at.astimezone(SHANGHAI)
            assert calendar.is_working(there.date())
            assert any(begin <= there.time() <= end for begin, end in HOURS.spans)
            assert rung.at >= logged_at
            limit = derived.local if rung.level is Level.LOCAL else derived.statutory
            assert limit is not None
            assert (there.date() > limit.last_on) is (rung.name in {"overdue", "breach"})
        levels = [
            level for level, limit in zip(Level, (derived.local, derived.statutory), strict=True) if limit
        ]
        assert [rung.level for rung in found if rung.name in {"overdue", "breach"}] == levels


# ---- later, please ----


@pytest.mark.parametrize(
    ("now", "not_after", "again"),
    [
        (at(11, 24, 9), at(11, 25, 16), at(11, 24, 11)),
        (at(11, 24, 11), at(11, 25, 16), at(11, 24, 14)),
        (at(11, 24, 16), at(11, 25, 16), at(11, 25, 9)),
        (at(11, 25, 15), at(11, 25, 16), at(11, 25, 16)),
        (at(11, 25, 11), at(11, 25, 13), at(11, 25, 12)),
        (at(9, 30, 16), at(10, 8, 16), at(10, 8)),
        (at(11, 25, 15, 59), at(11, 25, 16), at(11, 25, 16)),
        (at(11, 25, 16), at(11, 25, 16), at(11, 26)),
        (at(11, 26, 10), at(11, 25, 16), at(11, 26, 12)),
        (at(11, 26, 20), at(11, 25, 16), at(11, 27)),
    ],
)
def test_a_snoozed_reminder_comes_back_in_time(
    calendar: Calendar, now: datetime, not_after: datetime, again: datetime
) -> None:
    assert snooze_until(now, not_after, calendar, HOURS) == again


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(12), time(9)),),
        ((time(9), time(9)),),
        ((time(9), time(12)), (time(11), time(17))),
        ((time(14), time(17)), (time(9), time(12))),
    ],
)
def test_office_hours_must_be_spans_one_after_another(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="one after another"):
        OfficeHours(spans)
