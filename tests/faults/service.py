"""The service with Telegram alone, in a process that may be killed: `python -m tests.faults.service MOMENT`.

Its clock starts at the moment given; its settings come from the environment, as those of `python -m bot`.
"""

import asyncio
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app import App
from bot.channels.telegram import TelegramChannel
from bot.config import load_settings
from tests.fakes.telegram_door import QUICK


async def serve(start: datetime) -> None:
    """Until killed."""
    began = time.monotonic()
    settings = load_settings()
    # Without Telegram's limits on the pace: the test is about what is lost or repeated, not how fast.
    telegram = TelegramChannel(settings.channels.telegram, replace(QUICK, call=10))
    app = App(settings, lambda: start + timedelta(seconds=time.monotonic() - began), [telegram], http=False)
    await app.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(datetime.fromisoformat(sys.argv[1])))
