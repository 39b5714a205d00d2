"""Who is meant by 经办人, 责任人, 监督岗 of a deadline."""

from collections.abc import Sequence

from sqlmodel import Session, select

from models.tables.deadline import Deadline
from models.tables.project import Lot, Project
from models.tables.unit import Person, Unit
from models.types import Role, UnitKind


class Circle:
    """The people around one deadline, by the names that the ladders use: `officer`, `lead`, `supervisor`."""

    def __init__(self, tx: Session, deadline: Deadline, obliged: Sequence[str]) -> None:
        project = tx.get_one(Project, tx.get_one(Lot, deadline.lot_id).project_id)
        self._everyone = _active(tx, _obliged_units(tx, project, obliged))
        self._supervisors = [
            person for person in _active(tx, _finance_units(tx, project)) if person.role is Role.SUPERVISOR
        ]
        self._others = _active(tx, [unit_id for unit_id in (project.buyer_id, project.agency_id) if unit_id])
        self._officer_id = deadline.responsible_id or project.created_by_id

    def audience(self, name: str) -> list[Person]:
        """The people of that name; where a unit has nobody of it, the next who can act."""
        if name == "supervisor":
            return self._supervisors
        leads = [person for person in self._everyone if person.role is Role.LEAD]
        if name == "lead":
            return leads
        officers = [person for person in self._everyone if person.role is Role.OFFICER]
        in_charge = [person for person in self._everyone if person.id == self._officer_id]
        return in_charge or officers or leads or self._others or self._supervisors

    def after(self, person: Person) -> list[Person]:
        """Who is asked in turn when that person cannot be reached: colleagues, leads, supervisors."""
        officers = [each for each in self._everyone if each.role is Role.OFFICER]
        line = [*officers, *self.audience("lead"), *self._supervisors]
        places = [place for place, each in enumerate(line) if each.id == person.id]
        return line[places[-1] + 1 :] if places else [each for each in line if each.id != person.id]


def _obliged_units(tx: Session, project: Project, obliged: Sequence[str]) -> list[int]:
    by_kind = {
        UnitKind.BUYER: [project.buyer_id],
        UnitKind.AGENCY: [project.agency_id] if project.agency_id else [],
        UnitKind.FINANCE: _finance_units(tx, project) if UnitKind.FINANCE in obliged else [],
    }
    return [unit_id for kind in UnitKind if kind in obliged for unit_id in by_kind[kind]]


def _finance_units(tx: Session, project: Project) -> list[int]:
    query = select(Unit.id).where(Unit.district == project.district, Unit.kind == UnitKind.FINANCE)
    return [unit_id for unit_id in tx.exec(query) if unit_id]


def _active(tx: Session, unit_ids: Sequence[int]) -> list[Person]:
    return [
        person
        for unit_id in unit_ids
        for person in tx.exec(
            select(Person).where(Person.unit_id == unit_id, Person.active).order_by(Person.name)
        )
    ]
