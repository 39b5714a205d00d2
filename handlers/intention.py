"""What an intention is: something the bot does for those who may."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.forms import Form
from handlers.turn import Turn
from models.message import Reply
from models.types import Role


@dataclass(frozen=True, slots=True)
class Intention:
    """Menus, help and rights come from it.

    `command` is Telegram's, `keywords` are what people type elsewhere, the first one is shown.
    `who` may use it. Without a `summary` it is reached by buttons only. In a group nothing `private` is done.
    """

    command: str
    keywords: tuple[str, ...]
    who: frozenset[Role]
    run: Callable[[Turn], list[Reply]]
    summary: str = ""
    forms: tuple[Form, ...] = ()
    private: bool = False
