"""Who may do what, and what each may see. Roles are compared here and nowhere else."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_
from sqlmodel import col

from models.tables.project import Project
from models.types import Role, UnitKind

EVERYONE = frozenset(Role)
BOUND = frozenset(Role) - {Role.SUPPLIER}
UNIT_STAFF = frozenset({Role.OFFICER, Role.LEAD})
SUPERVISION = frozenset({Role.SUPERVISOR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is talking, on which channel. A supplier has no person, no unit and sees no project."""

    channel: str
    sender: str
    chat: str
    district: str
    person_id: int | None = None
    name: str = ""
    role: Role = Role.SUPPLIER
    unit_id: int | None = None
    unit_name: str = ""
    unit_kind: UnitKind | None = None

    @property
    def id(self) -> int:
        """The person's id; only for what a supplier cannot reach."""
        if self.person_id is None:
            raise NotAllowed(self.role)
        return self.person_id


class NotAllowed(Exception):
    """The actor's role may not do this."""

    def __init__(self, role: Role) -> None:
        super().__init__(role)
        self.role = role


def allows(who: frozenset[Role], actor: Actor) -> bool:
    """Whether the actor is one of those that an intention is for."""
    return actor.role in who


def scope(actor: Actor) -> ColumnElement[bool]:
    """The projects that the actor may see: where every read of projects begins.

    A buyer sees its own, an agency those entrusted to it, the finance bureau those of its district.
    """
    if actor.unit_id is None or not allows(BOUND, actor):
        return false()
    if actor.unit_kind is UnitKind.FINANCE:
        return col(Project.district) == actor.district
    return or_(col(Project.buyer_id) == actor.unit_id, col(Project.agency_id) == actor.unit_id)


def may_register_projects(actor: Actor) -> bool:
    """Buyers and agencies register projects; the finance bureau only watches them."""
    return allows(UNIT_STAFF, actor) and actor.unit_kind in {UnitKind.BUYER, UnitKind.AGENCY}


def may_record(actor: Actor, by: tuple[str, ...]) -> bool:
    """Whether the actor's unit is of a kind that records such a milestone (`MilestoneKind.by`)."""
    return allows(BOUND, actor) and actor.unit_kind is not None and actor.unit_kind.value in by


def may_act_on(actor: Actor, obliged: tuple[str, ...]) -> bool:
    """Whether a deadline that the actor sees is one of their own unit (`Tracking.obliged`)."""
    return allows(BOUND, actor) and actor.unit_kind is not None and actor.unit_kind.value in obliged
