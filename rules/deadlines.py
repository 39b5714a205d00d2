"""The last days of a rule, and the deadlines of a lot with how punctual they were."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from models.types import Level, Punctuality
from rules.counting import Due, NoFixedLength, Pause, count
from rules.matching import Clock, clocks_of
from rules.matching import MilestoneFact as MilestoneFact
from rules.pack import Pack, Rule


@dataclass(frozen=True, slots=True)
class DuePair:
    """The last day by the district's limit and by the law's; None where none was in force."""

    local: Due | None
    statutory: Due | None


@dataclass(frozen=True, slots=True)
class DerivedDeadline:
    """A deadline that a milestone started. `paused_on` is the day its clock was stopped, if it still is."""

    rule_id: str
    start_milestone_id: int
    start_on: date
    statutory_start_on: date
    local: Due | None
    statutory: Due | None
    met_on: date | None
    met_by_milestone_id: int | None
    paused_on: date | None = None
    statutory_start_logged: bool = False

    @property
    def paused(self) -> bool:
        """Whether time is being excluded now, so that the dates are only the earliest possible."""
        return self.paused_on is not None

    @property
    def has_limit(self) -> bool:
        """Whether a limit was in force when it started."""
        return self.local is not None or self.statutory is not None

    def is_stopped(self, limit: Due) -> bool:
        """Whether the clock of that limit was stopped before its last day and has not gone on."""
        return self.paused_on is not None and self.paused_on < limit.last_on


def due_at(rule: Rule, level: Level, start_on: date, pack: Pack, pauses: Sequence[Pause] = ()) -> Due | None:
    """The last day by one level's figure in force on the start day, or None where there is none.

    Raises NoFixedLength with the rule, and OutsideCalendar.
    """
    limit = rule.limit(level, start_on)
    if limit is None:
        return None
    try:
        return count(limit, start_on, pack.calendar, rule.rollover, pauses)
    except NoFixedLength as error:
        raise NoFixedLength(limit, rule) from error


def due(rule: Rule, start_on: date, pack: Pack) -> DuePair:
    """Both last days of a rule that starts on a day, which is not counted. Raises as `due_at`."""
    return DuePair(due_at(rule, Level.LOCAL, start_on, pack), due_at(rule, Level.STATUTORY, start_on, pack))


def last_days(rule: Rule, level: Level, starts: Iterable[date], pack: Pack) -> dict[date, Due | None]:
    """`due_at` for every start day, each counted once: a whole district has few different days."""
    return {start_on: due_at(rule, level, start_on, pack) for start_on in set(starts)}


def derive(milestones: Sequence[MilestoneFact], pack: Pack) -> tuple[DerivedDeadline, ...]:
    """The deadlines of one lot from its effective milestones, by the pack's tracked rules in order.

    What may repeat is matched in order of date: each start is met by the first milestone of the
    meeting kind on or after it that has met no other. Where a rule's statutory limit has a start of
    its own, it counts from that once it is logged; logged alone, it starts the statutory limit only.
    A pause belongs to the latest start that is not met when it begins. Where no limit was in force on
    the start days there is no deadline. Raises OutsideCalendar for days before the calendar's first year.
    """
    return derive_all({0: milestones}, pack)[0]


def derive_all(
    lots: Mapping[int, Sequence[MilestoneFact]], pack: Pack
) -> dict[int, tuple[DerivedDeadline, ...]]:
    """`derive` for many lots at once, by the key that each has: the way to recompute a district."""
    clocks = {lot: tuple(clocks_of(milestones, pack)) for lot, milestones in lots.items()}
    starts: defaultdict[tuple[str, Level], set[date]] = defaultdict(set)
    for clock in chain.from_iterable(clocks.values()):
        starts[clock.rule.id, Level.LOCAL].add(clock.start.occurred_on)
        starts[clock.rule.id, Level.STATUTORY].add(clock.statutory_start_on)
    known = {
        (rule_id, level): last_days(pack.rules[rule_id], level, days, pack)
        for (rule_id, level), days in starts.items()
    }
    return {
        lot: tuple(each for each in (_deadline(clock, known, pack) for clock in of_lot) if each.has_limit)
        for lot, of_lot in clocks.items()
    }


def punctuality(deadline: DerivedDeadline, on: date) -> Punctuality:
    """How a deadline stands at the end of a day, or stood when it was met.

    A last day lasts until 24:00, so late begins the day after it. A limit whose clock is stopped is
    not past.
    """
    day = deadline.met_on or on
    if _is_past(deadline, deadline.statutory, day):
        return Punctuality.BREACH
    return Punctuality.LATE if _is_past(deadline, deadline.local, day) else Punctuality.IN_TIME


def _is_past(deadline: DerivedDeadline, limit: Due | None, day: date) -> bool:
    return limit is not None and day > limit.last_on and not deadline.is_stopped(limit)


def _deadline(
    clock: Clock, known: Mapping[tuple[str, Level], Mapping[date, Due | None]], pack: Pack
) -> DerivedDeadline:
    def last_day(level: Level, start_on: date) -> Due | None:
        if clock.pauses:
            return due_at(clock.rule, level, start_on, pack, clock.pauses)
        return known[clock.rule.id, level][start_on]

    return DerivedDeadline(
        rule_id=clock.rule.id,
        start_milestone_id=clock.start.id,
        start_on=clock.start.occurred_on,
        statutory_start_on=clock.statutory_start_on,
        local=last_day(Level.LOCAL, clock.start.occurred_on) if clock.has_local else None,
        statutory=last_day(Level.STATUTORY, clock.statutory_start_on),
        met_on=clock.met.occurred_on if clock.met else None,
        met_by_milestone_id=clock.met.id if clock.met else None,
        paused_on=clock.stopped_on,
        statutory_start_logged=clock.statutory_start_logged,
    )
