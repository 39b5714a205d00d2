"""The one place where what is said is looked through before it may leave the country (decision 0005)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from handlers import saying
from handlers.turn import Turn
from handlers.words import ROLES
from ledger import people, projects
from models.message import Reply

PERSONAL = "这里有个人信息，请到网页聊天查看。"
DONE = "✅ 已办好。"


def fit(turn: Turn, replies: Sequence[Reply]) -> list[Reply]:
    """The replies with what stands in their place abroad, whether their handler thought of it or not.

    A complaint case named together with its project is replaced, and so is whatever holds the name of
    somebody in the district. Who is not bound reads of neither.
    """
    if turn.actor.person_id is None:
        return list(replies)
    names, cases = _names(turn), _case_words(turn)
    return [_fit(turn, reply, names, cases) for reply in replies]


def _fit(turn: Turn, reply: Reply, names: set[str], cases: set[str]) -> Reply:
    text, buttons = (reply.abroad, reply.abroad_buttons) if reply.abroad else (reply.text, reply.buttons)
    hidden = _instead(turn, text, names, cases)
    public = tuple(each for each in buttons if not _instead(turn, each.label + each.says, names, cases))
    if not hidden and public == buttons:
        return reply
    done = DONE if hidden and text.startswith("✅") else ""
    return replace(reply, abroad=f"{done}{hidden}" if hidden else text, abroad_buttons=public)


def _instead(turn: Turn, text: str, names: set[str], cases: set[str]) -> str:
    """What is said in place of the text; nothing where it may leave."""
    if _has(text, cases) and (_has(text, _projects(turn)) or _form(turn).get("project")):
        return saying.CASE_ELSEWHERE
    return PERSONAL if _has(text, names) else ""


def _has(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _names(turn: Turn) -> set[str]:
    """Of people who are there, who are invited, and who is being invited."""
    named = {_form(turn).get("name", "")} if _form(turn).get("role") else set()
    known = people.names(turn.tx, turn.actor.district) | named
    # Somebody invited without a name is called by their role, which tells nothing of anybody.
    return {name for name in known - set(ROLES.values()) if len(name) > 1}


def _case_words(turn: Turn) -> set[str]:
    kinds = [kind for key, kind in turn.pack.milestones.items() if saying.is_case_kind(turn, key)]
    rules = [
        rule
        for rule in turn.pack.rules.values()
        if rule.tracking and saying.is_case_kind(turn, rule.tracking.starts)
    ]
    words = {word for kind in kinds for word in (kind.name, *kind.words)}
    return words | {rule.name for rule in rules} | {saying.action(rule) for rule in rules}


def _projects(turn: Turn) -> Iterable[str]:
    for project in projects.visible(turn.tx, turn.actor):
        yield from (project.code, project.name)


def _form(turn: Turn) -> dict[str, str]:
    form = turn.conversation.form
    return form["values"] if form else {}
