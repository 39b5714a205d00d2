"""Who is meant by 经办人, 责任人, 监督岗 of a deadline."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.tables.deadline import Deadline
from models.tables.project import Lot, Project
from models.tables.unit import Identity, Person, Unit
from models.types import Role, UnitKind


class Circle:
    """The people around one deadline, by the names that the ladders use: `officer`, `lead`, `supervisor`.

    Only who is active and bound counts. Where the obliged unit has nobody, the agency that the project
    is entrusted to stands in; for what the finance bureau has to do, nobody outside of it does.
    """

    def __init__(self, tx: Session, deadline: Deadline, obliged: Sequence[str]) -> None:
        project = tx.get_one(Project, tx.get_one(Lot, deadline.lot_id).project_id)
        finance = _finance_units(tx, project)
        units = {
            UnitKind.BUYER: [project.buyer_id],
            UnitKind.AGENCY: [project.agency_id] if project.agency_id else [],
            UnitKind.FINANCE: finance,
        }
        everyone = _bound(tx, [unit_id for kind in obliged for unit_id in units[UnitKind(kind)]])
        if not everyone and UnitKind.FINANCE not in obliged:
            everyone = _bound(tx, units[UnitKind.AGENCY])
        self._officers = [person for person in everyone if person.role is Role.OFFICER]
        self._leads = [person for person in everyone if person.role is Role.LEAD]
        self._supervisors = [each for each in _bound(tx, finance) if each.role is Role.SUPERVISOR]
        in_charge_id = deadline.responsible_id or project.created_by_id
        self._in_charge = [person for person in everyone if person.id == in_charge_id]

    def audience(self, name: str) -> list[Person]:
        """The people of that name. For an officer where there is none: the next who can act."""
        if name == "supervisor":
            return self._supervisors
        if name == "lead":
            return self._leads
        return self._in_charge or self._officers or self._leads or self._supervisors

    def after(self, person: Person) -> list[Person]:
        """Who is asked in turn when that person cannot be reached: colleagues, leads, supervisors."""
        ranks = [self._officers, self._leads, self._supervisors]
        own = next((place for place, rank in enumerate(ranks) if person.id in {each.id for each in rank}), 0)
        return [each for rank in ranks[own:] for each in rank if each.id != person.id]


def _finance_units(tx: Session, project: Project) -> list[int]:
    query = select(Unit.id).where(Unit.district == project.district, Unit.kind == UnitKind.FINANCE)
    return [unit_id for unit_id in tx.exec(query) if unit_id]


def _bound(tx: Session, unit_ids: Sequence[int]) -> list[Person]:
    """The active people of these units who have an account anywhere, by unit and name."""
    accounts = select(Identity.person_id)
    query = (
        select(Person)
        .where(col(Person.unit_id).in_(unit_ids), Person.active, col(Person.id).in_(accounts))
        .order_by(col(Person.unit_id), Person.name, col(Person.id))
    )
    return list(tx.exec(query))
