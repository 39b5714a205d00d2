"""Forms as data: fields asked one after the other, a card to confirm, and a way back at every step.

A form lives in its conversation, so it keeps its place over days and restarts. A question in the
middle of it is answered, and the form goes on.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from handlers.answering import answer_of, told
from handlers.turn import Turn
from handlers.words import BACK, CANCEL, CONFIRM
from language.entities import yes_no
from models.message import Button, Reply
from models.types import AnswerKind

NO_FORM = "现在没有在填的表单。"
PUT_AWAY = "刚才没填完的表单已放下，没有保存。"
ANSWERED = frozenset({AnswerKind.ANSWER})
TOKEN = re.compile(r"[0-9a-f]{6}")
QUESTION = re.compile(r"[?？吗呢么]$|几天|几日|多久|多少|什么|怎么|是否|能不能|要不要|可不可以")
Values = dict[str, Any]
"""What was filled in so far, by field: JSON values."""


class NotUnderstood(Exception):
    """The text is no value for the field; `message` says what to write instead."""

    def __init__(self, message: str, *buttons: Button) -> None:
        super().__init__(message)
        self.message, self.buttons = message, buttons


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to ask for. `read` gives its JSON value or raises NotUnderstood.

    `free` fields take any text; in `verbatim` ones also what reads like a question is the value.
    """

    key: str
    ask: Callable[[Turn, Values], Reply]
    read: Callable[[Turn, Values, str], Any]
    needed: Callable[[Turn, Values], bool] = lambda _turn, _values: True
    free: bool = False
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What is about to be saved, for a last look. 上一步 is called `change` and asks for `changes` anew.

    `abroad` replaces the text on channels abroad, where it holds what must not leave the country.
    """

    text: str
    change: str = BACK
    changes: str = ""
    confirm: str = CONFIRM
    abroad: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """`save` runs once everything is there and, where there is a `card`, was confirmed."""

    name: str
    fields: tuple[Field, ...]
    save: Callable[[Turn, Values], list[Reply]]
    card: Callable[[Turn, Values], Card] | None = None


def start(turn: Turn, form: Form, values: Values | None = None) -> list[Reply]:
    """Open the form with what is known already; whatever was open before is put away, and that is said."""
    before = turn.conversation.form
    turn.conversation.form = {"form": form.name, "values": values or {}, "asked": [], "token": ""}
    return [*([Reply(PUT_AWAY)] if before and before["values"] else []), *_go_on(turn, form)]


def proceed(turn: Turn, forms: Mapping[str, Form]) -> list[Reply] | None:
    """Let the open form take the message; None where there is none, or where it is of an old version."""
    state = turn.conversation.form
    form = forms.get(state["form"]) if state else None
    if state is None or form is None:
        turn.conversation.form = None
        return [Reply(NO_FORM)] if turn.text in {BACK, CONFIRM} else None
    text = turn.text.strip()
    if text == BACK:
        return _back(turn, form)
    field = _missing(turn, form)
    # A name may read like a question; a choice, a day or an amount is none, even where one occurs in it.
    kinds = ANSWERED if field is not None and field.free else frozenset(AnswerKind)
    verbatim = field is not None and field.verbatim
    if not verbatim and is_question(text) and (answered := _aside(turn, form, kinds)):
        return answered
    if field is None:
        return _at_card(turn, form, text)
    try:
        state["values"][field.key] = field.read(turn, state["values"], text)
    except NotUnderstood as error:
        answered = None if verbatim else _aside(turn, form)
        return answered or [Reply(error.message, error.buttons or _ask(turn, field).buttons)]
    state["asked"].append(field.key)
    return _go_on(turn, form)


def confirms_old_card(turn: Turn) -> bool:
    """Whether a button of a card was pressed that is no longer the one in question."""
    word, _, token = turn.text.partition(" ")
    state = turn.conversation.form
    is_token = word == CONFIRM and TOKEN.fullmatch(token) is not None
    return is_token and (state is None or state["token"] != token)


def _go_on(turn: Turn, form: Form) -> list[Reply]:
    state = turn.conversation.form or {}
    field = _missing(turn, form)
    if field is not None:
        state["token"] = ""
        return [_ask(turn, field)]
    if form.card is None:
        return _save(turn, form)
    state["token"] = secrets.token_hex(3)
    return [_show(turn, form)]


def _at_card(turn: Turn, form: Form, text: str) -> list[Reply]:
    state = turn.conversation.form or {}
    card = _card(turn, form)
    word, _, token = text.partition(" ")
    pressed = word == CONFIRM and token in {"", state["token"]}
    if pressed or text == card.confirm or yes_no(text) is True:
        turn.kept = CONFIRM if pressed else turn.kept
        return _save(turn, form)
    if text == card.change:
        return _back(turn, form)
    if yes_no(text) is False:
        return cancel(turn)
    if _replaced(turn, form, card, text):
        return _go_on(turn, form)
    hint = f"请按“{card.confirm}”保存，或者“{card.change}”修改、“取消”放弃。"
    return _aside(turn, form) or [_again(turn, form, hint)]


def _replaced(turn: Turn, form: Form, card: Card, text: str) -> bool:
    """Take the text for another value of what the card would have changed: 不对，是21号."""
    values = (turn.conversation.form or {})["values"]
    asked = [field for field in form.fields if field.key in values and not field.free]
    if not asked:
        return False
    field = next((field for field in asked if field.key == card.changes), asked[-1])
    try:
        values[field.key] = field.read(turn, values, text)
    except NotUnderstood:
        return False
    return True


def cancel(turn: Turn) -> list[Reply]:
    """Put the open form away; nothing of it was saved."""
    was_open = turn.conversation.form is not None
    turn.conversation.form = None
    return [Reply("已取消，刚才填的没有保存。" if was_open else NO_FORM)]


def _save(turn: Turn, form: Form) -> list[Reply]:
    values = (turn.conversation.form or {})["values"]
    turn.conversation.form = None
    return form.save(turn, values)


def _back(turn: Turn, form: Form) -> list[Reply]:
    """Ask for the last thing anew: what was asked last, else what came with the first line."""
    state = turn.conversation.form or {}
    given = [field.key for field in form.fields if field.key in state["values"]]
    last = (state["asked"] or given)[-1:]
    if _missing(turn, form) is None:
        last = [_card(turn, form).changes or key for key in last]
    for key in last:
        del state["values"][key]
    state["asked"] = [key for key in state["asked"] if key not in last]
    return _go_on(turn, form)


def _missing(turn: Turn, form: Form) -> Field | None:
    values = (turn.conversation.form or {})["values"]
    return next(
        (field for field in form.fields if field.key not in values and field.needed(turn, values)), None
    )


def _ask(turn: Turn, field: Field) -> Reply:
    return field.ask(turn, (turn.conversation.form or {})["values"])


def _show(turn: Turn, form: Form) -> Reply:
    state = turn.conversation.form or {}
    card = _card(turn, form)
    says = f"{CONFIRM} {state['token']}"
    buttons = (Button(card.confirm, says), Button(card.change, BACK), Button(CANCEL, CANCEL))
    return Reply(card.text, buttons, card.abroad, abroad_buttons=buttons if card.abroad else ())


def _card(turn: Turn, form: Form) -> Card:
    values = (turn.conversation.form or {})["values"]
    return form.card(turn, values) if form.card else Card("请确认。")


def _again(turn: Turn, form: Form, hint: str) -> Reply:
    """The step where the form stands, once more, after a hint."""
    field = _missing(turn, form)
    reply = _ask(turn, field) if field else _show(turn, form)
    abroad = f"{hint}\n{reply.abroad}" if reply.abroad else ""
    return replace(reply, text=f"{hint}\n{reply.text}", abroad=abroad)


def _aside(turn: Turn, form: Form, kinds: frozenset[AnswerKind] = ANSWERED) -> list[Reply] | None:
    """The answer to a question asked in the middle, with the step where the form stands."""
    answer = answer_of(turn)
    if answer.kind not in kinds:
        return None
    return [*told(turn, answer), _again(turn, form, "刚才的表单接着填：")]


def is_question(text: str) -> bool:
    """Whether a text asks something, as far as its words show."""
    return QUESTION.search(text) is not None
