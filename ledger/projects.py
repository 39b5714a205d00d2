"""采购项目 and 标包, each read within what the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from language.entities import nearest
from ledger import audit
from ledger.rights import Actor, NotAllowed, may_register_projects, scope
from models.tables.project import Lot, Project
from models.types import ProcurementKind


class UnknownProject(Exception):
    """The actor sees no project of that code; `nearest` are like ones that they do see."""

    def __init__(self, code: str, nearest: tuple[str, ...]) -> None:
        super().__init__(code)
        self.code, self.nearest = code, nearest


class ProjectExists(Exception):
    """The district has a project of that code already."""


@dataclass(frozen=True, slots=True)
class NewLot:
    """A 标包 to be registered; its number is its place."""

    name: str
    budget_yuan: Decimal


@dataclass(frozen=True, slots=True)
class NewProject:
    """What a project is registered with. Without `lots` the project is one lot."""

    code: str
    name: str
    kind: ProcurementKind
    budget_yuan: Decimal
    buyer_id: int
    agency_id: int | None
    suitable_for_sme: bool
    sme_reason: str
    began_on: date
    lots: tuple[NewLot, ...] = ()


def register(tx: Session, actor: Actor, now: datetime, new: NewProject) -> Project:
    """Register a project with its lots. Raises NotAllowed, ProjectExists."""
    own = actor.unit_id in {new.buyer_id, new.agency_id}
    if not may_register_projects(actor) or not own:
        raise NotAllowed(actor.role)
    if is_taken(tx, actor.district, new.code):
        raise ProjectExists(new.code)
    project = Project(
        district=actor.district,
        code=new.code,
        name=new.name,
        kind=new.kind,
        budget_yuan=new.budget_yuan,
        buyer_id=new.buyer_id,
        agency_id=new.agency_id,
        suitable_for_sme=new.suitable_for_sme,
        sme_reason=new.sme_reason,
        began_on=new.began_on,
        created_by_id=actor.id,
        created_at=now,
    )
    tx.add(project)
    tx.flush()
    for number, lot in enumerate(new.lots or (NewLot(new.name, new.budget_yuan),), start=1):
        tx.add(
            Lot(
                district=actor.district,
                project_id=project.id or 0,
                number=number,
                name=lot.name,
                budget_yuan=lot.budget_yuan,
            )
        )
    tx.flush()
    audit.append(tx, actor, now, "project registered", f"project:{project.id}", code=new.code)
    return project


def is_taken(tx: Session, district: str, code: str) -> bool:
    """Whether the code is in use in the district. Tells a registrar no more than that."""
    return (
        tx.exec(select(Project.id).where(Project.district == district, Project.code == code)).first()
        is not None
    )


def visible(tx: Session, actor: Actor) -> list[Project]:
    """The projects that the actor may see, the newest first."""
    return list(tx.exec(select(Project).where(scope(actor)).order_by(col(Project.id).desc())))


def find(tx: Session, actor: Actor, code: str) -> Project:
    """The project of that code, if the actor may see it. Raises UnknownProject, the same for both reasons."""
    project = tx.exec(select(Project).where(scope(actor), Project.code == code)).first()
    if project is None:
        codes = tx.exec(select(Project.code).where(scope(actor)))
        raise UnknownProject(code, tuple(nearest(code, codes)))
    return project


def lots(tx: Session, project: Project) -> Sequence[Lot]:
    """The lots of a project, by number."""
    return tx.exec(select(Lot).where(Lot.project_id == project.id).order_by(col(Lot.number))).all()


def lot_with_project(tx: Session, lot_id: int) -> tuple[Lot, Project]:
    """A lot and its project, for what the caller may already see."""
    lot = tx.get_one(Lot, lot_id)
    return lot, tx.get_one(Project, lot.project_id)
