"""What goes in and out of the core, whatever the platform. Standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BUTTON_BYTES = 64
"""The shortest limit among the platforms (Telegram's callback_data), in bytes of UTF-8."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a person, or one press of a button (which says what could have been typed).

    `external_id` is the platform's own id of the update and unique within `channel`: it is how a
    repeated delivery is recognised. `chat` is where the reply goes, `sender` who wrote.
    `district` is the division code that the door was opened with, or empty for the default.
    """

    channel: str
    external_id: str
    chat: str
    sender: str
    text: str
    is_group: bool = False
    district: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A label, and the text that pressing it sends. Everything a button does can be typed."""

    label: str
    says: str

    def __post_init__(self) -> None:
        if len(self.says.encode()) > BUTTON_BYTES:
            raise ValueError(f"a button says at most {BUTTON_BYTES} bytes: {self.says!r}")


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the bot. `text` is plain; a channel escapes and splits it as its platform needs.

    `abroad` replaces the text on channels whose servers are abroad, where the text holds personal
    data or the content of a case, and `abroad_buttons` the buttons; empty where nothing has to be kept
    back. `kept` replaces the text in the database, where it holds a secret that is shown once.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    abroad: str = ""
    kept: str = ""
    abroad_buttons: tuple[Button, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The reply as plain JSON values, for the inbox and the outbox."""
        return {
            "text": self.kept or self.text,
            "buttons": _pairs(self.buttons),
            "abroad": self.abroad,
            "abroad_buttons": _pairs(self.abroad_buttons),
        }

    @classmethod
    def from_json(cls, data: dict[str, object]) -> "Reply":
        """The reverse of as_json."""
        return cls(
            text=str(data["text"]),
            buttons=_buttons(data["buttons"]),
            abroad=str(data["abroad"]),
            abroad_buttons=_buttons(data["abroad_buttons"]),
        )


def _pairs(buttons: Sequence[Button]) -> list[list[str]]:
    return [[button.label, button.says] for button in buttons]


def _buttons(pairs: Any) -> tuple[Button, ...]:
    return tuple(Button(label, says) for label, says in pairs)
