"""The clients over a transport of the test's own."""

import asyncio
import hashlib
import re
import traceback
import unittest
from base64 import b64encode
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast
from urllib.parse import parse_qs

import httpx

from feiqian import AsyncBackOffice, AsyncCashier, BackOffice, Cashier, FeiqianError, Payee, Wallet, _json
from feiqian.signing import hmac_sha256

BASE = "http://127.0.0.1:1"
KEY = "demo-key-0001"
SUCCESS = '{"code":200,"message":"Success","data":[]}'


class Server:
    def __init__(self, *answers: tuple[int, str, dict[str, str]]) -> None:
        self.seen: list[httpx.Request] = []
        self._answers = answers

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        status, body, headers = self._answers[min(len(self.seen), len(self._answers)) - 1]
        return httpx.Response(status, text=body, headers=headers)

    @property
    def http(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self))


class Clients(unittest.TestCase):
    def test_json_keeps_every_digit(self) -> None:
        text = '{"id":9007199254740993,"amount":"300.10","cash_charge":null,"cash_actual_amount":0.99,"n":1,"f":1.10}'
        expected = {
            "id": 9007199254740993,
            "amount": Decimal("300.10"),
            "cash_charge": None,
            "cash_actual_amount": Decimal("0.99"),
            "n": 1,
            "f": Decimal("1.10"),
        }
        self.assertEqual(_json.parse(text), expected)
        self.assertEqual(str(cast(dict[str, Any], _json.parse(text))["f"]), "1.10")
        self.assertEqual(_json.write({"a": Decimal("1.10"), "b": 2}), b'{"a":"1.10","b":2}')
        for broken in ("NaN", "[1,]", "1 2", '"a'):
            with self.assertRaises(ValueError):
                _json.parse(broken)

    def test_rfc9421_verifies(self) -> None:
        server = Server((200, SUCCESS, {}))
        cashier = Cashier(BASE, product_id=1, key=KEY, scheme="rfc9421", http=server.http)
        cashier.bank_list(product_user_id="张 三&'*~")
        cashier.pay(product_user_id="a", payment_code="1", amount=Decimal("1.00"), product_order_sn="x")
        self.assertEqual(len(server.seen), 2)
        for request in server.seen:
            chosen = request.headers["signature-input"].removeprefix("sig1=")
            components = re.findall(r'"([^"]+)"', chosen.partition(")")[0])
            own = ["@method", "@path", "@query"]
            self.assertEqual(components, [*own, "content-digest"] if request.content else own)
            values = {
                "@method": request.method,
                "@path": request.url.raw_path.decode().partition("?")[0],
                "@query": "?" + request.url.query.decode(),
                "content-digest": f"sha-256=:{b64encode(hashlib.sha256(request.content).digest()).decode()}:",
            }
            lines = [f'"{name}": {values[name]}' for name in components]
            base = "\n".join([*lines, f'"@signature-params": {chosen}'])
            expected = b64encode(hmac_sha256(KEY.encode(), base.encode())).decode()
            self.assertEqual(request.headers["signature"], f"sig1=:{expected}:")
            self.assertRegex(chosen, r';created=[0-9]+;nonce="[0-9a-f]{32}";keyid="1";alg="hmac-sha256"$')
            self.assertNotIn("sign", parse_qs(request.content.decode() or request.url.query.decode()))

    def test_each_attempt_is_signed_anew(self) -> None:
        server = Server((503, "", {}), (503, "", {}), (200, SUCCESS, {}))
        cashier = Cashier(f"{BASE}/base/", product_id="1", key=KEY, http=server.http, retry_delay=0)
        cashier.bank_list(product_user_id="a")
        self.assertEqual(len({request.url.params["nonce"] for request in server.seen}), 3)
        self.assertEqual(server.seen[0].url.path, "/base/bank_list")

    def test_asynchronous(self) -> None:
        server = Server((503, "", {}), (200, SUCCESS, {}))

        async def run() -> list[Any]:
            http = httpx.AsyncClient(transport=httpx.MockTransport(server))
            async with AsyncCashier(BASE, product_id=1, key=KEY, http=http, retry_delay=0) as cashier:
                return cast(list[Any], await cashier.bank_list(product_user_id="a"))

        self.assertEqual(asyncio.run(run()), [])
        self.assertEqual(len(server.seen), 2)

    def test_a_wait_that_is_too_long_is_no_reason_to_wait(self) -> None:
        server = Server((503, "", {"retry-after": "31"}))
        with self.assertRaises(FeiqianError) as raised:
            Cashier(BASE, product_id=1, key=KEY, http=server.http).bank_list(product_user_id="a")
        self.assertEqual((raised.exception.kind, raised.exception.retry_after), ("unavailable", 31))
        self.assertEqual(len(server.seen), 1)

    def test_nothing_that_is_printed_holds_a_secret(self) -> None:
        secret = "a-very-secret-key-0123456789"
        server = Server((200, '{"code":403,"message":"forbidden","data":[]}', {}))
        cashier = Cashier(BASE, product_id=1, key=secret, http=server.http)
        office = BackOffice(BASE, merchant_code="M001", account="ops", password=secret, http=server.http)
        wallet = Wallet(BASE, token=secret, retries=0)
        payee = Payee(BASE, merchant_no="900001", store_no="800001", token=secret, retries=0)
        for client in (cashier, office, wallet, payee):
            self.assertNotIn(secret, f"{client!r} {vars(client)!r}")
        broken = Wallet(BASE, token=f"{secret}\n")
        calls: list[Callable[[], object]] = [
            lambda: cashier.bank_list(product_user_id="a"),
            office.sign_in,
            wallet.wallet_settings,
            payee.payor_balance,
            broken.wallet_settings,
        ]
        for call in calls:
            with self.assertRaises(FeiqianError) as raised:
                call()
            error = raised.exception
            self.assertNotIn(secret, "".join(traceback.format_exception(error)) + repr(vars(error)))
            self.assertIsNone(error.__context__)

    def test_logging_out_ends_the_session_and_needs_one(self) -> None:
        session = '{"code":200,"message":"Success","data":{"ip":"127.0.0.1","iat":0,"exp":180,"token":"t1"}}'
        ended = '{"code":200,"message":"Success","data":true}'
        secret = "demo-pass-0001"
        calls = ["POST /token", "DELETE /token", "POST /token", "DELETE /token", "DELETE /token"]

        server = Server((200, session, {}), (200, ended, {}), (200, session, {}), (503, "", {}))
        office = BackOffice(BASE, merchant_code="M001", account="ops", password=secret, http=server.http)
        self.assertTrue(office.log_out())
        self.assertEqual(server.seen, [], "no session is begun to be ended")
        office.sign_in()
        self.assertTrue(office.log_out() and office.log_out())
        # A log-out that may have been lost is not repeated by itself, and can be by hand.
        office.sign_in()
        for _ in range(2):
            with self.assertRaises(FeiqianError) as raised:
                office.log_out()
            self.assertEqual(raised.exception.kind, "unavailable")
        self.assertEqual([f"{request.method} {request.url.path}" for request in server.seen], calls)
        self.assertEqual(server.seen[1].headers["authorization"], "Bearer t1")

        other = Server((200, session, {}), (200, ended, {}), (200, session, {}), (503, "", {}))

        async def run() -> None:
            http = httpx.AsyncClient(transport=httpx.MockTransport(other))
            async with AsyncBackOffice(
                BASE, merchant_code="M001", account="ops", password=secret, http=http
            ) as office:
                self.assertTrue(await office.log_out())
                await office.sign_in()
                self.assertTrue(await office.log_out() and await office.log_out())
                await office.sign_in()
                for _ in range(2):
                    with self.assertRaises(FeiqianError):
                        await office.log_out()

        asyncio.run(run())
        self.assertEqual([f"{request.method} {request.url.path}" for request in other.seen], calls)

    def test_arguments_that_cannot_be_sent_exactly_are_refused(self) -> None:
        server = Server((200, SUCCESS, {}))
        cashier = Cashier(BASE, product_id=1, key=KEY, http=server.http)
        for amount in (0.1, True, Decimal("NaN"), object(), "\ud800"):
            with self.assertRaises(FeiqianError) as raised:
                cashier.pay(product_user_id="a", payment_code="1", amount=cast(Any, amount))
            self.assertEqual((raised.exception.kind, raised.exception.outcome), ("argument", "not_sent"))
        wallet = Wallet(BASE, token="t", http=server.http)
        with self.assertRaises(FeiqianError):
            wallet.adjust_wallet(user_id=1, operate_type=1, operate_amount=cast(Any, 1.5))
        with self.assertRaises(FeiqianError):
            wallet.wallet(user_id=cast(Any, ".."))
        for base in ("file:///x", "http://a@b", "x", "http://[", "http://x?y"):
            with self.assertRaises(FeiqianError):
                Cashier(base, product_id=1, key=KEY)
        with self.assertRaises(FeiqianError):
            Cashier(BASE, product_id="01", key=KEY)
        self.assertEqual(server.seen, [])


if __name__ == "__main__":
    unittest.main()
