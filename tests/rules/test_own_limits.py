"""Last days of one's own: which limit is reminded of, and when."""

from collections import Counter
from datetime import date, datetime, time

import pytest

from models.message import BUTTON_BYTES
from models.types import Level
from rules.counting import NoFixedLength
from rules.ladder import OfficeHours
from rules.own import NotReminded, OwnLimit, own_limit, own_rungs
from rules.pack import Pack
from tests.rules.test_ladder import at

HOURS = OfficeHours(((time(9), time(12)), (time(14), time(17, 30))))


def of(pack: Pack, rule_id: str, start_on: date, on: date) -> OwnLimit:
    own = own_limit(rule_id, start_on, pack, on)
    assert own is not None
    return own


def plan(pack: Pack, own: OwnLimit, set_at: datetime) -> list[tuple[str, datetime]]:
    return [(rung.name, rung.at) for rung in own_rungs(own, pack, HOURS, set_at)]


@pytest.mark.parametrize(
    ("on", "level"),
    [
        (date(2026, 11, 24), Level.LOCAL),
        (date(2026, 11, 25), Level.LOCAL),
        (date(2026, 11, 26), Level.STATUTORY),
        (date(2026, 12, 23), Level.STATUTORY),
        (date(2026, 12, 24), None),
    ],
)
def test_the_nearer_limit_that_is_not_over(shangjie: Pack, on: date, level: Level | None) -> None:
    own = own_limit("contract_signing", date(2026, 11, 23), shangjie, on)
    assert (own.level if own else None) is level
    if own:
        assert own.pair.local
        assert own.pair.statutory
        assert (own.pair.local.last_on, own.pair.statutory.last_on) == (
            date(2026, 11, 25),
            date(2026, 12, 23),
        )


@pytest.mark.parametrize(
    ("set_at", "rungs"),
    [
        (at(11, 24, 10), ["day_before", "last_day"]),
        (at(12, 1, 9), ["day_before", "last_day"]),
        (at(12, 1, 9, 1), ["last_day"]),
        (at(12, 2, 9), ["last_day"]),
        (at(12, 2, 9, 1), []),
    ],
)
def test_what_would_have_been_before_it_was_set_does_not_come(
    shangjie: Pack, set_at: datetime, rungs: list[str]
) -> None:
    own = of(shangjie, "challenge_submit", date(2026, 11, 23), set_at.date())
    assert [name for name, _ in plan(shangjie, own, set_at)] == rungs


def test_a_working_day_before_and_on_the_last_day_in_office_hours(shangjie: Pack) -> None:
    own = of(shangjie, "challenge_submit", date(2026, 11, 20), date(2026, 11, 24))
    assert own.due.last_on == date(2026, 12, 1)
    assert plan(shangjie, own, at(11, 24, 10)) == [("day_before", at(11, 30)), ("last_day", at(12, 1))]


def test_a_last_day_that_rolled_over_a_rest_day_is_reminded_of_before_the_rest(shangjie: Pack) -> None:
    own = of(shangjie, "admin_reconsideration", date(2026, 9, 23), date(2026, 11, 16))
    assert (own.due.unrolled_on, own.due.last_on) == (date(2026, 11, 22), date(2026, 11, 23))
    assert plan(shangjie, own, at(11, 16, 10)) == [("day_before", at(11, 19)), ("last_day", at(11, 20))]


def test_a_provisional_day_is_reminded_of_from_its_lower_bound(shangjie: Pack) -> None:
    own = of(shangjie, "complaint_submit", date(2026, 12, 18), date(2026, 12, 21))
    assert own.due.provisional
    assert own.due.remind_by_on < own.due.last_on
    assert plan(shangjie, own, at(12, 21, 10))[-1] == (
        "last_day",
        datetime.combine(own.due.remind_by_on, time(9), at(1, 1).tzinfo),
    )


def test_a_start_that_is_still_to_come(shangjie: Pack) -> None:
    own = of(shangjie, "contract_publication", date(2026, 12, 1), date(2026, 11, 24))
    assert plan(shangjie, own, at(11, 24, 10)) == [("day_before", at(12, 2)), ("last_day", at(12, 3))]


def test_no_limit_of_ones_own(shangjie: Pack) -> None:
    for rule_id in ("acceptance", "no_such_rule"):
        with pytest.raises(NotReminded):
            own_limit(rule_id, date(2026, 11, 20), shangjie, date(2026, 11, 20))


def test_before_the_law_was_in_force_there_is_no_limit(shangjie: Pack) -> None:
    assert own_limit("challenge_submit", date(2002, 12, 31), shangjie, date(2002, 12, 31)) is None


def test_every_rule_that_is_offered_can_be_reminded_of(shangjie: Pack) -> None:
    """It has a length, its ladder is for who asks, its words are its own, and its button fits."""
    offered = [rule for rule in shangjie.rules.values() if rule.remind]
    words = Counter(word for rule in offered if rule.remind for word in rule.remind.words)
    assert [rule.id for rule in offered if rule.obliged[0].endswith("供应商")]
    assert max(words.values()) == 1
    for rule in offered:
        assert rule.remind
        try:
            own = of(shangjie, rule.id, date(2026, 11, 23), date(2026, 11, 23))
        except NoFixedLength:
            pytest.fail(f"{rule.id} has no length")
        ladder = shangjie.ladders[rule.remind.ladder]
        steps = {step for part in (ladder.local, ladder.statutory, ladder.alone) for step in part}
        assert {step.to for step in steps} == {("asker",)}
        assert all(step.offset <= 0 for step in steps)
        assert own.due.last_on >= date(2026, 11, 23)
        assert len(f"提醒我 {rule.remind.words[0]} 2026年11月30日".encode()) <= BUTTON_BYTES


def test_no_ladder_of_the_officers_is_for_who_asks(shangjie: Pack) -> None:
    tracked = [rule.tracking.ladder for rule in shangjie.rules.values() if rule.tracking]
    assert "own" not in tracked
