"""The HTTP server: the channels' routes, and whether the service is alive and ready."""

from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

LARGEST_BODY = 1024 * 1024

Check = Callable[[], Awaitable[str]]
"""Says what keeps the service from being ready; empty if nothing does."""


class CannotListen(Exception):
    """The address cannot be had: another program listens there, or it is not this machine's."""


class Server:
    """Listens on one address. `/healthz` answers while the process lives, `/readyz` while it can serve."""

    def __init__(self, host: str, port: int, routes: Iterable[web.AbstractRouteDef], check: Check) -> None:
        self._host, self._port, self._check = host, port, check
        application = web.Application(client_max_size=LARGEST_BODY)
        application.add_routes([web.get("/healthz", _alive), web.get("/readyz", self._ready), *routes])
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=5)

    async def start(self) -> str:
        """Begin to listen; the address people open. Raises CannotListen."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            raise CannotListen(f"{self._host}:{self._port}") from error
        port = self._runner.addresses[0][1]
        return f"http://{self._host}:{port}/"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _ready(self, _request: web.Request) -> web.Response:
        trouble = await self._check()
        return web.Response(text=trouble or "ok", status=503 if trouble else 200)


async def _alive(_request: web.Request) -> web.Response:
    return web.Response(text="ok")
