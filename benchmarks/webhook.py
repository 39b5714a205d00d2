"""The whole Telegram webhook path, beside a bare echo bot of python-telegram-bot.

    python -m benchmarks.webhook [--updates 3000] [--at-once 16] [--runs 1]

One update is one POST in, one sendMessage out, then the 200. The load and an imitated Bot API run in this
process, each bot in one of its own: first the echo as shipped (on httpx), then the echo on our aiohttp
layer, then the service itself as it is started by `python -m bot`. It checks the secret, commits inbox and
question, and answers with a source; the echo only returns what it got.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from telegram import Update
from telegram.ext import Application, MessageHandler, filters
from telegram.request import BaseRequest, HTTPXRequest

from bot.channels.telegram_http import AiohttpRequest

ROOT = Path(__file__).parents[1]
TOKEN = "1:benchmark"
SECRET = "secret-of-the-benchmark"
QUESTIONS = (
    "中标通知书发了几天内要签合同",
    "质疑几天之内提",
    "投诉多久出结果",
    "合同签订后几个工作日内备案",
    "采购人多久答复质疑",
    "对招标文件质疑从哪天算",
    "不质疑能不能直接投诉",
    "投诉书要交几份",
    "投诉要不要交钱",
    "落选能知道自己的得分吗",
    "货物看制造商还是经销商",
    "注册资本能不能作门槛",
    "履约保证金最多交多少",
    "中标了不想签合同会怎样",
    "补充合同金额最多多少",
    "单位多久给中小企业付款",
    "询问多久答复",
    "不服处理决定怎么办",
    "举报要先质疑吗",
    "虚假承诺有什么后果",
)
SOURCE = "依据"
CONNECTIONS = 64
START_SECONDS = 60
GOAL = 2.0
GOAL_P99_MS = 100.0
BOTS = {
    "httpx": "PTB echo, as shipped (httpx)",
    "aiohttp": "PTB echo, on aiohttp",
    "caiwen": "caiwen, whole path",
}

ME = {"id": 1, "is_bot": True, "first_name": "bot", "username": "bench_bot"}
SENT = {"message_id": 2, "date": 1700000000, "chat": {"id": 1, "type": "private"}, "from": ME, "text": "ok"}


@dataclass
class BotApi:
    """The imitated Bot API: it says yes to everything and keeps what was sent."""

    texts: list[str] = field(default_factory=list)
    base_url: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "sendMessage":
            json_body = request.content_type == "application/json"
            asked = await request.json() if json_body else await request.post()
            self.texts.append(str(asked["text"]))
        result = {"sendMessage": SENT, "getMe": ME}.get(method, True)
        return web.json_response({"ok": True, "result": result})


@dataclass(frozen=True)
class Figures:
    per_second: float
    p50_ms: float
    p99_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--updates", type=int, default=3000)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--echo", nargs=2, metavar=("LAYER", "BASE_URL"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.echo:
        asyncio.run(echo(*arguments.echo))
        return
    print(f"{arguments.updates} updates, {arguments.at_once} at once, load before: {os.getloadavg()[0]:.1f}")
    for _ in range(arguments.runs):
        asyncio.run(compare(arguments.updates, arguments.at_once))


async def compare(updates: int, at_once: int) -> None:
    figures = {}
    for bot, title in BOTS.items():
        figures[bot] = shown = await measured(bot, updates, at_once)
        print(
            f"{title:30} {shown.per_second:7.0f}/s   p50 {shown.p50_ms:6.1f} ms   p99 {shown.p99_ms:6.1f} ms"
        )
    ratio = figures["caiwen"].per_second / figures["httpx"].per_second
    print(f"caiwen ÷ echo as shipped: {ratio:.2f} (goal ≥ {GOAL:g}), on aiohttp: ", end="")
    print(
        f"{figures['caiwen'].per_second / figures['aiohttp'].per_second:.2f}; p99 goal ≤ {GOAL_P99_MS:g} ms"
    )


async def measured(bot: str, updates: int, at_once: int) -> Figures:
    """A quarter of the updates to warm up, then all of them; no number comes twice."""
    async with imitated() as api, running(bot, api) as url:
        warm = updates // 4
        await load(url, range(1, warm), at_once)
        api.texts.clear()
        began = time.perf_counter()
        times = sorted(await load(url, range(warm, warm + updates), at_once))
        seconds = time.perf_counter() - began
    right = sum(bot != "caiwen" or SOURCE in text for text in api.texts)
    if not right == len(api.texts) == updates:
        sys.exit(f"{bot}: {updates} asked, {len(api.texts)} sent, {right} right, e.g. {api.texts[-1:]}")
    return Figures(updates / seconds, statistics.median(times) * 1e3, times[int(len(times) * 0.99)] * 1e3)


async def load(url: str, numbers: range, at_once: int) -> list[float]:
    """How long each update took, in seconds."""
    times: list[float] = []
    bodies = iter([(number, json.dumps(update(number)).encode()) for number in numbers])
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}

    async def worker(session: aiohttp.ClientSession) -> None:
        for number, body in bodies:
            began = time.perf_counter()
            async with session.post(url, data=body, headers=headers) as response:
                if response.status != 200:
                    raise RuntimeError(f"update {number} was answered with {response.status}")
            times.append(time.perf_counter() - began)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=at_once)) as session:
        await asyncio.gather(*(worker(session) for _ in range(at_once)))
    return times


def update(number: int) -> dict[str, Any]:
    chat = number + 1  # everybody asks once
    person = {"id": chat, "is_bot": False, "first_name": "张"}
    message = {
        "message_id": number,
        "date": 1700000000,
        "from": person,
        "text": QUESTIONS[number % len(QUESTIONS)],
    }
    return {
        "update_id": number,
        "message": {**message, "chat": {"id": chat, "type": "private", "first_name": "张"}},
    }


@asynccontextmanager
async def imitated() -> AsyncIterator[BotApi]:
    api = BotApi()
    application = web.Application()
    application.router.add_post("/bot{token}/{method}", api.answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    yield api
    await runner.cleanup()


@asynccontextmanager
async def running(bot: str, api: BotApi) -> AsyncIterator[str]:
    """The bot in a process of its own. Gives the address that takes updates."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        free.close()
        url = f"http://127.0.0.1:{port}/telegram"
        command = ["bot"] if bot == "caiwen" else ["benchmarks.webhook", "--echo", bot, api.base_url]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *command, cwd=ROOT, env=os.environ | variables(folder, port, api, url),
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await ready(url, process)
            yield url
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def variables(folder: str, port: str, api: BotApi, url: str) -> dict[str, str]:
    telegram = {
        "TOKEN": TOKEN,
        "MODE": "webhook",
        "BASE_URL": api.base_url,
        "WEBHOOK_SECRET": SECRET,
        "PUBLIC_URL": url,
    }
    return {
        "CAIWEN_DATABASE__URL": f"sqlite:///{folder}/caiwen.sqlite3",
        "CAIWEN_HTTP__PORT": port,
        "CAIWEN_LOG__LEVEL": "WARNING",
        **{f"CAIWEN_CHANNELS__TELEGRAM__{key}": value for key, value in telegram.items()},
    }


async def ready(url: str, process: asyncio.subprocess.Process) -> None:
    """Wait until an update that asks for nothing is taken."""
    async with asyncio.timeout(START_SECONDS), aiohttp.ClientSession() as session:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        while process.returncode is None:
            try:
                async with session.post(url, json={"update_id": 0}, headers=headers) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
    sys.exit(f"the bot has ended with {process.returncode} before it took an update")


async def echo(layer: str, base_url: str) -> None:
    """The bare peer: no database, no rights, no search; it sends back what it was sent."""

    async def reply(event: Update, _context: object) -> None:
        if event.message and event.message.text:
            await event.message.reply_text(event.message.text)

    def request() -> BaseRequest:
        if layer == "httpx":
            return HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=30)
        return AiohttpRequest(base_url, timeout_seconds=10)

    builder = Application.builder().token(TOKEN).base_url(base_url).updater(None).job_queue(None)
    application = builder.request(request()).get_updates_request(request()).build()
    application.add_handler(MessageHandler(filters.TEXT, reply))
    await application.initialize()
    await application.start()

    async def hook(request: web.Request) -> web.Response:
        await application.process_update(Update.de_json(await request.json(), application.bot))
        return web.Response()

    server = web.Application()
    server.add_routes([web.post("/telegram", hook)])
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["CAIWEN_HTTP__PORT"])).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
