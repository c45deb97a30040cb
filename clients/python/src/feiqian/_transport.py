"""Sends requests: a time limit, a limit of the answer's size, and repetition only where it is safe."""

import random
import time
from collections.abc import Callable
from typing import Final, NamedTuple, Self
from urllib.parse import urlsplit

import anyio
import httpx

from ._answer import Answer
from ._fault import fault
from ._kinds import Kind
from .errors import FeiqianError

# The longest answer that is read.
_LONGEST_ANSWER: Final = 4 * 1024 * 1024
# The longest wait that a server may ask for.
_LONGEST_WAIT_S: Final = 30
_LONGEST_DELAY_S: Final = 5.0
_RETRIED: Final[tuple[Kind, ...]] = ("timeout", "connection", "truncated", "unavailable", "in_progress")


class Options(NamedTuple):
    # The bundle's address, without a slash at its end.
    base_url: str
    # Seconds for one attempt: connection, request and whole answer.
    timeout: float
    # How often a request is sent again at the most, where that is safe.
    retries: int
    # Seconds of the first wait; it doubles, and half of it is random.
    retry_delay: float
    # Unix seconds.
    now: Callable[[], float]


class Outgoing(NamedTuple):
    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None


def checked_base_url(text: str) -> str:
    try:
        url = urlsplit(text)
        is_url = url.scheme in ("http", "https") and bool(url.hostname) and not (url.username or url.password)
        is_url = is_url and not (url.query or url.fragment) and (url.port is None or url.port > 0)
    except ValueError:
        is_url = False
    if not is_url:
        raise fault("argument", reason="base_url is an http or https URL without user, query and fragment")
    return text.rstrip("/")


def _wait_before(attempt: int, retries: int, error: FeiqianError, options: Options) -> float | None:
    """Seconds until the next attempt; `None`: there is none."""
    asked = error.retry_after or 0
    if attempt >= retries or error.kind not in _RETRIED or asked > _LONGEST_WAIT_S:
        return None
    delay = min(_LONGEST_DELAY_S, options.retry_delay * 2.0**attempt)
    return asked + delay * random.uniform(0.5, 1)


class _Reading:
    """An answer that is being read."""

    def __init__(self, timeout: float) -> None:
        self._end = time.monotonic() + timeout
        self._body = bytearray()

    def add(self, chunk: bytes) -> Kind | None:
        self._body += chunk
        if time.monotonic() > self._end:
            return "timeout"
        return "truncated" if len(self._body) > _LONGEST_ANSWER else None

    def answer(self, response: httpx.Response) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, headers, bytes(self._body))


def _kind_of(error: Exception, is_head: bool) -> Kind:
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    return "connection" if is_head else "truncated"


class Transport:
    """Blocking."""

    def __init__(self, options: Options, http: httpx.Client | None) -> None:
        self.options = options
        self._http = http or httpx.Client()
        self._is_own = http is None

    def close(self) -> None:
        if self._is_own:
            self._http.close()

    def run(
        self,
        operation: str,
        is_repeatable: bool,
        make: Callable[[], Outgoing],
        read: Callable[[Answer], object],
        timeout: float | None,
    ) -> object:
        """The result of a request that is made anew for each attempt, so that its time and nonce are fresh."""
        attempt = 0
        while True:
            sent = self._attempt(make(), self.options.timeout if timeout is None else timeout)
            try:
                if isinstance(sent, str):
                    # Raised here, outside of the HTTP client's error, which may hold the request and so its headers.
                    raise fault(sent, operation=operation)
                return read(sent)
            except FeiqianError as error:
                retries = self.options.retries if is_repeatable else 0
                wait = _wait_before(attempt, retries, error, self.options)
                if wait is None:
                    raise
            time.sleep(wait)
            attempt += 1

    def _attempt(self, request: Outgoing, timeout: float) -> Answer | Kind:
        reading, is_head = _Reading(timeout), True
        try:
            with self._http.stream(
                request.method,
                request.url,
                headers=request.headers,
                content=request.body,
                timeout=timeout,
                follow_redirects=False,
            ) as response:
                is_head = False
                for chunk in response.iter_bytes():
                    kind = reading.add(chunk)
                    if kind is not None:
                        return kind
                return reading.answer(response)
        except httpx.HTTPError as error:
            return _kind_of(error, is_head)


class AsyncTransport:
    """For asyncio and trio."""

    def __init__(self, options: Options, http: httpx.AsyncClient | None) -> None:
        self.options = options
        self._http = http or httpx.AsyncClient()
        self._is_own = http is None

    async def aclose(self) -> None:
        if self._is_own:
            await self._http.aclose()

    async def run(
        self,
        operation: str,
        is_repeatable: bool,
        make: Callable[[], Outgoing],
        read: Callable[[Answer], object],
        timeout: float | None,
    ) -> object:
        """The result of a request that is made anew for each attempt, so that its time and nonce are fresh."""
        attempt = 0
        while True:
            sent = await self._attempt(make(), self.options.timeout if timeout is None else timeout)
            try:
                if isinstance(sent, str):
                    raise fault(sent, operation=operation)
                return read(sent)
            except FeiqianError as error:
                retries = self.options.retries if is_repeatable else 0
                wait = _wait_before(attempt, retries, error, self.options)
                if wait is None:
                    raise
            await anyio.sleep(wait)
            attempt += 1

    async def _attempt(self, request: Outgoing, timeout: float) -> Answer | Kind:
        reading, is_head = _Reading(timeout), True
        try:
            async with self._http.stream(
                request.method,
                request.url,
                headers=request.headers,
                content=request.body,
                timeout=timeout,
                follow_redirects=False,
            ) as response:
                is_head = False
                async for chunk in response.aiter_bytes():
                    kind = reading.add(chunk)
                    if kind is not None:
                        return kind
                return reading.answer(response)
        except httpx.HTTPError as error:
            return _kind_of(error, is_head)


class Closing:
    """A client that can stand in a `with`."""

    _transport: Transport

    def close(self) -> None:
        """Closes the connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClosing:
    """A client that can stand in an `async with`."""

    _transport: AsyncTransport

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
