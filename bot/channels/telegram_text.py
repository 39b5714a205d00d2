"""Between Telegram's updates and ours: what a person said, and how a reply is laid out."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update, User
from telegram.constants import ChatType, MessageLimit

from models.message import Button, Incoming, Reply

NAME = "telegram"
SHORT_LABEL = 8
"""Two labels of at most so many characters fit side by side on a phone."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One sendMessage: the text, and the rows of buttons under it."""

    text: str
    keyboard: tuple[tuple[Button, ...], ...] = ()

    def as_json(self, chat: str) -> dict[str, Any]:
        """The parameters of the call."""
        values: dict[str, Any] = {
            "chat_id": chat,
            "text": self.text,
            "link_preview_options": {"is_disabled": True},
        }
        if self.keyboard:
            rows = [
                [{"text": each.label, "callback_data": each.says} for each in row] for row in self.keyboard
            ]
            values["reply_markup"] = {"inline_keyboard": rows}
        return values


def parse(data: object) -> Update | None:
    """The update, or None where it is not one."""
    if not isinstance(data, dict) or not isinstance(data.get("update_id"), int):
        return None
    try:
        return Update.de_json(data, None)
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, OSError, RecursionError):
        return None


def incoming_of(update: Update, me: User) -> Incoming | None:
    """What was said to us, or None where it is nothing for us: edits, channels, group talk among others."""
    if query := update.callback_query:
        if not query.data or not query.message:
            return None
        chat = query.message.chat
        return _incoming(update, chat.id, query.from_user, query.data, chat.type in GROUPS)
    message = update.message
    # Anonymous administrators and channels all share one sender: nobody could be told apart.
    if not message or not message.from_user or message.sender_chat or message.from_user.is_bot:
        return None
    is_group = message.chat.type in GROUPS
    if (is_group and not _addressed(message, me)) or not (message.text or message.effective_attachment):
        return None
    text = _name_of(me).sub("", message.text or "").strip()
    return _incoming(update, message.chat.id, message.from_user, text, is_group)


def outgoing(reply: Reply) -> list[Outgoing]:
    """The messages that a reply becomes; the buttons are under the last one."""
    *before, last = split(reply.text.rstrip())
    return [*(Outgoing(text) for text in before), Outgoing(last, _keyboard(reply.buttons))]


def split(text: str, limit: int = MessageLimit.MAX_TEXT_LENGTH) -> list[str]:
    """Pieces of at most `limit` UTF-16 units, cut after line ends where possible; joined, the text again."""
    pieces = [""]
    room = limit
    for chunk in _chunks(text, limit):
        units = _units(chunk)
        if units > room:
            pieces.append("")
            room = limit
        pieces[-1] += chunk
        room -= units
    return pieces


def refusal_of(body: bytes) -> tuple[str, float]:
    """What Telegram says instead of sending, and for how many seconds it wants quiet in the chat."""
    try:
        answer = json.loads(body)
        parameters = answer.get("parameters", {})
        # A group that moved names its new chat only there.
        said = f"{answer['description']} {parameters or ''}".rstrip()
        return said, float(parameters.get("retry_after", 0))
    except (ValueError, TypeError, LookupError, AttributeError):
        return "no answer of the Bot API", 0.0


GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


def _incoming(update: Update, chat: int, sender: User, text: str, is_group: bool) -> Incoming:
    return Incoming(
        channel=NAME,
        external_id=str(update.update_id),
        chat=str(chat),
        sender=str(sender.id),
        text=text,
        is_group=is_group,
    )


def _addressed(message: Message, me: User) -> bool:
    """Whether a message in a group is for us: it names us (`/log@our_bot` as well) or replies to us."""
    replied_to = message.reply_to_message and message.reply_to_message.from_user
    if replied_to and replied_to.id == me.id:
        return True
    return bool(_name_of(me).search(message.text or message.caption or ""))


def _name_of(me: User) -> re.Pattern[str]:
    """Not \\b at the end: in `@our_bot几天` Chinese follows at once, and it counts as a letter."""
    return re.compile(rf" *@{re.escape(str(me.username))}(?![A-Za-z0-9_])", re.IGNORECASE)


def _keyboard(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Rows from the last button on, so that a pair at the end (有用, 没用) is never torn apart."""
    rows: list[list[Button]] = []
    for button in reversed(buttons):
        beside = rows[0] if rows else []
        if len(beside) == 1 and all(len(each.label) <= SHORT_LABEL for each in (*beside, button)):
            beside.insert(0, button)
        else:
            rows.insert(0, [button])
    return tuple(tuple(row) for row in rows)


def _chunks(text: str, limit: int) -> Iterator[str]:
    """The lines; characters where a line alone is too long."""
    for line in text.splitlines(keepends=True) or [text]:
        if _units(line) <= limit:
            yield line
        else:
            yield from line


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
