"""All that the bot does: one line an intention. Menus, help, rights and routing come from here."""

from handlers import (
    ask,
    bind,
    cancel,
    complaint_channels,
    correct,
    counted,
    deadline,
    due,
    entries,
    explain,
    feedback,
    hand_over,
    help,
    invite,
    log,
    new_project,
    people,
    project,
    queue,
    remind_me,
    reserve,
    settle,
    size,
    snooze,
    undelivered,
    undo,
    unit,
    write_entry,
)
from handlers.forms import Form
from handlers.intention import Intention
from handlers.turn import MenuLine

ASK = ask.INTENTION
HELP = help.INTENTION
BIND = bind.BIND
LOG = log.INTENTION
PROJECT = project.INTENTION

MENU: tuple[Intention, ...] = (
    HELP,
    complaint_channels.INTENTION,
    feedback.TO_A_PERSON,
    feedback.USEFUL,
    feedback.USELESS,
    deadline.INTENTION,
    remind_me.SET,
    remind_me.LIST,
    remind_me.CANCEL,
    size.INTENTION,
    reserve.INTENTION,
    new_project.INTENTION,
    log.INTENTION,
    due.INTENTION,
    project.INTENTION,
    undo.INTENTION,
    correct.INTENTION,
    snooze.INTENTION,
    hand_over.INTENTION,
    explain.INTENTION,
    counted.INTENTION,
    undelivered.INTENTION,
    queue.INTENTION,
    settle.REPLY,
    settle.DISMISS,
    write_entry.INTENTION,
    entries.LIST,
    entries.WITHDRAW,
    unit.INTENTION,
    invite.INTENTION,
    people.LIST,
    people.DEACTIVATE,
    BIND,
    bind.ADD_ACCOUNT,
    cancel.INTENTION,
)

LINES = tuple(MenuLine(each.keywords[0], each.summary, each.who) for each in MENU if each.summary)

FORMS: dict[str, Form] = {form.name: form for each in MENU for form in each.forms}
