"""The vocabulary of the program: what things can be. Standard library only, no behaviour."""

from enum import StrEnum
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The zone of every day that people see, whatever the host's."""


class Role(StrEnum):
    """What a person may be. SUPPLIER is anyone who is not bound."""

    SUPPLIER = "supplier"
    OFFICER = "officer"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class UnitKind(StrEnum):
    """采购人、采购代理机构、财政部门 (OCDS: buyer, procuringEntity, reviewBody)."""

    BUYER = "buyer"
    AGENCY = "agency"
    FINANCE = "finance"


class ProcurementKind(StrEnum):
    """货物、服务、工程, by their OCDS names."""

    GOODS = "goods"
    SERVICES = "services"
    WORKS = "works"


class Level(StrEnum):
    """Which of the two limits: the district's promise or the law's limit."""

    LOCAL = "local"
    STATUTORY = "statutory"


class DeadlineState(StrEnum):
    """How a deadline stands. LATE is past the local limit only; BREACH is past the statutory one."""

    OPEN = "open"
    MET = "met"
    WITHDRAWN = "withdrawn"


class Punctuality(StrEnum):
    """In time, late against the local limit (a broken promise), or in breach of the law."""

    IN_TIME = "in_time"
    LATE = "late"
    BREACH = "breach"


class ReminderState(StrEnum):
    """PLANNED waits for its time; QUEUED is in the outbox; the others are ends, each with its cause."""

    PLANNED = "planned"
    QUEUED = "queued"
    CANCELLED = "cancelled"  # the thing was done, or its deadline moved
    COLLAPSED = "collapsed"  # a more urgent rung of the same deadline went out instead


class DeliveryState(StrEnum):
    """A row of the outbox. PENDING waits for next_try_at; SENDING is leased until lease_until."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    REFUSED = "refused"  # the platform will never take it: blocked, left, unknown
    EXPIRED = "expired"  # tried for as long as it was of use
    CANCELLED = "cancelled"  # no longer true when its turn came


class AnswerKind(StrEnum):
    """What the bot did with a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    DECLINE = "decline"


class WaitingFor(StrEnum):
    """Why a question waits for a person, the most pressing reason first."""

    PERSON = "person"  # the asker wants one
    NO_BASIS = "no_basis"  # declined, though it is about procurement
    NOT_USEFUL = "not_useful"  # the asker said so of the answer
    UNSURE = "unsure"  # nearly declined: asked back with little to go by
