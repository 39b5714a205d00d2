"""Plays a scene in a house: says what is to be said, looks at what is answered."""

from datetime import datetime, timedelta

from models.types import SHANGHAI, Role
from tests.conversations import script
from tests.conversations.doors import Heard, NoButton
from tests.conversations.house import BETWEEN_BEATS, BETWEEN_MESSAGES, House, invitation, moment
from tests.conversations.script import Line, Scene

BUREAU = "上街区财政局"
RECALLED = 8
DAY = (8, 19)
AT_NIGHT = timedelta(hours=4)
LONG = "（五千字）"


class Amiss(Exception):
    """The scene went another way."""


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Amiss(otherwise)


def _next_beat(now: datetime) -> datetime:
    """The next half hour; at night, when nobody may be disturbed, a few beats must do."""
    later = now - timedelta(minutes=now.minute % 30, seconds=now.second) + BETWEEN_BEATS
    return later if DAY[0] <= later.astimezone(SHANGHAI).hour < DAY[1] else later + AT_NIGHT


class Stage:
    """Plays a scene: says what is to be said, looks at what is answered."""

    def __init__(self, house: House, scene: Scene) -> None:
        self._house, self._scene = house, scene
        self._answers: list[Heard] = []
        self._waiting: dict[str, list[Heard]] = {}
        self._values: dict[str, str] = {}
        self._unread_is_fine = False
        self._record: list[str] = []

    async def play(self, lines: list[Line]) -> None:
        for line in lines:
            try:
                await self._step(line)
            except (Amiss, NoButton) as fault:
                where = f"{self._scene.name}.chat:{line.number}: {line.who}{line.verb} {line.text}"
                said = "\n".join(self._record[-RECALLED:])
                raise Amiss(f"{where}\n{fault}\n--- the last that was said ---\n{said}") from None
        if not self._unread_is_fine:
            await self._nothing_unread()

    async def _step(self, line: Line) -> None:
        match line.verb:
            case ">":
                await self._say(line.who, self._filled(line.text))
            case "<":
                self._expect(line.text, "\n".join(each.text for each in self._answers), self._answers)
            case "<!":
                self._expect_not(line.text)
            case "<<":
                await self._look(line.who)
                _require(bool(self._waiting.get(line.who)), "nothing was sent")
                told = self._waiting[line.who].pop(0)
                self._answers = [told]
                self._expect(line.text, told.text, [told])
            case "<<!":
                await self._look(line.who)
                waiting = self._waiting.get(line.who)
                _require(not waiting, f"was sent: {waiting}")
            case _:
                await getattr(self, f"_{line.verb}")(line.text)

    async def _say(self, who: str, text: str) -> None:
        seat = await self._house.seat(who)
        self._record.append(f"{who}> {text}")
        pressed = script.PRESS.match(text)
        self._house.hands.now += BETWEEN_MESSAGES
        if pressed:
            self._answers = await seat.press(pressed["label"], 1 if pressed["old"] else 0)
        else:
            self._answers = await seat.say(text)
        self._record += [f"  {each.text} {list(each.buttons)}" for each in self._answers]
        await self._house.beat()

    def _expect(self, expected: str, text: str, among: list[Heard]) -> None:
        found = script.pattern(expected, self._values).search(text)
        if found is None:
            raise Amiss(f"another answer: {text}")
        self._values |= found.groupdict()
        for label in script.buttons(expected):
            _require(any(label in each.buttons for each in among), f"no button {label}")

    def _expect_not(self, unwanted: str) -> None:
        pressed = script.PRESS.match(unwanted)
        if pressed:
            _require(all(pressed["label"] not in each.buttons for each in self._answers), "there it is")
            return
        _require(not any(self._filled(unwanted) in each.text for each in self._answers), "was said")

    async def _look(self, who: str) -> None:
        told = await (await self._house.seat(who)).told()
        self._record += [f"{who}<< {each.text} {list(each.buttons)}" for each in told]
        self._waiting.setdefault(who, []).extend(told)

    async def _nothing_unread(self) -> None:
        for who in {line.who for line in self._scene.lines if line.verb in {">", "<<"}}:
            await self._look(who)
        unread = {who: [each.text for each in told] for who, told in self._waiting.items() if told}
        _require(not unread, f"{self._scene.name}.chat: nobody looked at {unread}")

    def _filled(self, text: str) -> str:
        if text == LONG:
            return "课桌椅的合同什么时候签才不算超期，" * (5000 // 17)
        return script.VALUE.sub(lambda value: self._values[value[1]], text)

    async def _now(self, text: str) -> None:
        self._house.hands.set(text)

    async def _clock(self, text: str) -> None:
        hands, until = self._house.hands, moment(text)
        while hands.now < until:
            hands.now = min(_next_beat(hands.now), until)
            await self._house.beat()

    async def _people(self, text: str) -> None:
        for each in text.split("，"):
            name, role, *unit = each.split()
            await self._bind(name, Role(role), unit[0] if unit else BUREAU)

    async def _bind(self, name: str, role: Role, unit: str) -> None:
        hands = self._house.hands
        code = await self._house.run(lambda tx: invitation(tx, hands.now, role, unit, name))
        await self._say(name, f"绑定 {code}")
        _require("✅ 绑定成功" in self._answers[0].text, self._answers[0].text)

    async def _first(self, text: str) -> None:
        code = await self._house.first_code()
        _require((code is None) == text.endswith("gone"), f"the code is {code}")
        self._values["首码"] = code or ""

    async def _restart(self, _text: str) -> None:
        await self._house.stop()
        await self._house.start()

    async def _again(self, who: str) -> None:
        self._answers = await (await self._house.seat(who)).again()

    async def _unread(self, text: str) -> None:
        self._unread_is_fine = text == "ok"
