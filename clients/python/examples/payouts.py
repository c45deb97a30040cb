"""A platform registers a payee, pays it and reconciles; asynchronous.

Against `cargo xtask up`, whose simulator plays the payout provider and whose sink receives the IPNs.
"""

import asyncio
import os
import time
from decimal import Decimal

import httpx

from feiqian import AsyncOperator, AsyncPayee, types, verify_ipn, verify_standard_webhook, webhook_secret

BASE = os.environ.get("FEIQIAN_URL", "http://127.0.0.1:3000")
SINK = f"{BASE}/sim/sink"
TOKEN = "unit-test-token-0001"
RUN = str(time.time_ns())


async def register(platform: AsyncPayee) -> tuple[str, str]:
    """A payee and its account."""
    registered = await platform.register_payee(
        profileType="INDIVIDUAL",
        firstName="Ada",
        lastName="Byron",
        email=f"py-{RUN}@example.test",
        dateOfBirth="1990-03-07",
        governmentId=f"PY-{RUN}",
        governmentIdType="ID_CARD",
        countryCode="US",
        state="NY",
        city="New York",
        street="Broadway 1",
        zip="10001",
        idempotency_key=f"register-{RUN}",
    )
    payee = registered["customer"]["customerNo"]
    created = await platform.create_bank_account(
        customerNo=payee,
        accountTag="wages",
        accountType="BANK_ACCOUNT",
        accountCountry="US",
        accountCurrency="USD",
        bankAccountId=f"{RUN[-10:]}55",
        bankName="First Bank",
        branchId="021000021",
        bankAccountPurpose="CHECKING",
        clientIp="198.51.100.7",
        ipnUrl=SINK,
        idempotency_key=f"account-{RUN}",
    )
    return payee, created["result"]["accountToken"]


async def pay(platform: AsyncPayee, payee: str, account: str) -> types.PayOutResultResult:
    paid = await platform.pay_out(
        customerNo=payee,
        accountToken=account,
        amount=Decimal("12.50"),
        currency="USD",
        invoiceId=f"py-{RUN}",
        ipnUrl=SINK,
    )
    return paid["result"]


settled: set[str] = set()


def on_ipn(body: str, headers: dict[str, str]) -> bool:
    """What the platform's own server does with each `POST` to its `ipnUrl`; it then answers `success`."""
    # An IPN itself bears no time and no id: the headers of Standard Webhooks do, under the same token.
    event = verify_standard_webhook(body, headers, [webhook_secret(TOKEN)])
    ipn = verify_ipn(body, [TOKEN], "payout")
    if event.id in settled:
        return False
    settled.add(event.id)
    return ipn["status"] == "success" and ipn["amount"] == Decimal("12.50")


async def heard(http: httpx.AsyncClient, transaction: str) -> bool:
    sink = (await http.get(SINK)).json()
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    for one in sink:
        headers = {name: one[name.replace("-", "_")] for name in names}
        if transaction in one["body"] and on_ipn(one["body"], headers):
            return True
    return False


async def main() -> None:
    # In production a timer of the operator calls the dispatcher; the demo has none.
    async with (
        AsyncPayee(BASE, merchant_no="900001", store_no="800001", token=TOKEN) as platform,
        AsyncOperator(BASE, token="demo-dispatch-token-0123456789abcdef") as operator,
        httpx.AsyncClient() as http,
    ):
        payee, account = await register(platform)
        paid = await pay(platform, payee, account)
        again = await pay(platform, payee, account)
        assert again["transactionNo"] == paid["transactionNo"], "the same invoice was paid twice"
        for _ in range(600):
            if await heard(http, paid["transactionNo"]):
                break
            await operator.dispatch()
            await asyncio.sleep(0.1)
        else:
            raise SystemExit("no IPN within a minute")
        found = (await platform.payout_inquiry(invoiceId=f"py-{RUN}"))["result"]
        assert found["status"] == "success", f"the IPN says success, the inquiry {found['status']}"
        spent = found["amount"] + found["transactionFee"]
        print(f"paid {found['amount']} USD and {found['transactionFee']} fee to {payee}: {spent} in all")


asyncio.run(main())
