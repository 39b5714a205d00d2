"""The deadlines of a lot: starts, ends, repeats, corrections, pauses, and how punctual they are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.types import Level, Punctuality
from rules.counting import NoFixedLength
from rules.deadlines import (
    DerivedDeadline,
    MilestoneFact,
    derive,
    derive_all,
    due,
    due_at,
    last_days,
    punctuality,
)
from rules.pack import Pack


def lot(*steps: tuple[str, date]) -> list[MilestoneFact]:
    """The milestones of a lot, numbered from 1 in the order given."""
    return [MilestoneFact(number, kind, day) for number, (kind, day) in enumerate(steps, 1)]


def only(deadlines: Sequence[DerivedDeadline], rule_id: str) -> DerivedDeadline:
    (found,) = [each for each in deadlines if each.rule_id == rule_id]
    return found


def day(month: int, number: int) -> date:
    return date(2026, month, number)


NOTICE, SIGNED = ("award_notice_issued", day(11, 23)), ("contract_signed", day(11, 25))


# ---- what starts and meets ----


def test_nothing_logged_means_no_deadline(shangjie: Pack) -> None:
    assert derive([], shangjie) == ()


def test_a_notice_starts_the_signing_of_the_contract(shangjie: Pack) -> None:
    deadline = only(derive(lot(NOTICE), shangjie), "contract_signing")
    assert deadline.local is not None
    assert deadline.statutory is not None
    assert (deadline.local.last_on, deadline.statutory.last_on) == (day(11, 25), day(12, 23))
    assert (deadline.start_milestone_id, deadline.start_on, deadline.met_on) == (1, day(11, 23), None)


def test_a_whole_project_has_its_deadlines_in_order(shangjie: Pack) -> None:
    steps = lot(
        ("evaluation_end", day(11, 18)),
        ("evaluation_report_received", day(11, 19)),
        ("result_confirmed", day(11, 20)),
        NOTICE,
        SIGNED,
        ("contract_published", day(11, 26)),
        ("contract_filed", day(11, 26)),
    )
    found = derive(steps, shangjie)
    assert [(each.rule_id, each.start_milestone_id, each.met_by_milestone_id) for each in found] == [
        ("result_confirmation", 1, 3),
        ("award_notice", 3, 4),
        ("contract_signing", 4, 5),
        ("contract_filing", 5, 7),
        ("contract_publication", 5, 6),
    ]
    last = day(12, 31)
    assert [punctuality(each, last) for each in found] == [Punctuality.LATE, *[Punctuality.IN_TIME] * 4]


def test_the_order_of_logging_does_not_matter(shangjie: Pack) -> None:
    steps = lot(NOTICE, SIGNED, ("contract_filed", day(11, 26)))
    assert derive(steps[::-1], shangjie) == derive(steps, shangjie)


@pytest.mark.parametrize(
    ("signed_on", "met"), [(day(11, 22), False), (day(11, 23), True), (day(11, 24), True)]
)
def test_what_happened_before_the_start_does_not_meet_it(shangjie: Pack, signed_on: date, met: bool) -> None:
    steps = lot(NOTICE, ("contract_signed", signed_on))
    assert (only(derive(steps, shangjie), "contract_signing").met_on is not None) is met


def test_the_law_counts_from_the_report_once_it_is_logged(shangjie: Pack) -> None:
    ended, received = ("evaluation_end", day(11, 18)), ("evaluation_report_received", day(11, 20))
    before = only(derive(lot(ended), shangjie), "result_confirmation")
    after = only(derive(lot(ended, received), shangjie), "result_confirmation")
    assert (before.statutory_start_on, after.statutory_start_on) == (day(11, 18), day(11, 20))
    assert before.statutory is not None
    assert after.statutory is not None
    assert (before.statutory.last_on, after.statutory.last_on) == (day(11, 25), day(11, 27))
    assert before.local == after.local
    assert (after.start_milestone_id, after.start_on) == (1, day(11, 18))


@pytest.mark.parametrize("received", [(), (day(11, 18),), (day(11, 19),)])
def test_a_report_of_the_same_day_is_known_to_be_logged(shangjie: Pack, received: tuple[date, ...]) -> None:
    steps = lot(
        ("evaluation_end", day(11, 18)),
        *(("evaluation_report_received", received_on) for received_on in received),
    )
    deadline = only(derive(steps, shangjie), "result_confirmation")
    assert deadline.statutory_start_logged is bool(received)


def test_a_report_without_the_end_of_the_evaluation_starts_the_legal_limit_alone(shangjie: Pack) -> None:
    deadline = only(derive(lot(("evaluation_report_received", day(11, 20))), shangjie), "result_confirmation")
    assert deadline.local is None
    assert deadline.statutory is not None
    assert deadline.statutory.last_on == day(11, 27)
    assert deadline.statutory_start_logged


def test_an_evaluation_that_is_repeated_has_a_clock_of_its_own(shangjie: Pack) -> None:
    steps = lot(
        ("evaluation_end", day(11, 2)),
        ("evaluation_report_received", day(11, 3)),
        ("evaluation_end", day(11, 16)),
        ("evaluation_report_received", day(11, 18)),
    )
    found = [each for each in derive(steps, shangjie) if each.rule_id == "result_confirmation"]
    assert [(each.start_on, each.statutory_start_on) for each in found] == [
        (day(11, 2), day(11, 3)),
        (day(11, 16), day(11, 18)),
    ]


def test_a_report_goes_with_the_last_evaluation_before_it(shangjie: Pack) -> None:
    steps = lot(
        ("evaluation_end", day(11, 2)),
        ("evaluation_end", day(11, 16)),
        ("evaluation_report_received", day(11, 18)),
    )
    found = [each for each in derive(steps, shangjie) if each.rule_id == "result_confirmation"]
    assert [each.statutory_start_on for each in found] == [day(11, 2), day(11, 18)]


def test_a_report_dated_before_the_evaluation_still_belongs_to_it(shangjie: Pack) -> None:
    steps = lot(("evaluation_end", day(11, 18)), ("evaluation_report_received", day(11, 17)))
    deadline = only(derive(steps, shangjie), "result_confirmation")
    assert (deadline.start_on, deadline.statutory_start_on) == (day(11, 18), day(11, 17))


def test_a_correction_moves_the_deadline(shangjie: Pack) -> None:
    logged = lot(NOTICE)
    corrected = [replace(logged[0], id=9, occurred_on=day(11, 20))]
    before, after = (only(derive(steps, shangjie), "contract_signing") for steps in (logged, corrected))
    assert before.local is not None
    assert after.local is not None
    assert (before.local.last_on, after.local.last_on) == (day(11, 25), day(11, 24))
    assert after.start_milestone_id == 9


def test_a_start_before_the_local_rule_has_the_legal_limit_only(shangjie: Pack) -> None:
    found = derive(lot(("award_notice_issued", date(2021, 11, 24))), shangjie)
    assert only(found, "contract_signing").local is None
    assert only(found, "contract_signing").statutory is not None


def test_complaints_are_matched_in_order(shangjie: Pack) -> None:
    steps = lot(
        ("complaint_received", day(6, 1)),
        ("complaint_received", day(6, 8)),
        ("complaint_decided", day(6, 24)),
        ("complaint_received", day(9, 1)),
        ("complaint_decided", day(6, 30)),
    )
    found = [each for each in derive(steps, shangjie) if each.rule_id == "complaint_decision"]
    assert [(each.start_milestone_id, each.met_by_milestone_id) for each in found] == [
        (1, 3),
        (2, 5),
        (4, None),
    ]


# ---- pauses ----


def complaint(*steps: tuple[str, date]) -> list[MilestoneFact]:
    return lot(("complaint_received", day(6, 1)), *steps)


def test_a_pause_moves_both_limits(shangjie: Pack) -> None:
    plain = only(derive(complaint(), shangjie), "complaint_decision")
    steps = complaint(("complaint_pause_started", day(6, 3)), ("complaint_pause_ended", day(6, 10)))
    paused = only(derive(steps, shangjie), "complaint_decision")
    for before, after in ((plain.local, paused.local), (plain.statutory, paused.statutory)):
        assert before is not None
        assert after is not None
        assert shangjie.calendar.working_days_between(before.last_on, after.last_on) == 5
    assert not paused.paused


def test_an_open_pause_is_never_overdue(shangjie: Pack) -> None:
    deadline = only(derive(complaint(("complaint_pause_started", day(6, 3))), shangjie), "complaint_decision")
    assert deadline.paused
    assert deadline.paused_on == day(6, 3)
    assert punctuality(deadline, day(12, 31)) is Punctuality.IN_TIME


def test_a_pause_after_the_local_limit_stops_only_the_legal_one(shangjie: Pack) -> None:
    plain = only(derive(complaint(), shangjie), "complaint_decision")
    assert plain.local is not None
    assert plain.statutory is not None
    stops = [
        (plain.local.last_on - timedelta(days=1), Punctuality.IN_TIME),
        (plain.local.last_on, Punctuality.LATE),
        (plain.statutory.last_on - timedelta(days=1), Punctuality.LATE),
        (plain.statutory.last_on, Punctuality.BREACH),
    ]
    for stopped_on, verdict in stops:
        steps = complaint(("complaint_pause_started", stopped_on))
        assert punctuality(only(derive(steps, shangjie), "complaint_decision"), day(12, 31)) is verdict


def test_a_decision_ends_a_pause_that_nobody_ended(shangjie: Pack) -> None:
    steps = complaint(("complaint_pause_started", day(6, 3)), ("complaint_decided", day(9, 30)))
    deadline = only(derive(steps, shangjie), "complaint_decision")
    assert not deadline.paused
    assert punctuality(deadline, day(12, 31)) is Punctuality.IN_TIME


def test_a_pause_belongs_to_the_latest_complaint_that_is_open(shangjie: Pack) -> None:
    steps = lot(
        ("complaint_received", day(6, 1)),
        ("complaint_received", day(6, 8)),
        ("complaint_pause_started", day(6, 10)),
    )
    found = [each for each in derive(steps, shangjie) if each.rule_id == "complaint_decision"]
    assert [each.paused for each in found] == [False, True]


def test_a_pause_after_the_decision_changes_nothing(shangjie: Pack) -> None:
    decided = complaint(("complaint_decided", day(6, 10)))
    later = complaint(
        ("complaint_decided", day(6, 10)),
        ("complaint_pause_started", day(6, 11)),
        ("complaint_pause_ended", day(6, 18)),
    )
    assert derive(later, shangjie) == derive(decided, shangjie)


# ---- punctuality ----


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (day(11, 25), Punctuality.IN_TIME),
        (day(11, 26), Punctuality.LATE),
        (day(12, 23), Punctuality.LATE),
        (day(12, 24), Punctuality.BREACH),
    ],
)
def test_late_begins_the_day_after_the_last_day(shangjie: Pack, on: date, verdict: Punctuality) -> None:
    assert punctuality(only(derive(lot(NOTICE), shangjie), "contract_signing"), on) is verdict
    met = only(derive(lot(NOTICE, ("contract_signed", on)), shangjie), "contract_signing")
    assert punctuality(met, day(12, 31)) is verdict


@given(start=st.dates(date(2021, 11, 25), date(2027, 6, 30)), days=st.integers(0, 60))
def test_verdicts_only_get_worse_with_time(shangjie: Pack, start: date, days: int) -> None:
    order = [Punctuality.IN_TIME, Punctuality.LATE, Punctuality.BREACH]
    deadline = only(derive(lot(("award_notice_issued", start)), shangjie), "contract_signing")
    now, then = (punctuality(deadline, start + timedelta(days=each)) for each in (days, days + 1))
    assert order.index(now) <= order.index(then)


# ---- one, many, and what has no date ----


def test_many_lots_come_out_like_each_alone(shangjie: Pack) -> None:
    lots = {
        number: lot(("award_notice_issued", day(11, number)), ("contract_signed", day(11, number + 1)))
        for number in range(1, 29)
    }
    assert derive_all(lots, shangjie) == {number: derive(steps, shangjie) for number, steps in lots.items()}


def test_the_bulk_count_is_the_single_one(shangjie: Pack) -> None:
    rule = shangjie.rules["contract_signing"]
    starts = [date(2026, 1, 1) + timedelta(days=days) for days in range(365)] * 2
    for level in Level:
        assert last_days(rule, level, starts, shangjie) == {
            start: due_at(rule, level, start, shangjie) for start in starts
        }


@pytest.mark.parametrize("rule_id", ["acceptance", "performance_bond_refund"])
def test_a_rule_without_a_number_of_days_says_which_it_is(shangjie: Pack, rule_id: str) -> None:
    with pytest.raises(NoFixedLength) as error:
        due(shangjie.rules[rule_id], day(11, 20), shangjie)
    assert error.value.rule is shangjie.rules[rule_id]


def test_every_other_rule_has_a_date(shangjie: Pack) -> None:
    for rule in shangjie.rules.values():
        if rule.statutory[-1].length is not None or rule.statutory[-1].fixed is not None:
            assert due(rule, day(11, 20), shangjie).statutory is not None, rule.id
