# Written by `node clients/generate/generate.mjs` from clients.py. Do not edit.
"""The clients of the five parts, for asyncio and trio."""

import time
from collections.abc import Callable
from typing import cast

import httpx

from . import _requests, types
from ._answer import Part, result_of
from ._fault import fault
from ._operations import (
    AsyncBackOfficeOperations,
    AsyncCashierOperations,
    Operation,
    AsyncOperatorOperations,
    AsyncPayeeOperations,
    AsyncWalletOperations,
)
from ._requests import Call, Maker, Scheme
from ._session import TOKEN, Session, Token, merchant_call, options_of, token_of
from ._transport import AsyncClosing, AsyncTransport
from .errors import FeiqianError

class _Client(AsyncClosing):
    _part: Part
    _make: Maker

    async def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object:
        return await self._run(Call(request, parameters, idempotency_key), self._make, timeout)

    async def _run(self, call: Call, make: Maker, timeout: float | None) -> object:
        part, name, now = self._part, call.operation.name, self._transport.options.now
        return await self._transport.run(
            name, call.is_repeatable, make(call), lambda answer: result_of(part, name, answer, now()), timeout
        )


class AsyncCashier(_Client, AsyncCashierOperations):
    """What a product asks for on behalf of its customers."""

    _part = "cashier"

    def __init__(
        self,
        base_url: str,
        *,
        product_id: int | str,
        key: str,
        scheme: Scheme = "hmac-sha256",
        timeout: float = 10.0,
        retries: int = 2,
        retry_delay: float = 0.2,
        now: Callable[[], float] = time.time,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        options = options_of(base_url, timeout, retries, retry_delay, now)
        self._make = _requests.product(options, product_id, key, scheme)
        self._transport = AsyncTransport(options, http)


class AsyncBackOffice(_Client, AsyncBackOfficeOperations):
    """What a merchant does. It signs in by itself and again when its token has run out."""

    _part = "backOffice"

    def __init__(
        self,
        base_url: str,
        *,
        merchant_code: str,
        account: str,
        password: str,
        timeout: float = 10.0,
        retries: int = 2,
        retry_delay: float = 0.2,
        now: Callable[[], float] = time.time,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        options = options_of(base_url, timeout, retries, retry_delay, now)
        self._transport = AsyncTransport(options, http)
        self._merchant_code = merchant_code
        self._sign_in_with = _requests.without_token(options)
        self._credentials: Callable[[], dict[str, object]] = lambda: {
            "pid": merchant_code,
            "account": account,
            "pwd": password,
        }
        self._session: Session | None = None
        self._options = options

    async def sign_in(self, *, timeout: float | None = None) -> None:
        """Signs in, which other calls do by themselves. Every attempt counts against the server's limit."""
        answer = await self._run(Call(TOKEN, self._credentials(), None), self._sign_in_with, timeout)
        self._session = Session(self._options, cast(types.TokenResult, answer))

    async def _call(
        self, request: Operation, parameters: dict[str, object], idempotency_key: str | None, timeout: float | None
    ) -> object:
        is_signed_in = self._session is not None and not self._session.is_over
        if request.name == "logOut" and not is_signed_in:
            # There is no session to end, and none is begun for it.
            return True
        if not is_signed_in:
            await self.sign_in(timeout=timeout)
        session = self._session
        if session is None:
            raise fault("authentication", operation=request.name)
        call = merchant_call(request, parameters, self._merchant_code)
        try:
            answer = await self._run(call, session.make, timeout)
        except FeiqianError as error:
            if error.kind == "authentication":
                self._session = None
            raise
        if request.name == "logOut":
            self._session = None
        return answer


class AsyncWallet(_Client, AsyncWalletOperations):
    """A user's wallet. `token`: a bearer token (JWT), or what gets one."""

    _part = "wallet"

    def __init__(
        self,
        base_url: str,
        *,
        token: Token,
        timeout: float = 10.0,
        retries: int = 2,
        retry_delay: float = 0.2,
        now: Callable[[], float] = time.time,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        options = options_of(base_url, timeout, retries, retry_delay, now)
        self._make = _requests.with_token(options, token_of(token), "application/vnd.api+json")
        self._transport = AsyncTransport(options, http)


class AsyncPayee(_Client, AsyncPayeeOperations):
    """Payees, their accounts and payouts. `token`: the merchant's API token."""

    _part = "payee"

    def __init__(
        self,
        base_url: str,
        *,
        merchant_no: str,
        store_no: str,
        token: str,
        sign_headers: bool = True,
        timeout: float = 10.0,
        retries: int = 2,
        retry_delay: float = 0.2,
        now: Callable[[], float] = time.time,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        options = options_of(base_url, timeout, retries, retry_delay, now)
        self._make = _requests.payee(options, merchant_no, store_no, token, sign_headers)
        self._transport = AsyncTransport(options, http)


class AsyncOperator(_Client, AsyncOperatorOperations):
    """What the bundle's operator does: delivery, which lasts up to a minute. `token`: the dispatch token."""

    _part = "delivery"

    def __init__(
        self,
        base_url: str,
        *,
        token: Token,
        timeout: float = 90.0,
        retries: int = 2,
        retry_delay: float = 0.2,
        now: Callable[[], float] = time.time,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        options = options_of(base_url, timeout, retries, retry_delay, now)
        self._make = _requests.with_token(options, token_of(token), "application/json")
        self._transport = AsyncTransport(options, http)
