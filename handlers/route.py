"""From a message to the one intention that takes it; rights are checked here, before any handler runs."""

import re
from collections.abc import Iterable
from dataclasses import replace

from handlers import finding, forms
from handlers.forms import NotUnderstood
from handlers.intention import Intention
from handlers.registry import ASK, BIND, FORMS, HELP, LOG, MENU, PROJECT
from handlers.turn import Turn
from handlers.words import ROLES
from language.entities import project_code
from language.normalise import plain
from ledger.rights import allows
from models.message import Button, Reply
from models.types import Role

COMMANDS = {each.command: each for each in MENU}
AFTER_KEYWORD = re.compile(r"(?:[\s：:,，]+|(?=[A-Za-z0-9#]))")
"""What separates a keyword from the rest: space, or a project code that follows at once."""
UNREADABLE = "我还不能听语音、看图片和文件，请打字说一下。"
IN_PRIVATE = "这涉及具体项目或个人，请私聊我。"
STEPS_IN_PRIVATE = "这要一步一步填，请私聊我。"


def answer(turn: Turn) -> list[Reply]:
    """The replies to a message."""
    turn.text = plain(turn.text)
    if not turn.text:
        return [Reply(UNREADABLE)]
    intention, turn.rest = _intention(turn.text)
    if intention is not None:
        return _run(turn, intention)
    if forms.confirms_old_card(turn):
        return [Reply("这张卡片已经失效，没有保存。请以最新的卡片为准。")]
    return forms.proceed(turn, FORMS) or _run(turn, _meant(turn))


def _meant(turn: Turn) -> Intention:
    """What a line without a keyword is: `SJ2026-015 合同签订 今天` records, a code alone shows it."""
    if not allows(LOG.who, turn.actor) or forms.is_question(turn.text):
        return ASK
    try:
        project, rest = finding.project_in(turn, turn.text)
    except NotUnderstood:
        return ASK
    turn.rest = turn.text
    if project is not None and finding.kinds_in(turn, rest):
        return LOG
    return ASK if project is None or rest else PROJECT


def answer_in_group(turn: Turn) -> list[Reply]:
    """In a group only the knowledge answers; nothing about a project, a person or a case is said."""
    turn.text = plain(turn.text)
    intention, turn.rest = _intention(turn.text)
    turn.actor = replace(turn.actor, role=Role.SUPPLIER, person_id=None, unit_id=None)
    public = project_code(turn.text) is None if intention is None else allows(intention.who, turn.actor)
    if not public or not turn.text or (intention is not None and intention.private):
        return [Reply(IN_PRIVATE)]
    if intention is not None and intention.forms:
        return [Reply(STEPS_IN_PRIVATE)]
    return [replace(reply, buttons=_public(reply.buttons)) for reply in _run(turn, intention or ASK)]


def _public(buttons: Iterable[Button]) -> tuple[Button, ...]:
    """Those that do something in a group."""
    named = [(button, _intention(button.says)[0]) for button in buttons]
    return tuple(button for button, intention in named if intention is None or not intention.private)


def _intention(text: str) -> tuple[Intention | None, str]:
    """The command or keyword that the text begins with, and what follows it."""
    if text.startswith("/"):
        command, _, rest = text[1:].partition(" ")
        if command == "start":
            return (BIND, rest.strip()) if rest.strip() else (HELP, "")
        return COMMANDS.get(command.lower()), rest.strip()
    for each in MENU:
        for keyword in each.keywords:
            if text == keyword:
                return each, ""
            if text.startswith(keyword) and (gap := AFTER_KEYWORD.match(text, len(keyword))):
                return each, text[gap.end() :].strip()
    return None, ""


def _run(turn: Turn, intention: Intention) -> list[Reply]:
    if allows(intention.who, turn.actor):
        return intention.run(turn)
    if turn.actor.role is Role.SUPPLIER:
        text = (
            f"“{intention.keywords[0]}”是给采购人、代理机构和财政局的人员用的，要先绑定身份。"
            "有绑定码的请发：绑定 绑定码；没有的请向财政局管理员要。"
        )
        return [Reply(text, (Button("帮助", "帮助"),))]
    wanted = "、".join(ROLES[role] for role in Role if role in intention.who)
    return [Reply(f"“{intention.keywords[0]}”只有{wanted}能用，您的身份是{ROLES[turn.actor.role]}。")]
