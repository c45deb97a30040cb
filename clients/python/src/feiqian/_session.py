"""What the clients with a token share."""

import time
from collections.abc import Callable

from . import _requests, types
from ._operations import Operation
from ._requests import Call
from ._transport import Options, checked_base_url

TOKEN = Operation("token", "POST", "/token", "json", (), "never")


def options_of(
    base_url: str, timeout: float, retries: int, retry_delay: float, now: Callable[[], float]
) -> Options:
    return Options(checked_base_url(base_url), timeout, retries, retry_delay, now)


def merchant_call(request: Operation, parameters: dict[str, object], merchant_code: str) -> Call:
    code = "product_id" if request.name == "confirmDeposit" else "pid"
    return Call(request, {code: merchant_code, **parameters}, None)


class Session:
    """A token of the back office. Its life is a difference of the server's times, so a wrong clock does not matter."""

    def __init__(self, options: Options, given: types.TokenResult) -> None:
        token = given["token"]
        self.make = _requests.with_token(options, lambda: token, "application/json")
        self._until = time.monotonic() + given["exp"] - given["iat"] - 5

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._until


Token = str | Callable[[], str]


def token_of(token: Token) -> Callable[[], str]:
    return (lambda: token) if isinstance(token, str) else token
