"""Scenes that read like a chat: what is said, what must be answered, when.

    # title                       the rest of the line is a remark
    doors telegram web            only at these doors (else at all four)
    setting BUREAU__PHONE 0371-1  a key of the settings, as in the environment
    now 2026-11-24 10:00          the clock stands there when the service starts
    people 小陈 officer 实验小学, …  invited by the operator; each binds in the chat, as people do
    小陈> 登记 …                   says it; a name with ·另一端 is an account on a second channel
    小陈> [确认]                   presses the newest button of that label; 旧[确认] the one before
    采问< 请核对 … 11月23日 [确认]   all of it in this order in the replies, and a button of that label
    采问<! 违法                    must not be said; [有用] there must be no button of that label
    小陈<< ⏰ 今天到期              the next message on the bot's own initiative
    clock 2026-11-25 09:00        half hour by half hour, the service going on
    first code                    the code for the first administrator is printed: {首码}; or it is gone
    restart                       the service stops and starts again
    again 小陈                     the platform delivers the last update once more
    unread ok                     messages that nobody looked at are no fault of this scene

`{码}` stands for a value: the first time it is read from the reply, later it is that value.
`[telegram] 采问< …` holds only there. Every message on the bot's own initiative must be looked at, in order.
"""

import re
from dataclasses import dataclass
from pathlib import Path

DOORS = ("polling", "webhook", "web", "console")
DOORS_OF = {"telegram": {"polling", "webhook"}} | {name: {name} for name in DOORS}
ONLY_AT = re.compile(r"^\[((?:(?:telegram|polling|webhook|web|console) ?)+)\] ")
TALK = re.compile(r"^(?P<who>\S+?)(?P<sign>>|<<!?|<!?) ?(?P<text>.*)$")
BUTTON = re.compile(r"\[([^\]]+)\]")
PRESS = re.compile(r"^(?P<old>旧)?\[(?P<label>[^\]]+)\]$")
VALUE = re.compile(r"\{(\w+)\}")
ORDERS = ("now", "clock", "people", "first", "restart", "again", "unread")


class Misspelt(Exception):
    """A line of a scene that is none."""


@dataclass(frozen=True)
class Line:
    """`verb` is an order of ORDERS or the sign between speaker and text."""

    number: int
    verb: str
    who: str
    text: str
    doors: frozenset[str]


@dataclass(frozen=True)
class Scene:
    name: str
    doors: tuple[str, ...]
    settings: dict[str, str]
    lines: tuple[Line, ...]

    def at(self, door: str) -> list[Line]:
        return [line for line in self.lines if door in line.doors]


def read(path: Path) -> Scene:
    doors, settings, lines = set(DOORS), {}, []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = raw.strip()
        word, _, rest = text.partition(" ")
        if not text or text.startswith("#"):
            continue
        if word == "doors":
            doors = set().union(*(DOORS_OF[name] for name in rest.split()))
        elif word == "setting":
            key, _, value = rest.partition(" ")
            settings[f"CAIWEN_{key}"] = value
        else:
            lines.append(_line(path, number, text))
    return Scene(path.stem, tuple(door for door in DOORS if door in doors), settings, tuple(lines))


def _line(path: Path, number: int, text: str) -> Line:
    doors = frozenset(DOORS)
    if only := ONLY_AT.match(text):
        doors = frozenset().union(*(DOORS_OF[name] for name in only[1].split()))
        text = text[only.end() :]
    word, _, rest = text.partition(" ")
    if word in ORDERS:
        return Line(number, word, "", rest.strip(), doors)
    talk = TALK.match(text)
    if talk is None:
        raise Misspelt(f"{path.name}:{number}: {text}")
    return Line(number, talk["sign"], talk["who"], talk["text"].strip(), doors)


def buttons(expected: str) -> list[str]:
    """The labels that a line expects."""
    return BUTTON.findall(expected)


def pattern(expected: str, values: dict[str, str]) -> re.Pattern[str]:
    """The words that a line expects, in order, with anything between them."""
    fragments = [fragment.strip() for fragment in BUTTON.sub("…", expected).split("…")]
    return re.compile(".*?".join(_fragment(fragment, values) for fragment in fragments if fragment), re.S)


def _fragment(fragment: str, values: dict[str, str]) -> str:
    parts, at = [], 0
    for value in VALUE.finditer(fragment):
        known = values.get(value[1])
        parts.append(re.escape(fragment[at : value.start()]))
        parts.append(f"(?P<{value[1]}>[A-Z0-9]+)" if known is None else re.escape(known))
        at = value.end()
    return "".join([*parts, re.escape(fragment[at:])])
