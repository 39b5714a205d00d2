"""What a handler works with: one message of one person, in one transaction, at one moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlmodel import Session

from knowledge.base import District
from ledger.conversations import Talk
from ledger.rights import Actor
from models.types import SHANGHAI, Role
from reminders.plan import Planner
from rules.pack import Pack


@dataclass(frozen=True, slots=True)
class Contacts:
    """How the bureau can be reached, as the deployer filled it in; empty where not configured."""

    address: str = ""
    phone: str = ""
    office_hours: str = ""
    online_url: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class MenuLine:
    """A line of the help: what to send, what it does, who may."""

    keyword: str
    summary: str
    who: frozenset[Role]


class Scene(Protocol):
    """What words need to know: the rules of the district and the day. A Turn is one."""

    @property
    def pack(self) -> Pack: ...

    @property
    def today(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Moment:
    """The scene of what the bot says on its own initiative."""

    pack: Pack
    today: date


@dataclass(slots=True)
class Turn:
    """One message. `text` is what was said, `rest` what follows the keyword that led here.

    `kept` is what the inbox keeps of it: the text as it was typed, unless it holds a secret.
    """

    tx: Session
    actor: Actor
    now: datetime
    text: str
    conversation: Talk
    district: District
    planner_of: Callable[[str], Planner]
    contacts: Contacts
    reach: Sequence[str]
    menu: tuple[MenuLine, ...]
    rest: str = ""
    kept: str = ""

    @property
    def pack(self) -> Pack:
        return self.district.pack

    @property
    def planner(self) -> Planner:
        """What plans the reminders of the actor's district."""
        return self.planner_of(self.actor.district)

    @property
    def today(self) -> date:
        """The Shanghai day of the message."""
        return self.now.astimezone(SHANGHAI).date()
