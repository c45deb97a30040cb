"""A signed deposit of 300.00 against `cargo xtask up`. The first example of the README."""

import time
from decimal import Decimal

from feiqian import Cashier, FeiqianError

with Cashier("http://127.0.0.1:3000", product_id=1, key="demo-key-0001") as cashier:
    cashier.create_customer(product_user_id="alice")
    try:
        deposit = cashier.pay(
            product_user_id="alice",
            payment_code="1",
            amount=Decimal("300.00"),
            depositor="Alice",
            bankcode="ICBC",
            product_order_sn=f"first-{time.time_ns()}",
        )
        print(f"{deposit['order_sn']}: pay {deposit['amount']} {deposit['currency_type']} into {deposit['receipt_account']}")
    except FeiqianError as error:
        print(error.kind, error.advice)
