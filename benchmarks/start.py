"""Start to /readyz, and memory then: the service beside a bare bot made of the same libraries.

    python -m benchmarks.start [--runs 5]

The peer is python-telegram-bot, sqlmodel on SQLite with one table, and APScheduler, with an aiohttp route
that answers. Both take Telegram webhooks. Ours also reads packs and knowledge, looks for deadlines to
recompute and ticks once; on its first start it makes its schema by migrations in a process of its own.
"""

import argparse
import asyncio
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from benchmarks.webhook import BotApi, imitated, variables

ROOT = Path(__file__).parents[1]
GOAL_TIME, GOAL_MEMORY = 2.0, 1.5
PEER = """
import asyncio, sys
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import Field, Session, SQLModel, create_engine
from telegram import Update
from telegram.ext import Application, MessageHandler, filters

class Row(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str

async def echo(event, context):
    await event.message.reply_text(event.message.text)

async def main():
    engine = create_engine(sys.argv[1])
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Row(text="ready"))
        session.commit()
    bot = Application.builder().token("1:x").base_url(sys.argv[3]).updater(None).job_queue(None).build()
    bot.add_handler(MessageHandler(filters.TEXT, echo))
    await bot.initialize()
    await bot.start()
    scheduler = AsyncIOScheduler()
    scheduler.add_job(lambda: None, "interval", seconds=5)
    scheduler.start()
    async def ready(request): return web.Response(text="ok")
    async def hook(request):
        await bot.process_update(Update.de_json(await request.json(), bot.bot))
        return web.Response()
    app = web.Application()
    app.router.add_get("/readyz", ready)
    app.router.add_post("/telegram", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(sys.argv[2])).start()
    await asyncio.Event().wait()

asyncio.run(main())
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    asyncio.run(compare(parser.parse_args().runs))


async def compare(runs: int) -> None:
    async with imitated() as api:
        # In turns, so that a busy moment falls on both; the first pair warms the file cache.
        pairs = [
            [await asyncio.to_thread(twice, ours, api) for ours in (False, True)] for _ in range(runs + 1)
        ]
    peer, ours = (medians(figures) for figures in zip(*pairs[1:], strict=True))
    for name, (first, again, megabytes) in (("bare PTB + sqlmodel + APScheduler", peer), ("caiwen", ours)):
        print(f"{name:36} ready in {again:.2f} s (first start {first:.2f} s), {megabytes:.0f} MB")
    first, again, memory = (mine / theirs for mine, theirs in zip(ours, peer, strict=True))
    print(f"time ratio {again:.2f}, first start {first:.2f} (goal ≤ {GOAL_TIME:g})")
    print(f"memory ratio {memory:.2f} (goal ≤ {GOAL_MEMORY:g})")


def medians(runs: Sequence[Sequence[float]]) -> list[float]:
    return [statistics.median(column) for column in zip(*runs, strict=True)]


def twice(ours: bool, api: BotApi) -> tuple[float, float, float]:
    """Seconds to /readyz on a fresh database, the same on it again, and resident megabytes then."""
    with tempfile.TemporaryDirectory() as folder:
        first, _ = once(ours, api, folder)
        return first, *once(ours, api, folder)


def once(ours: bool, api: BotApi, folder: str) -> tuple[float, float]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    url = f"http://127.0.0.1:{port}/"
    peer = ["-c", PEER, f"sqlite:///{folder}/peer.sqlite3", port, api.base_url]
    environment = os.environ | variables(folder, port, api, f"{url}telegram")
    began = time.perf_counter()
    command = [sys.executable, *(["-m", "bot"] if ours else peer)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(f"{url}readyz", process)
        return time.perf_counter() - began, resident_mb(process.pid)
    finally:
        process.terminate()
        process.wait()


def wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
    sys.exit("the process ended before it was ready")


def resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1000


if __name__ == "__main__":
    main()
