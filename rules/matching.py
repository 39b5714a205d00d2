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

    @property
    def stopped_on(self) -> date | None:
        """The day on which the clock was stopped, if it has neither gone on nor ended."""
        if self.met or not self.pauses or self.pauses[-1].ends_on is not None:
            return None
        return self.pauses[-1].begins_on


Facts = Mapping[str, Sequence[MilestoneFact]]


def clocks_of(milestones: Sequence[MilestoneFact], pack: Pack) -> Iterator[Clock]:
    """The clocks of one lot, by the pack's rules in order and then by their starts."""
    by_kind: defaultdict[str, list[MilestoneFact]] = defaultdict(list)
    for fact in sorted(milestones, key=lambda fact: (fact.occurred_on, fact.id)):
        by_kind[fact.kind].append(fact)
    for rule in pack.rules.values():
        if rule.tracking is not None:
            yield from _of_rule(rule, rule.tracking, by_kind)


def _of_rule(rule: Rule, tracking: Tracking, facts: Facts) -> Iterator[Clock]:
    starts = facts.get(tracking.starts, ())
    reports = facts.get(tracking.statutory_starts, ())
    report_of = _last_before(starts, reports)
    lone = [report for report in reports if report not in report_of.values()]
    begun = sorted((*starts, *lone), key=lambda fact: (fact.occurred_on, fact.id))
    ends = _first_after(begun, facts.get(tracking.met_by, ()))
    pauses = _pauses(begun, ends, tracking, facts)
    for start in begun:
        yield Clock(
            rule=rule,
            start=start,
            has_local=start not in lone,
            statutory_start_on=report_of.get(start, start).occurred_on,
            met=ends.get(start),
            pauses=merged(pauses[start]),
        )


def _first_after(
    starts: Sequence[MilestoneFact], ends: Sequence[MilestoneFact]
) -> dict[MilestoneFact, MilestoneFact]:
    """For each start in order the first end on or after it that no earlier start has taken."""
    left = list(ends)
    taken = {}
    for start in starts:
        end = next((end for end in left if end.occurred_on >= start.occurred_on), None)
        if end is not None:
            left.remove(end)
            taken[start] = end
    return taken


def _last_before(
    starts: Sequence[MilestoneFact], reports: Sequence[MilestoneFact]
) -> dict[MilestoneFact, MilestoneFact]:
    """For each start its report: a report goes with the last free start before it, else the first after."""
    taken: dict[MilestoneFact, MilestoneFact] = {}
    for report in reports:
        free = [start for start in starts if start not in taken]
        before = [start for start in free if start.occurred_on <= report.occurred_on]
        if free:
            taken[before[-1] if before else free[0]] = report
    return taken


def _pauses(
    starts: Sequence[MilestoneFact],
    ends: Mapping[MilestoneFact, MilestoneFact],
    tracking: Tracking,
    facts: Facts,
) -> defaultdict[MilestoneFact, list[Pause]]:
    pauses: defaultdict[MilestoneFact, list[Pause]] = defaultdict(list)
    if tracking.pauses is None:
        return pauses
    stops, resumes = (facts.get(kind, ()) for kind in tracking.pauses)
    resumed = _first_after(stops, resumes)
    for stop in stops:
        running = [start for start in starts if _runs(start, ends.get(start), stop.occurred_on)]
        if running:
            # A decision ends what nobody ended: with it the answer must have been there.
            end = resumed.get(stop) or ends.get(running[-1])
            pauses[running[-1]].append(Pause(stop.occurred_on, end.occurred_on if end else None))
    return pauses


def _runs(start: MilestoneFact, end: MilestoneFact | None, on: date) -> bool:
    return start.occurred_on <= on and (end is None or on <= end.occurred_on)
