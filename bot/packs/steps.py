"""Reads the milestones of a project and the ladders of reminders."""

from pathlib import Path

from bot.packs.files import Entry, read_entry
from models.types import Role, UnitKind
from rules.pack import Ladder, MilestoneKind, RungRule

MOMENTS = ("start", "opening", "closing")
ASKER = "asker"
"""Who asked to be reminded of a limit of their own."""


def read_milestones(path: Path) -> dict[str, MilestoneKind]:
    """The steps of a project in the order of the file. A word may belong to one of them only."""
    kinds: dict[str, MilestoneKind] = {}
    owners: dict[str, str] = {}
    for key, entry in read_entry(path).each():
        kinds[key] = _milestone(key, entry)
        for word in kinds[key].words:
            if owners.setdefault(word, key) != key:
                raise entry.wrong("words", f"“{word}”已归 {owners[word]}，请删去一处")
    for kind in kinds.values():
        if strange := [key for key in kind.after if key not in kinds]:
            raise read_entry(path).wrong(f"{kind.key}.after", f"没有里程碑 {strange[0]}，请核对写法")
    return kinds


def read_ladders(path: Path) -> dict[str, Ladder]:
    """The ladders of a layer by name."""
    ladders = {}
    for name, entry in read_entry(path).each():
        parts = (
            tuple(_rung(rung) for rung in entry.entries(part)) for part in ("local", "statutory", "alone")
        )
        ladders[name] = Ladder(name, *parts)
        entry.done()
    return ladders


def _milestone(key: str, entry: Entry) -> MilestoneKind:
    by = entry.texts("by")
    if strange := set(by) - {kind.value for kind in UnitKind}:
        raise entry.wrong("by", f"写 buyer、agency、finance，没有 {min(strange)}")
    kind = MilestoneKind(
        key=key,
        name=entry.text("name"),
        words=entry.texts("words"),
        after=entry.texts("after"),
        repeats=entry.flag("repeats") if entry.has("repeats") else False,
        by=by,
    )
    entry.done()
    return kind


def _rung(entry: Entry) -> RungRule:
    at, to = entry.text("at"), entry.texts("to")
    if at not in MOMENTS:
        raise entry.wrong("at", f"写 {'、'.join(MOMENTS)} 之一，现在是 {at!r}")
    if to != (ASKER,) and (not to or not set(to) <= {Role.OFFICER, Role.LEAD, Role.SUPERVISOR}):
        raise entry.wrong("to", f"写 officer、lead、supervisor 中的一个或几个，或者只写 {ASKER}")
    rung = RungRule(
        name=entry.text("name"),
        offset=entry.number("offset"),
        at=at,
        minutes_before=entry.number("minutes_before", default=0),
        to=to,
    )
    entry.done()
    return rung
