"""The web channel at the wire: cookies, the origin, frames in and out."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest

from bot.channels.base import TryLater
from bot.channels.web import BURST, FRAME_BYTES, UNKNOWN_VISITOR
from models.message import Button, Reply
from tests.fakes.web_core import NOON, Line, StubCore, WebServer

IDS = [f"00000000-0000-4000-8000-{number:012}" for number in range(100)]


@pytest.fixture
def core() -> StubCore:
    return StubCore()


@pytest.fixture
async def server(core: StubCore) -> AsyncIterator[WebServer]:
    server = WebServer(core)
    await server.start()
    yield server
    await server.stop()


@asynccontextmanager
async def browser(server: WebServer) -> AsyncIterator[aiohttp.ClientSession]:
    """A session that has opened the page, and so holds a cookie."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(server.url, cookie_jar=jar) as session:
        await session.get("/")
        yield session


@asynccontextmanager
async def tab(
    session: aiohttp.ClientSession, server: WebServer, query: str = ""
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """An open socket of that session, its first history frame already read."""
    async with session.ws_connect(f"/chat{query}", origin=server.url) as socket:
        assert (await socket.receive_json())["type"] == "history"
        yield socket


async def ask(socket: aiohttp.ClientWebSocketResponse, id_: str, text: str) -> None:
    await socket.send_json({"type": "say", "id": id_, "text": text})


def texts(frame: dict[str, object]) -> list[str]:
    return [message["text"] for message in frame["messages"]]  # type: ignore[attr-defined]


# ---- the page


async def test_page_carries_the_title_escaped_and_strict_headers(core: StubCore) -> None:
    server = WebServer(core, title="上街区<b>助手</b>")
    await server.start()
    async with browser(server) as session, session.get("/") as page:
        body = await page.text()
        assert "上街区&lt;b&gt;助手&lt;/b&gt;" in body
        assert "{{" not in body
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["X-Content-Type-Options"] == "nosniff"
    await server.stop()


@pytest.mark.parametrize(
    ("path", "content_type"),
    [("/chat.js", "text/javascript"), ("/chat.css", "text/css"), ("/icon.svg", "image/svg+xml")],
)
async def test_assets_have_their_type(server: WebServer, path: str, content_type: str) -> None:
    async with aiohttp.ClientSession(server.url) as session, session.get(path) as asset:
        assert asset.status == 200
        assert asset.content_type == content_type
        assert "default-src 'none'" in asset.headers["Content-Security-Policy"]


async def test_page_names_no_other_host_and_is_light(server: WebServer) -> None:
    total = 0
    async with aiohttp.ClientSession(server.url) as session:
        for path in ("/", "/chat.js", "/chat.css", "/icon.svg"):
            async with session.get(path) as response:
                body = (await response.text()).replace("http://www.w3.org/2000/svg", "")
                assert not re.search(r"https?://[a-z]", body)
                total += len(body.encode())
    assert total < 100_000


async def test_cookie_is_http_only_lax_for_a_year_and_keeps_the_visitor(server: WebServer) -> None:
    async with browser(server) as session:
        async with session.get("/") as second:
            renewed = second.cookies["caiwen"]
        async with aiohttp.ClientSession(server.url) as other, other.get("/") as first:
            another = first.cookies["caiwen"]
        assert renewed["httponly"]
        assert renewed["samesite"] == "Lax"
        assert renewed["max-age"] == str(365 * 24 * 3600)
        assert [cookie.value for cookie in session.cookie_jar] == [renewed.value]
        assert another.value != renewed.value


# ---- who may come in


@pytest.mark.parametrize(
    "cookie", ["", "0123456789abcdef0123456789abcdef.", f"{'0' * 32}.{'0' * 64}", ".", "访客.签名"]
)
async def test_forged_or_missing_cookie_is_refused(server: WebServer, core: StubCore, cookie: str) -> None:
    core.lines.append(Line(True, NOON, Reply("别人的内容")))
    headers = {"Cookie": f"caiwen={cookie}"} if cookie else {}
    async with (
        aiohttp.ClientSession(server.url) as session,
        session.ws_connect("/chat", origin=server.url, headers=headers) as socket,
    ):
        message = await socket.receive()
        assert message.type is aiohttp.WSMsgType.CLOSE
        assert message.data == UNKNOWN_VISITOR


async def test_the_id_of_another_does_not_fit_the_signature(server: WebServer) -> None:
    async with browser(server) as session:
        (cookie,) = session.cookie_jar
    visitor, _, signature = cookie.value.partition(".")
    other = f"{'0' if visitor[0] != '0' else '1'}{visitor[1:]}"
    for value, refused in ((f"{visitor}.{signature}", False), (f"{other}.{signature}", True)):
        async with (
            aiohttp.ClientSession(server.url, headers={"Cookie": f"caiwen={value}"}) as session,
            session.ws_connect("/chat", origin=server.url) as socket,
        ):
            assert ((await socket.receive()).data == UNKNOWN_VISITOR) is refused


@pytest.mark.parametrize("origin", [None, "null", "https://example.org", "http://127.0.0.1:1"])
async def test_a_page_of_another_site_cannot_open_the_socket(server: WebServer, origin: str | None) -> None:
    async with browser(server) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await session.ws_connect("/chat", origin=origin)
    assert refusal.value.status == 403


# ---- messages


async def test_reply_comes_with_buttons_time_and_what_was_said(server: WebServer, core: StubCore) -> None:
    core.answers["质疑"] = (Reply("7个工作日内。", (Button("怎么算的", "怎么算"),)), Reply("另一条"))
    async with browser(server) as session, tab(session, server) as socket:
        await ask(socket, IDS[1], "质疑")
        assert await socket.receive_json() == {
            "type": "reply",
            "to": IDS[1],
            "said": "质疑",
            "at": NOON.isoformat(),
            "messages": [
                {"text": "7个工作日内。", "buttons": [["怎么算的", "怎么算"]], "at": NOON.isoformat()},
                {"text": "另一条", "buttons": [], "at": NOON.isoformat()},
            ],
        }


async def test_core_is_told_visitor_id_and_district(server: WebServer, core: StubCore) -> None:
    async with browser(server) as session, tab(session, server, "?district=410106") as socket:
        await ask(socket, IDS[1], "您好")
        await socket.receive_json()
        (cookie,) = session.cookie_jar
    (incoming,) = core.received
    visitor = cookie.value.partition(".")[0]
    assert re.fullmatch("[0-9a-f]{32}", visitor)
    assert (incoming.channel, incoming.chat, incoming.sender) == ("web", visitor, visitor)
    assert incoming.external_id == f"{visitor}:{IDS[1]}"
    assert incoming.district == "410106"


async def test_a_repeat_keeps_its_id_and_gets_the_same_reply(server: WebServer, core: StubCore) -> None:
    async with browser(server) as session:
        async with tab(session, server) as socket:
            await ask(socket, IDS[1], "您好")
            first = await socket.receive_json()
        async with tab(session, server) as socket:
            await ask(socket, IDS[1], "您好")
            assert await socket.receive_json() == first
    assert len(core.committed) == 1


async def test_replies_keep_the_order_of_the_messages(server: WebServer) -> None:
    async with browser(server) as session, tab(session, server) as socket:
        for number in range(10):
            await ask(socket, IDS[number], str(number))
        frames = [await socket.receive_json() for _ in range(10)]
    assert [texts(frame) for frame in frames] == [[f"答：{number}"] for number in range(10)]


async def test_history_comes_first_and_again_when_asked(server: WebServer, core: StubCore) -> None:
    core.lines += [Line(False, NOON, Reply("您好")), Line(True, NOON, Reply("请讲", (Button("算", "算"),)))]
    async with browser(server) as session, session.ws_connect("/chat", origin=server.url) as socket:
        history = await socket.receive_json()
        await socket.send_json({"type": "history"})
        assert await socket.receive_json() == history
    assert history["messages"] == [
        {"by_bot": False, "text": "您好", "buttons": [], "at": NOON.isoformat()},
        {"by_bot": True, "text": "请讲", "buttons": [["算", "算"]], "at": NOON.isoformat()},
    ]


async def test_all_tabs_of_a_visitor_see_replies_and_pushes(server: WebServer, core: StubCore) -> None:
    async with browser(server) as session, tab(session, server) as one, tab(session, server) as other:
        await ask(one, IDS[1], "您好")
        assert await one.receive_json() == await other.receive_json()
        await server.channel.send(core.received[0].chat, Reply("⏰ 今天到期"))
        for socket in (one, other):
            push = await socket.receive_json()
            assert push["type"] == "push"
            assert texts(push) == ["⏰ 今天到期"]


async def test_another_visitor_sees_nothing_of_it(server: WebServer, core: StubCore) -> None:
    async with (
        browser(server) as session,
        browser(server) as stranger,
        tab(session, server) as mine,
        tab(stranger, server) as theirs,
    ):
        await ask(mine, IDS[1], "我的事")
        await mine.receive_json()
        await server.channel.send(core.received[0].chat, Reply("只给我"))
        await ask(theirs, IDS[2], "他的事")
        assert texts(await theirs.receive_json()) == ["答：他的事"]


async def send_until_refused(server: WebServer, chat: str) -> None:
    """The server may need a moment to see that the tab went away."""
    async with asyncio.timeout(10):
        while True:
            await server.channel.send(chat, Reply("⏰ 今天到期"))
            await asyncio.sleep(0)


async def test_a_push_without_an_open_tab_is_for_later(server: WebServer, core: StubCore) -> None:
    async with browser(server) as session, tab(session, server) as socket:
        await ask(socket, IDS[1], "您好")
        await socket.receive_json()
    with pytest.raises(TryLater):
        await server.channel.send("nobody", Reply("⏰ 今天到期"))
    with pytest.raises(TryLater):
        await send_until_refused(server, core.received[0].chat)


async def test_a_tab_opened_meanwhile_sees_a_message_once(server: WebServer, core: StubCore) -> None:
    core.gate = asyncio.Event()
    async with browser(server) as session, tab(session, server) as one:
        await ask(one, IDS[1], "您好")
        async with session.ws_connect("/chat", origin=server.url) as late:
            core.open_gate()
            assert texts(await one.receive_json()) == ["答：您好"]
            assert texts(await late.receive_json()) == ["您好", "答：您好"]
            await server.channel.send(core.received[0].chat, Reply("完"))
            assert texts(await late.receive_json()) == ["完"]


# ---- what goes wrong


MALFORMED = [
    "",
    "您好",
    "null",
    "[]",
    "1",
    "[" * 10_000,
    "{}",
    '{"type": "say"}',
    '{"type": "say", "id": "1", "text": "短"}',
    f'{{"type": "say", "id": "{IDS[1]}"}}',
    f'{{"type": "say", "id": "{IDS[1]}", "text": 1}}',
    f'{{"type": "say", "id": "{IDS[1]}\\n", "text": "换行"}}',
    '{"type": "push", "messages": []}',
]


@pytest.mark.parametrize("data", MALFORMED)
async def test_malformed_frames_fail_and_the_socket_lives(
    server: WebServer, core: StubCore, data: str
) -> None:
    async with browser(server) as session, tab(session, server) as socket:
        await socket.send_str(data)
        assert (await socket.receive_json())["type"] == "failed"
        await socket.send_bytes(b"\xff\xfe\x00")
        assert (await socket.receive_json())["type"] == "failed"
        await ask(socket, IDS[1], "您好")
        assert texts(await socket.receive_json()) == ["答：您好"]
    assert len(core.received) == 1


async def test_an_oversized_frame_closes_the_socket(server: WebServer, core: StubCore) -> None:
    async with browser(server) as session, tab(session, server) as socket:
        await ask(socket, IDS[1], "长" * FRAME_BYTES)
        message = await socket.receive()
        assert message.type is aiohttp.WSMsgType.CLOSE
        assert message.data == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
    assert core.received == []


async def test_a_message_not_committed_fails_and_may_come_again(server: WebServer, core: StubCore) -> None:
    core.failures = 1
    async with browser(server) as session, tab(session, server) as socket:
        await ask(socket, IDS[1], "您好")
        assert await socket.receive_json() == {"type": "failed", "to": IDS[1]}
        await ask(socket, IDS[1], "您好")
        assert texts(await socket.receive_json()) == ["答：您好"]


async def test_a_flood_is_refused_until_time_has_passed(server: WebServer, core: StubCore) -> None:
    async with browser(server) as session, tab(session, server) as socket:
        for number in range(BURST + 1):
            await ask(socket, IDS[number], "多")
        frames = [await socket.receive_json() for _ in range(BURST + 1)]
        assert [frame["type"] for frame in frames] == ["reply"] * BURST + ["failed"]
        assert frames[-1]["to"] == IDS[BURST]
        server.now += timedelta(seconds=0.2)
        await ask(socket, IDS[BURST], "多")
        assert (await socket.receive_json())["type"] == "reply"
        async with tab(session, server) as other:
            await ask(other, IDS[BURST + 1], "多")
            assert (await other.receive_json())["type"] == "failed"
    assert len(core.committed) == BURST + 1


async def test_stopping_finishes_what_is_in_hand_and_sends_tabs_away(
    server: WebServer, core: StubCore
) -> None:
    core.gate = asyncio.Event()
    async with browser(server) as session, tab(session, server) as socket:
        await ask(socket, IDS[1], "您好")
        while not core.received:
            await asyncio.sleep(0)
        stopping = asyncio.create_task(server.channel.stop())
        await asyncio.sleep(0)
        core.open_gate()
        assert texts(await socket.receive_json()) == ["答：您好"]
        assert (await socket.receive()).data == aiohttp.WSCloseCode.GOING_AWAY
        await stopping
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await session.ws_connect("/chat", origin=server.url)
        assert refusal.value.status == 503
