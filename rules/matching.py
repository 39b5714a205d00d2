"""Which milestones of a lot start a clock of a tracked rule, and which stop, resume and end it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.counting import Pause, merged
from rules.pack import Pack, Rule, Tracking


@dataclass(frozen=True, slots=True)
class MilestoneFact:
    """A milestone of a lot as it stands after all corrections; `occurred_on` is Shanghai's date."""

    id: int
    kind: str
    occurred_on: date


@dataclass(frozen=True, slots=True)
class Clock:
    """A rule that runs in a lot. Without `has_local` only the start of the statutory limit is known."""

    rule: Rule
    start: MilestoneFact
    has_local: bool
    statutory_start_on: date
    met: MilestoneFact | None
    pauses: tuple[Pause, ...] = ()
    statutory_start_logged: bool = False
    """Whether the statutory limit has a start of its own and counts from it."""

    @property
    def stopped_on(self) -> date | None:
        """The day on which the clock was stopped, if it has neither gone on nor ended."""
        if self.met or not self.pauses or self.pauses[-1].ends_on is not None:
            return None
        return self.pauses[-1].begins_on


Facts = Mapping[str, Sequence[MilestoneFact]]
ById = Mapping[int, MilestoneFact]
"""What belongs to a milestone, by its id."""


def clocks_of(milestones: Sequence[MilestoneFact], pack: Pack) -> Iterator[Clock]:
    """The clocks of one lot, by the pack's rules in order and then by their starts."""
    by_kind: defaultdict[str, list[MilestoneFact]] = defaultdict(list)
    for fact in sorted(milestones, key=_in_time):
        by_kind[fact.kind].append(fact)
    for rule in pack.rules.values():
        if rule.tracking is not None:
            yield from _of_rule(rule, rule.tracking, by_kind)


def _of_rule(rule: Rule, tracking: Tracking, facts: Facts) -> Iterator[Clock]:
    starts = facts.get(tracking.starts, ())
    reports = facts.get(tracking.statutory_starts, ())
    if not starts and not reports:
        return
    report_of = _last_before(starts, reports)
    with_start = {report.id for report in report_of.values()}
    lone = [report for report in reports if report.id not in with_start]
    begun = sorted((*starts, *lone), key=_in_time) if lone else starts
    ends = _first_after(begun, facts.get(tracking.met_by, ()))
    pauses = _pauses(begun, ends, tracking.pauses, facts) if tracking.pauses else {}
    for start in begun:
        yield Clock(
            rule=rule,
            start=start,
            has_local=start not in lone,
            statutory_start_on=report_of.get(start.id, start).occurred_on,
            met=ends.get(start.id),
            pauses=merged(pauses[start.id]) if start.id in pauses else (),
            statutory_start_logged=start.id in report_of or start in lone,
        )


def _in_time(fact: MilestoneFact) -> tuple[date, int]:
    return fact.occurred_on, fact.id


def _first_after(starts: Sequence[MilestoneFact], ends: Sequence[MilestoneFact]) -> ById:
    """For each start in order the first end on or after it that no earlier start has taken."""
    left = list(ends)
    taken = {}
    for start in starts:
        end = next((end for end in left if end.occurred_on >= start.occurred_on), None)
        if end is not None:
            left.remove(end)
            taken[start.id] = end
    return taken


def _last_before(starts: Sequence[MilestoneFact], reports: Sequence[MilestoneFact]) -> ById:
    """For each start its report: a report goes with the last free start before it, else the first after."""
    taken: dict[int, MilestoneFact] = {}
    for report in reports:
        free = [start for start in starts if start.id not in taken]
        before = [start for start in free if start.occurred_on <= report.occurred_on]
        if free:
            taken[(before[-1] if before else free[0]).id] = report
    return taken


def _pauses(
    starts: Sequence[MilestoneFact], ends: ById, kinds: tuple[str, str], facts: Facts
) -> dict[int, list[Pause]]:
    stops, resumes = (facts.get(kind, ()) for kind in kinds)
    resumed = _first_after(stops, resumes)
    pauses: defaultdict[int, list[Pause]] = defaultdict(list)
    for stop in stops:
        running = [start.id for start in starts if _runs(start, ends.get(start.id), stop.occurred_on)]
        if running:
            # A decision ends what nobody ended: with it the answer must have been there.
            end = resumed.get(stop.id) or ends.get(running[-1])
            pauses[running[-1]].append(Pause(stop.occurred_on, end.occurred_on if end else None))
    return pauses


def _runs(start: MilestoneFact, end: MilestoneFact | None, on: date) -> bool:
    return start.occurred_on <= on and (end is None or on <= end.occurred_on)
