"""The page of the web chat: its files, their headers, and the signed cookie that tells visitors apart."""

import hashlib
import hmac
import html
import secrets
from collections.abc import Iterable
from pathlib import Path

from aiohttp import web

COOKIE = "caiwen"
COOKIE_SECONDS = 365 * 24 * 3600
PURPOSE = b"web visitor "
"""Signed before the id, so that the same key may sign other things without one passing for another."""

ASSETS = {
    "chat.js": "text/javascript; charset=utf-8",
    "chat.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class VisitorCookie:
    """Who a browser is: a random 128-bit id that only this installation can have given out."""

    def __init__(self, key: bytes, secure: bool) -> None:
        self._key = key
        self._secure = secure

    def visitor_of(self, request: web.Request) -> str | None:
        """The id in the request's cookie, or None where there is none or its signature is not ours."""
        visitor, _, signature = request.cookies.get(COOKIE, "").partition(".")
        genuine = hmac.compare_digest(signature.encode(), self._sign(visitor).encode())
        return visitor if genuine else None

    def give(self, response: web.StreamResponse, visitor: str) -> None:
        response.set_cookie(
            COOKIE,
            f"{visitor}.{self._sign(visitor)}",
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=self._secure,
        )

    def _sign(self, visitor: str) -> str:
        return hmac.new(self._key, PURPOSE + visitor.encode(), hashlib.sha256).hexdigest()


class Page:
    """GET / and the files that it loads. Each visit renews the cookie's year."""

    def __init__(self, folder: Path, title: str, cookie: VisitorCookie) -> None:
        self._folder = folder
        self._cookie = cookie
        template = (folder / "index.html").read_text(encoding="utf-8")
        self._html = template.replace("{{title}}", html.escape(title))

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        yield web.get("/", self._show)
        for name in ASSETS:
            yield web.get(f"/{name}", self._asset)

    async def _show(self, request: web.Request) -> web.StreamResponse:
        headers = {**HEADERS, "Cache-Control": "no-store"}
        response = web.Response(text=self._html, content_type="text/html", headers=headers)
        self._cookie.give(response, self._cookie.visitor_of(request) or secrets.token_hex(16))
        return response

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        name = request.path.rpartition("/")[2]
        headers = {**HEADERS, "Content-Type": ASSETS[name], "Cache-Control": "no-cache"}
        return web.FileResponse(self._folder / name, headers=headers)
