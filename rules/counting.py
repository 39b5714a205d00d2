"""From a limit and the day it starts from to its last day."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.calendar import SHANGHAI, Calendar, WorkingDays
from rules.pack import Direction, Limit, Rule, Unit

FORWARD = frozenset({Direction.WITHIN, Direction.AT_LEAST, Direction.MAX})


class NoFixedLength(ValueError):
    """The law gives no number of days (及时, 按合同约定), so there is no date to compute."""

    def __init__(self, limit: Limit, rule: Rule | None = None) -> None:
        super().__init__(f"no fixed length: {rule.id if rule else limit.source.cite()}")
        self.limit = limit
        self.rule = rule


class NotADay(ValueError):
    """The text is no ISO date and no ISO moment."""

    def __init__(self, text: object) -> None:
        super().__init__(f"not an ISO date or datetime: {text!r}")
        self.text = text


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that a limit does not count: after `begins_on` up to and including `ends_on`; None is open."""

    begins_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a limit.

    `last_on` is the legal one, `unrolled_on` the same before it moved off a rest day. People are
    reminded by `remind_by_on`. `provisional` dates may still move with a holiday arrangement.
    """

    last_on: date
    unrolled_on: date
    remind_by_on: date
    provisional: bool


def start_of(text: str) -> date:
    """The day a text names: an ISO date, or an ISO datetime taken to Asia/Shanghai.

    A moment without a zone is Shanghai's. Raises NotADay on anything else.
    """
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        pass
    try:
        moment = datetime.fromisoformat(text)
        return (moment.astimezone(SHANGHAI) if moment.tzinfo else moment).date()
    except (TypeError, ValueError, OverflowError) as error:
        raise NotADay(text) from error


def merged(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """The same time as pauses that do not overlap, in order; what follows an open one is part of it."""
    joined: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.begins_on):
        last = joined[-1] if joined else None
        if last is None or (last.ends_on is not None and last.ends_on < pause.begins_on):
            joined.append(pause)
        elif last.ends_on is not None and (pause.ends_on is None or pause.ends_on > last.ends_on):
            joined[-1] = Pause(last.begins_on, pause.ends_on)
    return tuple(joined)


def count(
    limit: Limit, start_on: date, calendar: Calendar, rollover: bool, pauses: Sequence[Pause] = ()
) -> Due:
    """The last day of a limit that starts from an event on `start_on`, which is not counted itself.

    民法典第二百零一条、第二百零三条; 财政部令第94号第四十二条. For AT_LEAST the day is the earliest that is
    allowed, for BEFORE and LOOKBACK it lies before the event. With `rollover` a limit in calendar
    days, months or years that ends on a rest day ends on the next working day, in direction WITHIN only.

    `remind_by_on`: for working days the last day itself, or the earliest that it can turn out to be
    where it is provisional; for others the last working day on or before the day that is not rolled over.

    `pauses` (政府采购法实施条例第五十八条第一款) hold for limits in working days. The day on which the
    document goes out still counts, like the day of any event; the days after it do not, up to and
    including the day on which the answer arrives. A pause that begins on or after the last day changes
    nothing, nor does an open one: its date is the earliest possible, and only its end can say more.

    Raises NoFixedLength for a limit without a length, OutsideCalendar outside the calendar's years.
    """
    unrolled_on = _unrolled(limit, start_on, calendar, pauses)
    rolls = rollover and limit.direction is Direction.WITHIN and limit.unit is not Unit.WORKING_DAY
    last_on = calendar.next_working_day_on_or_after(unrolled_on) if rolls else unrolled_on
    provisional = _is_provisional(limit, start_on, last_on, calendar)
    remind_by_on = _remind_by(limit, start_on, unrolled_on, calendar, pauses, provisional)
    return Due(last_on, unrolled_on, remind_by_on, provisional)


def _unrolled(limit: Limit, start_on: date, calendar: Calendar, pauses: Sequence[Pause]) -> date:
    if limit.unit is Unit.SAME_DAY:
        return start_on
    if limit.unit is Unit.FIXED_DATE and limit.fixed is not None:
        this_year = date(start_on.year, *limit.fixed)
        return this_year if this_year > start_on else date(start_on.year + 1, *limit.fixed)
    if limit.length is None:
        raise NoFixedLength(limit)
    length = limit.length if limit.direction in FORWARD else -limit.length
    if limit.unit is Unit.CALENDAR_DAY:
        return start_on + timedelta(days=length)
    if limit.unit is Unit.WORKING_DAY:
        return _paused(calendar.days, start_on, length, pauses)
    return _same_day_months_away(start_on, length * (12 if limit.unit is Unit.YEAR else 1))


def _paused(days: WorkingDays, start_on: date, length: int, pauses: Sequence[Pause]) -> date:
    last_on = days.shift(start_on, length)
    for pause in merged(pauses):
        begins_on = max(pause.begins_on, start_on)
        if pause.ends_on is None or begins_on >= last_on:
            break
        last_on = days.shift(last_on, days.between(begins_on, pause.ends_on))
    return last_on


def _same_day_months_away(start_on: date, months: int) -> date:
    """民法典第二百零二条: the corresponding day, or the last of a month that has none."""
    year, month = divmod(start_on.year * 12 + start_on.month - 1 + months, 12)
    return date(year, month + 1, min(start_on.day, monthrange(year, month + 1)[1]))


def _is_provisional(limit: Limit, start_on: date, last_on: date, calendar: Calendar) -> bool:
    if limit.direction is Direction.LOOKBACK:
        return False
    first_on, final_on = sorted((start_on, last_on))
    return not all(calendar.is_published(year) for year in range(first_on.year, final_on.year + 1))


def _remind_by(
    limit: Limit,
    start_on: date,
    unrolled_on: date,
    calendar: Calendar,
    pauses: Sequence[Pause],
    provisional: bool,
) -> date:
    if limit.direction in (Direction.LOOKBACK, Direction.AT_LEAST):
        return unrolled_on
    if limit.unit is not Unit.WORKING_DAY:
        return calendar.last_working_day_on_or_before(unrolled_on)
    if provisional and limit.length is not None and limit.direction in FORWARD:
        return _paused(calendar.earliest_days, start_on, limit.length, pauses)
    return unrolled_on


class Why(StrEnum):
    """What a day is in a count. ROLLED is the working day that a last day on a rest day moves to."""

    START = "start"
    COUNTED = "counted"
    REST = "rest"
    PAUSED = "paused"
    ROLLED = "rolled"


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a count; `name` says what is special about the day: 周末, 国庆节, 调休上班 or nothing."""

    day: date
    ordinal: int | None
    why: Why
    name: str


def explain(
    limit: Limit, start_on: date, calendar: Calendar, rollover: bool, pauses: Sequence[Pause] = ()
) -> tuple[CountedDay, ...]:
    """How `count` comes to its last day, day by day, the start first and the last day last.

    Months and years are not gone through: their corresponding day follows the start at once.
    Raises as `count` does.
    """
    due = count(limit, start_on, calendar, rollover, pauses)
    start = CountedDay(start_on, None, Why.START, calendar.name_of(start_on))
    counted = _counted(limit, start_on, due.unrolled_on, calendar, merged(pauses))
    rest = [_rest(day, calendar) for day in _days_after(due.unrolled_on, due.last_on)]
    if rest:
        rest[-1] = CountedDay(due.last_on, None, Why.ROLLED, calendar.name_of(due.last_on))
    return (start, *counted, *rest)


def landmarks(days: Sequence[CountedDay]) -> tuple[CountedDay, ...]:
    """The days of a count that a long one is told by: the start, the first and last counted, what follows."""
    counted = [place for place, day in enumerate(days) if day.why is Why.COUNTED]
    if len(counted) <= 2:
        return tuple(days)
    return (days[0], days[counted[0]], *days[counted[-1] :])


def _counted(
    limit: Limit, start_on: date, until: date, calendar: Calendar, pauses: Sequence[Pause]
) -> Iterator[CountedDay]:
    if limit.unit not in (Unit.WORKING_DAY, Unit.CALENDAR_DAY):
        if until != start_on:
            yield CountedDay(until, limit.length, Why.COUNTED, calendar.name_of(until))
        return
    ordinal = 0
    for day in _days_after(start_on, until):
        if limit.unit is Unit.WORKING_DAY and not calendar.is_working(day):
            yield _rest(day, calendar)
        elif limit.unit is Unit.WORKING_DAY and any(_covers(pause, day) for pause in pauses):
            yield CountedDay(day, None, Why.PAUSED, calendar.name_of(day))
        else:
            ordinal += 1
            yield CountedDay(day, ordinal, Why.COUNTED, calendar.name_of(day))


def _covers(pause: Pause, day: date) -> bool:
    return pause.ends_on is not None and pause.begins_on < day <= pause.ends_on


def _rest(day: date, calendar: Calendar) -> CountedDay:
    return CountedDay(day, None, Why.REST, calendar.name_of(day))


def _days_after(start_on: date, until: date) -> Iterator[date]:
    """The days from next to the start up to the other one, which may lie before it."""
    step = 1 if until >= start_on else -1
    for days in range(1, abs((until - start_on).days) + 1):
        yield start_on + timedelta(days=step * days)
