"""Entries of the knowledge that supervisors wrote: in force from the commit on, on every replica."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlmodel import Session, col, select

from ledger import audit
from ledger.rights import SUPERVISION, Actor
from models.tables.columns import table_of
from models.tables.question import Settlement, WrittenEntry
from models.tables.unit import Identity, Person, Unit

_ENTRIES = table_of(WrittenEntry)
# Most questions look here, so this statement is built once and goes past the object layer.
_FITTING = (
    sqlalchemy.select(_ENTRIES.c.id, _ENTRIES.c.heading, _ENTRIES.c.wording)
    .where(
        _ENTRIES.c.district == sqlalchemy.bindparam("of_district"),
        _ENTRIES.c.withdrawn_at.is_(None),
        sqlalchemy.or_(
            _ENTRIES.c.heading == sqlalchemy.bindparam("as_heading"),
            _ENTRIES.c.wording == sqlalchemy.bindparam("as_wording"),
            _ENTRIES.c.gist == sqlalchemy.bindparam("as_gist"),
        ),
    )
    .order_by(_ENTRIES.c.id.desc())
)


class UnknownEntry(Exception):
    """No entry of that number is in force in the district."""


class TitleTaken(Exception):
    """Another entry of the district that is in force has that title."""


class SecondNeeded(Exception):
    """The actor wrote the text, and somebody else of the district could review it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an entry is to say. `heading` is the title folded, `wording` the question as it was worded."""

    title: str
    heading: str
    wording: str
    answer: str
    sources: Sequence[str]


@dataclass(frozen=True, slots=True)
class Fit:
    """An entry that a question fits: by its title or in the very words, or else in its sense."""

    entry: WrittenEntry
    word_for_word: bool


@dataclass(frozen=True, slots=True)
class Written:
    """An entry with what was asked and answered before it was written."""

    entry: WrittenEntry
    settled: Settlement


@dataclass(frozen=True, slots=True)
class Standing:
    """The entries in force beside a new one: those it replaces, as they answer its question, and others."""

    replaced: Sequence[WrittenEntry]
    others: Sequence[WrittenEntry]

    def has_other(self, heading: str) -> bool:
        """Whether an entry for another question bears that title, folded."""
        return any(each.heading == heading for each in self.others)


def fitting(tx: Session, district: str, heading: str, wording: str, gist: str) -> Fit | None:
    """The entry in force that a question names or asks for; the same words go before the same sense."""
    key = {"of_district": district, "as_heading": heading, "as_wording": wording, "as_gist": gist}
    rows = tx.connection().execute(_FITTING, key).all()
    if not rows:
        return None
    exact = [row.id for row in rows if heading == row.heading or wording == row.wording]
    return Fit(tx.get_one(WrittenEntry, (exact or [rows[0].id])[0]), bool(exact))


def in_force(tx: Session, district: str) -> list[WrittenEntry]:
    """The entries of a district that are in force, newest first."""
    query = select(WrittenEntry).where(
        WrittenEntry.district == district, col(WrittenEntry.withdrawn_at).is_(None)
    )
    return list(tx.exec(query.order_by(col(WrittenEntry.id).desc())))


def with_questions(tx: Session, district: str) -> list[Written]:
    """The same, oldest first, each with the question that it was written for."""
    return [
        Written(each, tx.get_one(Settlement, each.settlement_id)) for each in reversed(in_force(tx, district))
    ]


def find(tx: Session, district: str, number: int) -> WrittenEntry:
    """An entry in force by its number. Raises UnknownEntry."""
    entry = tx.get(WrittenEntry, number)
    if entry is None or entry.district != district or entry.withdrawn_at is not None:
        raise UnknownEntry(number)
    return entry


def people_of(tx: Session, entry: WrittenEntry) -> tuple[Person, Person]:
    """Who wrote an entry and who reviewed it."""
    return tx.get_one(Person, entry.written_by_id), tx.get_one(Person, entry.reviewed_by_id)


def standing_for(tx: Session, settled: Settlement) -> Standing:
    """The entries in force of the district, seen from one that would be written for what was settled."""
    every = in_force(tx, settled.district)
    return Standing(
        [each for each in every if each.gist == settled.gist],
        [each for each in every if each.gist != settled.gist],
    )


def write(tx: Session, actor: Actor, now: datetime, settled: Settlement, draft: Draft) -> WrittenEntry:
    """Put an entry into force, reviewed by the actor; older ones for the same question are withdrawn.

    Whoever wrote the answer wrote the entry, unless the actor changed the text. Raises TitleTaken, or
    SecondNeeded where the actor wrote it and is not the only one who could review it.
    """
    author = settled.settled_by_id if draft.answer == settled.answer else actor.id
    if author == actor.id and has_other_reviewer(tx, actor):
        raise SecondNeeded
    # Of two supervisors who review at once the second sees what the first wrote.
    bureau = select(Unit.id).where(Unit.id == actor.unit_id)
    tx.exec(bureau.with_for_update()).first()
    standing = standing_for(tx, settled)
    if standing.has_other(draft.heading):
        raise TitleTaken(draft.title)
    for each in standing.replaced:
        withdraw(tx, actor, now, each)
    entry = WrittenEntry(
        district=actor.district,
        settlement_id=settled.id or 0,
        title=draft.title,
        heading=draft.heading,
        wording=draft.wording,
        gist=settled.gist,
        answer=draft.answer,
        sources=list(draft.sources),
        written_by_id=author,
        reviewed_by_id=actor.id,
        reviewed_at=now,
    )
    tx.add(entry)
    tx.flush()
    audit.append(
        tx, actor, now, "entry written", f"entry:{entry.id}", title=entry.title, sources=entry.sources
    )
    return entry


def has_other_reviewer(tx: Session, actor: Actor) -> bool:
    """Whether somebody of the district besides the actor, active and bound, can review an entry."""
    query = (
        select(Person.id)
        .join(Identity)
        .where(
            Person.district == actor.district,
            Person.active,
            Person.id != actor.person_id,
            col(Person.role).in_(SUPERVISION),
        )
    )
    return tx.exec(query.limit(1)).first() is not None


def revise(
    tx: Session, actor: Actor, now: datetime, settled: Settlement, answer: str, sources: Sequence[str]
) -> Settlement:
    """Keep the actor's wording of an answer, so that somebody else can review it; nobody is sent it."""
    revised = Settlement(
        district=settled.district,
        question=settled.question,
        before=settled.before,
        gist=settled.gist,
        topic=settled.topic,
        answer=answer,
        sources=list(sources),
        settled_by_id=actor.id,
        settled_at=now,
    )
    tx.add(revised)
    tx.flush()
    audit.append(tx, actor, now, "answer revised", f"settlement:{revised.id}", of=settled.id)
    return revised


def withdraw(tx: Session, actor: Actor, now: datetime, entry: WrittenEntry) -> None:
    """Take an entry out of force; its row stays."""
    entry.withdrawn_by_id, entry.withdrawn_at = actor.id, now
    tx.add(entry)
    tx.flush()
    audit.append(tx, actor, now, "entry withdrawn", f"entry:{entry.id}", title=entry.title)
