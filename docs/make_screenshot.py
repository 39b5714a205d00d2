"""Takes the README's picture of the web chat: python docs/make_screenshot.py

It starts the real service on a free port with a database of its own and asks in Chromium, which is looked
for on the PATH or where CHROMIUM says.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/screenshot.png"
SIZE = ViewportSize(width=760, height=800)
SHARPNESS = 1.5
QUESTIONS = (
    "收到中标通知书30天内签合同就行吧",
    "中标通知书昨天发的，合同最晚哪天签",
)
ADDRESS = re.compile(r"http://\S+:\d+/")


def main() -> None:
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if browser is None:
        sys.exit("没有找到 Chromium：请安装它，或用环境变量 CHROMIUM 写明路径。")
    with running_service() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport=SIZE, device_scale_factor=SHARPNESS, locale="zh-CN")
        page.goto(address)
        for question in QUESTIONS:
            ask(page, question)
        page.get_by_role("textbox").blur()
        page.set_viewport_size(ViewportSize(width=SIZE["width"], height=SIZE["height"] + hidden(page)))
        page.screenshot(path=PICTURE)
        chromium.close()


@contextmanager
def running_service() -> Iterator[str]:
    """The service as a newcomer starts it; gives its address."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"CAIWEN_DATABASE__URL": f"sqlite:///{folder}/caiwen.sqlite3", "CAIWEN_HTTP__PORT": "0"}
        service = subprocess.Popen(
            [sys.executable, "-m", "bot"], cwd=ROOT, env=os.environ | own, stdout=subprocess.PIPE, text=True
        )
        try:
            yield address_in(service.stdout or [])
        finally:
            service.terminate()
            service.wait()


def address_in(printed: Iterable[str]) -> str:
    """The first address that the service prints. StopIteration where it ends without one."""
    return next(found[0] for found in map(ADDRESS.search, printed) if found)


def ask(page: Page, question: str) -> None:
    """Say it and wait for the answer with its source."""
    answered = page.get_by_text("依据：").count()
    page.get_by_role("textbox").fill(question)
    page.keyboard.press("Enter")
    expect(page.get_by_text("依据：")).to_have_count(answered + 1)


def hidden(page: Page) -> int:
    """By how many pixels the conversation is higher than the window shows."""
    return int(page.locator("main").evaluate("main => main.scrollHeight - main.clientHeight"))


if __name__ == "__main__":
    main()
