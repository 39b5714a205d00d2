"""When who is reminded of a deadline: the rungs of its ladder as moments in office hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from models.types import Level
from rules.calendar import SHANGHAI, Calendar
from rules.counting import Due
from rules.deadlines import DerivedDeadline
from rules.pack import Ladder, RungRule

SNOOZE = timedelta(hours=2)
UNDO_WITHIN = timedelta(minutes=10)
"""For so long what was logged can be taken back, and that it is late is told to nobody."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The spans of a working day in which people are reminded, in order, Asia/Shanghai.

    Both ends of a span belong to it. Raises ValueError where spans are missing, empty or overlap.
    """

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        ends = [end for span in self.spans for end in span]
        if not ends or any(later <= earlier for earlier, later in pairwise(ends)):
            raise ValueError(f"office hours must be spans one after another: {self.spans}")

    def opening(self, day: date) -> datetime:
        """When offices open on that day, if it is a working day."""
        return _at(day, self.spans[0][0])

    def closing(self, day: date) -> datetime:
        """When offices close for that day."""
        return _at(day, self.spans[-1][1])

    def at_or_before(self, moment: datetime, calendar: Calendar) -> datetime:
        """The moment itself if it is in office hours, else the last one before it."""
        day = _day_of(moment)
        if calendar.is_working(day):
            for begin, end in reversed(self.spans):
                if _at(day, begin) <= moment:
                    return min(moment, _at(day, end))
        return self.closing(calendar.add_working_days(day, -1))

    def at_or_after(self, moment: datetime, calendar: Calendar) -> datetime:
        """The moment itself if it is in office hours, else the first one after it."""
        day = _day_of(moment)
        if calendar.is_working(day):
            for begin, end in self.spans:
                if moment <= _at(day, end):
                    return max(moment, _at(day, begin))
        return self.opening(calendar.add_working_days(day, 1))


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder of a deadline: `at` is aware and UTC, `to` are roles of the obliged unit."""

    level: Level
    name: str
    at: datetime
    to: tuple[str, ...]


def rungs(
    ladder: Ladder,
    derived: DerivedDeadline,
    calendar: Calendar,
    hours: OfficeHours,
    logged_at: datetime,
) -> tuple[Rung, ...]:
    """The reminders of a deadline that is not met, in order of time.

    Before the last day they count back from the day by which people must be reminded, so a provisional
    date is reminded of at its earliest; after it, from the legal last day. What falls outside office
    hours moves earlier, with one exception: the start rung, which the logging itself causes, waits for
    the next opening. Rungs before `logged_at` are left out, and those in advance of the last day that
    would come no later than the start day; where the last day is already over, its overdue rung is due
    when the logging cannot be taken back any more. A limit whose clock is stopped has no rungs, nor has
    a deadline that is met.
    """
    if derived.met_on is not None:
        return ()
    planned = [
        rung
        for level, limit, steps in _parts(ladder, derived)
        if not derived.is_stopped(limit)
        for rung in rungs_of_limit(level, limit, steps, derived.start_on, calendar, hours, logged_at)
    ]
    return tuple(sorted(planned, key=lambda rung: rung.at))


def rungs_of_limit(
    level: Level,
    limit: Due,
    steps: tuple[RungRule, ...],
    start_on: date,
    calendar: Calendar,
    hours: OfficeHours,
    logged_at: datetime,
) -> Iterator[Rung]:
    """The reminders of one limit that is not met, by these steps; which are left out `rungs` says."""
    over_at = _at(limit.last_on, time()) + timedelta(days=1)
    for step in steps:
        at = _moment(step, limit, calendar, hours, logged_at)
        in_advance = step.offset < 0
        if step.offset > 0:
            at = max(at, hours.at_or_after(logged_at + UNDO_WITHIN, calendar))
        elif not logged_at <= at < over_at or (in_advance and _day_of(at) <= start_on):
            continue
        yield Rung(level, step.name, at.astimezone(UTC), step.to)


def snooze_until(now: datetime, not_after: datetime, calendar: Calendar, hours: OfficeHours) -> datetime:
    """When to remind again: two hours on in office hours, but no later than the last useful moment.

    Where that moment is over, it no longer holds anything back. UTC.
    """
    wanted = hours.at_or_after(now + SNOOZE, calendar)
    latest = hours.at_or_before(not_after, calendar)
    return (min(wanted, latest) if latest > now else wanted).astimezone(UTC)


def _parts(ladder: Ladder, derived: DerivedDeadline) -> Iterator[tuple[Level, Due, tuple[RungRule, ...]]]:
    if derived.local is not None:
        yield Level.LOCAL, derived.local, ladder.local
    if derived.statutory is not None:
        steps = ladder.statutory if derived.local is not None else ladder.alone
        yield Level.STATUTORY, derived.statutory, steps


def _moment(
    step: RungRule, limit: Due, calendar: Calendar, hours: OfficeHours, logged_at: datetime
) -> datetime:
    if step.at == "start":
        return hours.at_or_after(logged_at, calendar)
    if step.offset > 0:
        day = calendar.add_working_days(limit.last_on, step.offset)
    else:
        last_on = calendar.last_working_day_on_or_before(limit.remind_by_on)
        day = calendar.add_working_days(last_on, step.offset)
    if step.at == "opening":
        return hours.opening(day)
    return hours.at_or_before(hours.closing(day) - timedelta(minutes=step.minutes_before), calendar)


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, SHANGHAI)


def _day_of(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
