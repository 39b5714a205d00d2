"""A real browser (Debian's Chromium, or the one that CHROMIUM names) and a fresh window for each test."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from tests.fakes.web_core import StubCore, WebServer

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = ViewportSize(width=360, height=640)


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("the page tests need Chromium: apt-get install chromium, or set CHROMIUM to its path")
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
def core() -> StubCore:
    return StubCore()


@pytest_asyncio.fixture(loop_scope="session")
async def server(core: StubCore) -> AsyncIterator[WebServer]:
    server = WebServer(core)
    await server.start()
    yield server
    core.open_gate()
    await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def window(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor's browser. A test fails if its pages report an error or ask another host for anything."""
    context = await browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="America/New_York")
    context.set_default_timeout(10_000)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", lambda request: faults.append(request.url) if _is_foreign(request.url) else None)
    yield context
    await context.close()
    assert faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(window: BrowserContext, server: WebServer) -> Page:
    """The page, just opened. A test that has to prepare the greeting uses `visit` instead."""
    return await visit(window, server)


async def visit(window: BrowserContext, server: WebServer) -> Page:
    page = await window.new_page()
    await page.goto(server.url)
    return page


def _is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:"))
