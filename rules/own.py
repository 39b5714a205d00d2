"""A last day of somebody's own: which of its limits they are reminded of, and when."""

from dataclasses import dataclass
from datetime import date, datetime

from models.types import Level
from rules.counting import Due
from rules.deadlines import DuePair, due
from rules.ladder import OfficeHours, Rung, rungs_of_limit
from rules.pack import Pack, Reminding, Rule


class NotReminded(LookupError):
    """It is no rule that people are reminded of as their own."""

    def __init__(self, rule_id: str) -> None:
        super().__init__(rule_id)
        self.rule_id = rule_id


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """A rule counted from a day, which is not counted itself; `level` is the limit that is reminded of."""

    rule: Rule
    remind: Reminding
    start_on: date
    pair: DuePair
    level: Level
    due: Due


def own_limit(rule_id: str, start_on: date, pack: Pack, on: date) -> OwnLimit | None:
    """A rule counted from a day, with the nearer of its limits that is not over on `on`.

    None where all that are in force are over. Days are Shanghai days; a last day lasts until its end.
    Raises NotReminded, NoFixedLength and OutsideCalendar.
    """
    rule = pack.rules.get(rule_id)
    if rule is None or rule.remind is None:
        raise NotReminded(rule_id)
    pair = due(rule, start_on, pack)
    ahead = [(level, each) for level, each in _levels(pair) if each.last_on >= on]
    if not ahead:
        return None
    level, nearest = min(ahead, key=lambda each: each[1].last_on)
    return OwnLimit(rule, rule.remind, start_on, pair, level, nearest)


def own_rungs(own: OwnLimit, pack: Pack, hours: OfficeHours, set_at: datetime) -> tuple[Rung, ...]:
    """The reminders of it that come at or after `set_at` (aware), in order of time."""
    ladder = pack.ladders[own.remind.ladder]
    if own.level is Level.LOCAL:
        steps = ladder.local
    else:
        steps = ladder.statutory if own.pair.local is not None else ladder.alone
    found = rungs_of_limit(own.level, own.due, steps, own.start_on, pack.calendar, hours, set_at)
    return tuple(sorted(found, key=lambda rung: rung.at))


def _levels(pair: DuePair) -> list[tuple[Level, Due]]:
    both = ((Level.LOCAL, pair.local), (Level.STATUTORY, pair.statutory))
    return [(level, each) for level, each in both if each is not None]
