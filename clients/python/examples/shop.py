"""A shop takes a deposit and hears its callback.

Against `cargo xtask up`, whose simulator plays the hub, and whose sink at /sim/sink receives the callbacks of the demo products.
"""

import os
import time
from decimal import Decimal

import httpx

from feiqian import Cashier, verify_callback

BASE = os.environ.get("FEIQIAN_URL", "http://127.0.0.1:3000")
KEY = "demo-key-0001"
ORDER = f"shop-{time.time_ns()}"
CUSTOMER = f"{ORDER}-customer"


def on_callback(body: bytes) -> bool:
    """What the shop's own server does with the body of each `POST` to its callback URL; it then answers `success`."""
    told = verify_callback(body, [KEY], "deposit")
    # The same event may come again: an order is settled once, by its number and status.
    return (told["product_order_sn"], told["status"], told["amount"]) == (ORDER, "2", Decimal("300.00"))


def heard(order_sn: str) -> bool:
    sink = httpx.get(f"{BASE}/sim/sink").json()
    return any(order_sn in one["body"] and on_callback(one["body"].encode()) for one in sink)


with Cashier(BASE, product_id=1, key=KEY) as shop:
    shop.create_customer(product_user_id=CUSTOMER)
    limits = shop.pay_limit(product_user_id=CUSTOMER, payment_code="6")
    deposit = shop.pay(
        product_user_id=CUSTOMER,
        payment_code="6",
        amount=Decimal("300.00"),
        payid=limits.get("payid"),
        product_order_sn=ORDER,
    )
print(f"ordered {deposit['order_sn']}; the customer pays at {deposit['pay_url']}")

# The customer pays: what the button on the simulator's page does.
bill = deposit["pay_url"].rsplit("/", 1)[-1]
httpx.post(f"{BASE}/sim/complete", json={"billno": bill, "amount": "300.00"}).raise_for_status()

for _ in range(600):
    if heard(deposit["order_sn"]):
        break
    time.sleep(0.1)
else:
    raise SystemExit("no callback within a minute")
print(f"paid 300.00 for {ORDER}")
