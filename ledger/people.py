"""Units, people, and how a person's account on a channel becomes known: the binding code."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy
from sqlmodel import Session, col, func, select

from ledger import audit
from ledger.codes import hash_of, new_code
from ledger.rights import Actor
from models.tables.columns import table_of
from models.tables.unit import FailedBinding, Identity, Invitation, Person, Unit
from models.types import Role, UnitKind

CODE_VALID = timedelta(days=7)
TRIES_OF_A_SENDER = 5
TRIES_OF_ALL = 20
LOCK_OF_A_SENDER = timedelta(hours=1)
LOCK_OF_ALL = timedelta(minutes=1)


_PEOPLE, _UNITS, _ACCOUNTS = table_of(Person), table_of(Unit), table_of(Identity)
_WHO = (
    sqlalchemy.select(
        _PEOPLE.c.id,
        _PEOPLE.c.name,
        _PEOPLE.c.role,
        _PEOPLE.c.district,
        _UNITS.c.id,
        _UNITS.c.name,
        _UNITS.c.kind,
    )
    .join(_ACCOUNTS, _ACCOUNTS.c.person_id == _PEOPLE.c.id)
    .join(_UNITS, _PEOPLE.c.unit_id == _UNITS.c.id)
    .where(
        _ACCOUNTS.c.channel == sqlalchemy.bindparam("of_channel"),
        _ACCOUNTS.c.external_id == sqlalchemy.bindparam("of_sender"),
        _PEOPLE.c.active,
    )
)


class UnknownUnit(Exception):
    """No unit of that name in the district; `names` are those that there are."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name, self.names = name, names


class UnitExists(Exception):
    """A unit of that name is there already."""


class RoleDoesNotFit(Exception):
    """Supervisors and administrators belong to the finance bureau."""


class BindingRefused(Exception):
    """The code is not valid (`locked` false), or too many wrong ones were tried (`locked` true)."""

    def __init__(self, locked: bool) -> None:
        super().__init__(locked)
        self.locked = locked


@dataclass(frozen=True, slots=True)
class Invited:
    """A new binding code, shown once."""

    code: str
    expires_at: datetime


def actor_for(tx: Session, channel: str, sender: str, chat: str, district: str) -> Actor:
    """Who is talking: the bound person, or a supplier of `district`."""
    found = tx.connection().execute(_WHO, {"of_channel": channel, "of_sender": sender}).first()
    if found is None:
        return Actor(channel, sender, chat, district)
    person_id, name, role, home, unit_id, unit_name, unit_kind = found
    return Actor(channel, sender, chat, home, person_id, name, role, unit_id, unit_name, unit_kind)


def add_unit(tx: Session, actor: Actor, now: datetime, name: str, kind: UnitKind) -> Unit:
    """Create a unit in the actor's district. Raises UnitExists."""
    if tx.exec(select(Unit.id).where(Unit.district == actor.district, Unit.name == name)).first():
        raise UnitExists(name)
    unit = Unit(district=actor.district, name=name, kind=kind, created_at=now)
    tx.add(unit)
    tx.flush()
    audit.append(tx, actor, now, "unit added", f"unit:{unit.id}", name=name, kind=kind)
    return unit


def units(tx: Session, district: str, *kinds: UnitKind) -> list[Unit]:
    """The units of a district, of these kinds or of all, by name."""
    query = select(Unit).where(Unit.district == district).order_by(Unit.name)
    return list(tx.exec(query.where(col(Unit.kind).in_(kinds)) if kinds else query))


def unit_named(tx: Session, district: str, name: str) -> Unit:
    """The unit with exactly this name, else the only one whose name contains it. Raises UnknownUnit."""
    every = units(tx, district)
    matching = [unit for unit in every if unit.name == name] or [unit for unit in every if name in unit.name]
    if len(matching) != 1:
        raise UnknownUnit(name, tuple(unit.name for unit in (matching or every)))
    return matching[0]


def unit_by_id(tx: Session, unit_id: int) -> Unit:
    return tx.get_one(Unit, unit_id)


def invite(
    tx: Session, actor: Actor, now: datetime, unit: Unit, role: Role, name: str, person_id: int | None = None
) -> Invited:
    """Make a one-time code; only its hash is kept. Raises RoleDoesNotFit.

    With `person_id` the code binds one more account to somebody who is there already.
    """
    if (role in {Role.SUPERVISOR, Role.ADMIN}) and unit.kind is not UnitKind.FINANCE:
        raise RoleDoesNotFit(role)
    code = new_code()
    invitation = Invitation(
        district=unit.district,
        unit_id=unit.id or 0,
        role=role,
        name=name,
        code_hash=hash_of(code),
        created_by_id=actor.person_id,
        created_at=now,
        expires_at=now + CODE_VALID,
        person_id=person_id,
    )
    tx.add(invitation)
    tx.flush()
    audit.append(
        tx, actor, now, "invited", f"invitation:{invitation.id}", role=role, unit=unit.name, name=name
    )
    return Invited(code, invitation.expires_at)


def bind(tx: Session, actor: Actor, now: datetime, code: str, name: str = "") -> Actor:
    """Make the actor's account that of the person whom the code invites; who the actor is from now on.

    `name` is what a new person calls themselves, else the name in the invitation holds. Raises
    BindingRefused; a wrong code is remembered only if the caller commits.
    """
    if _locked(tx, actor, now):
        raise BindingRefused(locked=True)
    invitation = tx.exec(select(Invitation).where(Invitation.code_hash == hash_of(code))).first()
    person = tx.get(Person, invitation.person_id) if invitation and invitation.person_id else None
    left = person is not None and not person.active
    if invitation is None or left or invitation.used_at is not None or invitation.expires_at <= now:
        tx.add(FailedBinding(channel=actor.channel, sender=actor.sender, at=now))
        tx.flush()
        raise BindingRefused(locked=False)
    if person is None:
        person = Person(
            district=invitation.district,
            unit_id=invitation.unit_id,
            name=name or invitation.name,
            role=invitation.role,
            created_at=now,
        )
        tx.add(person)
        tx.flush()
    invitation.used_at, invitation.person_id = now, person.id
    _bind_account(tx, actor, person, now)
    bound = actor_for(tx, actor.channel, actor.sender, actor.chat, person.district)
    audit.append(tx, bound, now, "bound", f"person:{person.id}", channel=actor.channel)
    return bound


def _bind_account(tx: Session, actor: Actor, person: Person, now: datetime) -> None:
    account = tx.exec(
        select(Identity).where(Identity.channel == actor.channel, Identity.external_id == actor.sender)
    ).first()
    if account is None:
        account = Identity(
            channel=actor.channel, external_id=actor.sender, chat="", person_id=0, bound_at=now
        )
    account.chat, account.person_id, account.bound_at = actor.chat, person.id or 0, now
    tx.add(account)
    tx.flush()


def people(tx: Session, district: str) -> list[tuple[Person, Unit]]:
    """The active people of a district with their units, by unit and name."""
    query = (
        select(Person, Unit)
        .join(Unit, col(Person.unit_id) == Unit.id)
        .where(Person.district == district, Person.active)
        .order_by(Unit.name, Person.name, col(Person.id))
    )
    return list(tx.exec(query))


def names(tx: Session, district: str) -> set[str]:
    """The names of all who ever were, or were invited, in a district."""
    known = select(Person.name).where(Person.district == district)
    invited = select(Invitation.name).where(Invitation.district == district)
    return {*tx.exec(known), *tx.exec(invited)}


def colleagues(tx: Session, actor: Actor) -> list[Person]:
    """The other active people of the actor's unit."""
    query = select(Person).where(Person.unit_id == actor.unit_id, Person.active, Person.id != actor.person_id)
    return list(tx.exec(query.order_by(Person.name, col(Person.id))))


def person(tx: Session, person_id: int) -> Person:
    return tx.get_one(Person, person_id)


def has_admin(tx: Session) -> bool:
    """Whether the installation has an administrator who can act."""
    query = select(Person.id).join(Identity).where(Person.role == Role.ADMIN, Person.active)
    return tx.exec(query.limit(1)).first() is not None


def deactivate(tx: Session, actor: Actor, now: datetime, who: Person) -> None:
    """The person may no longer act and is no longer reminded; what they recorded stays.

    Codes for further accounts of theirs are void.
    """
    who.active = False
    tx.add(who)
    codes = select(Invitation).where(Invitation.person_id == who.id, col(Invitation.used_at).is_(None))
    for invitation in tx.exec(codes):
        invitation.expires_at = now
    tx.flush()
    audit.append(tx, actor, now, "deactivated", f"person:{who.id}", name=who.name)


def _locked(tx: Session, actor: Actor, now: datetime) -> bool:
    def failures(since: datetime, *more: sqlalchemy.ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(FailedBinding).where(col(FailedBinding.at) > since, *more)
        return tx.exec(query).one()

    own = failures(
        now - LOCK_OF_A_SENDER,
        col(FailedBinding.channel) == actor.channel,
        col(FailedBinding.sender) == actor.sender,
    )
    return own >= TRIES_OF_A_SENDER or failures(now - LOCK_OF_ALL) >= TRIES_OF_ALL
