"""One message, one transaction: what it changes and what is answered are kept together or not at all."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.clock import Clock
from bot.database import Database
from bot.logs import new_reference
from bot.packs.districts import Districts
from handlers import abroad, route
from handlers.registry import LINES
from handlers.turn import Contacts, Turn
from ledger import conversations, inbox, people
from models.message import Incoming, Reply

log = logging.getLogger(__name__)

UNEXPECTED = "这一步没有成功，刚才的内容没有保存。请再发一次；仍不行请告诉管理员编号 {}。"


def storable(text: str) -> str:
    """Without what a database refuses (halves of surrogate pairs, NUL): it would come again for ever."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


@dataclass(frozen=True, slots=True)
class Core:
    """What every channel hands its messages to. `home` is the district of those who come without one."""

    database: Database
    districts: Districts
    clock: Clock
    home: str
    contacts: Contacts
    reach: Sequence[str]

    async def receive(self, incoming: Incoming) -> tuple[Reply, ...]:
        """The replies to a message, once its transaction is committed; for a repeated one those stored.

        Something unexpected is logged under a reference number that the person is told, with nothing of
        the message kept but that reply. Raises only if not even that could be committed.
        """
        now = self.clock()
        incoming = replace(incoming, text=storable(incoming.text))
        try:
            return await self._handled_once(incoming, now)
        except Exception:
            reference = new_reference()
            log.exception("message failed", extra={"reference": reference, "channel": incoming.channel})
            reply = Reply(UNEXPECTED.format(reference))
            return await self.database.run(
                lambda tx: self._store_failure(tx, incoming, now, reply, reference)
            )

    async def _handled_once(self, incoming: Incoming, now: datetime) -> tuple[Reply, ...]:
        """The inbox takes an update once. A repeated one fails there, with all that it did, and gets the
        stored replies; so does the second of two that met, or it finds the first one's work done."""
        try:
            return await self.database.run(lambda tx: self.handle(tx, incoming, now))
        except IntegrityError:
            return await self.database.run(lambda tx: self._repeated(tx, incoming, now))

    def _repeated(self, tx: Session, incoming: Incoming, now: datetime) -> tuple[Reply, ...]:
        stored = inbox.stored_replies(tx, incoming)
        return self.handle(tx, incoming, now) if stored is None else stored

    def handle(self, tx: Session, incoming: Incoming, now: datetime) -> tuple[Reply, ...]:
        """The whole message inside its transaction. Raises IntegrityError for an update handled before."""
        talk = conversations.open_talk(tx, incoming, self.home, now)
        actor = people.actor_for(
            tx, incoming.channel, incoming.sender, incoming.chat, self._district(talk.district)
        )
        talk.district = actor.district
        turn = Turn(
            tx=tx,
            actor=actor,
            now=now,
            text=incoming.text,
            conversation=talk,
            district=self.districts.of(actor.district),
            planner_of=self.districts.planner,
            contacts=self.contacts if actor.district == self.home else Contacts(),
            reach=self.reach,
            menu=LINES,
            kept=incoming.text,
        )
        said = route.answer_in_group(turn) if incoming.is_group else route.answer(turn)
        replies = tuple(abroad.fit(turn, said))
        conversations.save(tx, talk, now)
        inbox.store(tx, incoming, turn.kept, now, replies)
        return replies

    def _district(self, code: str) -> str:
        return code if self.districts.knows(code) else self.home

    def _store_failure(
        self, tx: Session, incoming: Incoming, now: datetime, reply: Reply, reference: str
    ) -> tuple[Reply, ...]:
        stored = inbox.stored_replies(tx, incoming)
        if stored is not None:
            return stored
        inbox.store(tx, incoming, incoming.text, now, (reply,), reference)
        return (reply,)
