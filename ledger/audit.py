"""留痕: the append-only chain of who did what."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from ledger.rights import Actor
from models.tables.record import AuditEntry

FIRST = "0" * 64
"""What the first entry of an installation names as its predecessor."""


def append(tx: Session, actor: Actor, now: datetime, action: str, subject: str, **data: Any) -> None:
    """Add an entry to the chain, in the transaction of what it tells of. `data` must be JSON values."""
    previous = tx.exec(select(AuditEntry.hash).order_by(col(AuditEntry.id).desc()).limit(1)).first() or FIRST
    entry = AuditEntry(
        district=actor.district,
        at=now,
        actor_id=actor.person_id,
        channel=actor.channel,
        action=action,
        subject=subject,
        data=data,
        previous_hash=previous,
        hash="",
    )
    entry.hash = _hash(entry)
    tx.add(entry)
    tx.flush()


def first_broken(tx: Session) -> AuditEntry | None:
    """The first entry that was changed, removed before, or put elsewhere; None if the chain is whole."""
    previous = FIRST
    for entry in tx.exec(select(AuditEntry).order_by(col(AuditEntry.id))):
        if entry.previous_hash != previous or entry.hash != _hash(entry):
            return entry
        previous = entry.hash
    return None


def _hash(entry: AuditEntry) -> str:
    told = [
        entry.previous_hash,
        entry.district,
        entry.at.isoformat(),
        entry.actor_id,
        entry.channel,
        entry.action,
        entry.subject,
        entry.data,
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
