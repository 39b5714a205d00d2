"""What an installation sets up for itself: secrets, and the way in for the first administrator."""

import secrets
from datetime import datetime

from sqlmodel import Session, col, select

from ledger import people
from ledger.people import Invited
from ledger.rights import Actor
from models.tables.record import Secret
from models.tables.unit import Invitation, Unit
from models.types import Role, UnitKind
from rules.pack import Division

SECRET_BYTES = 32
FIRST_ADMIN = "首位管理员"


def operator(district: str) -> Actor:
    """Whoever can run commands on the machine; no person of the district."""
    return Actor("cli", "operator", "", district, role=Role.ADMIN)


def secret(tx: Session, name: str) -> bytes:
    """A random key of this installation, made when it is first asked for."""
    row = tx.get(Secret, name)
    if row is None:
        row = Secret(name=name, value=secrets.token_hex(SECRET_BYTES))
        tx.add(row)
    return bytes.fromhex(row.value)


def districts_in_use(tx: Session) -> list[str]:
    """The codes of the districts that have units."""
    return sorted(set(tx.exec(select(Unit.district))))


def first_admin_code(tx: Session, division: Division, now: datetime) -> Invited | None:
    """A code for the first administrator while there is none; the one made before is void from now on."""
    if people.has_admin(tx):
        return None
    unused = select(Invitation).where(Invitation.name == FIRST_ADMIN, col(Invitation.used_at).is_(None))
    for invitation in tx.exec(unused).all():
        invitation.expires_at = now
        tx.add(invitation)
    me = operator(division.code)
    units = people.units(tx, division.code, UnitKind.FINANCE)
    unit = units[0] if units else people.add_unit(tx, me, now, division.finance_bureau, UnitKind.FINANCE)
    return people.invite(tx, me, now, unit, Role.ADMIN, FIRST_ADMIN)
