"""Runs cases in the form of tests/vectors/failures.json and prints a line of JSON for each; the bundle's tests compare."""

import asyncio
import inspect
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import feiqian

FILE, LIVE, FAKE, WALLET_TOKEN, FLAVOUR = sys.argv[1:6]


def client(case: Any) -> Any:
    options = case.get("options", {})
    offset = options.get("clock_offset_s", 0)
    transport = {
        "base_url": LIVE if case["server"] == "live" else f"{FAKE}/{case['id']}",
        "timeout": options.get("timeout_ms", 30_000) / 1000,
        "retries": options.get("retries", 0),
        "retry_delay": 0.001,
        "now": lambda: time.time() + offset,
    }
    own: dict[str, Any]
    match case["part"]:
        case "cashier":
            name, own = "Cashier", {"product_id": 1, "key": options.get("key", "demo-key-0001")}
            if "scheme" in options:
                own["scheme"] = options["scheme"]
        case "payee":
            token = options.get("key", "unit-test-token-0001")
            name, own = "Payee", {"merchant_no": "900001", "store_no": "800001", "token": token}
        case "wallet":
            name, own = "Wallet", {"token": options.get("key", WALLET_TOKEN)}
        case "delivery":
            name, own = "Operator", {"token": "demo-dispatch-token-0123456789abcdef"}
        case _:
            password = options.get("key", "demo-pass-0001")
            name, own = "BackOffice", {"merchant_code": "M001", "account": "ops", "password": password}
    return getattr(feiqian, f"Async{name}" if FLAVOUR == "async" else name)(**transport, **own)


async def run(case: Any) -> dict[str, object]:
    of = client(case)
    method = getattr(of, re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", case["operation"]))
    key = {"idempotency_key": case["idempotency_key"]} if "idempotency_key" in case else {}
    try:
        if case["operation"] == "logOut":
            signed_in = of.sign_in()
            if inspect.isawaitable(signed_in):
                await signed_in
        for arguments in filter(None, (case.get("first"), case["arguments"] or {"timeout": None})):
            named = {re.sub(r"\[(.*)\]", r"_\1", name): value for name, value in arguments.items()}
            answer = method(**named, **key)
            if inspect.isawaitable(answer):
                await answer
    except feiqian.FeiqianError as error:
        return {
            "id": case["id"],
            "kind": error.kind,
            "outcome": error.outcome,
            "advice": error.advice,
            "class": type(error).__name__,
            "fields": list(error.fields),
            "printed": f"{error} {error!r} {vars(error)!r} {error.__context__!r}",
        }
    finally:
        await of.aclose() if FLAVOUR == "async" else of.close()
    return {"id": case["id"], "kind": "success"}


async def main() -> None:
    for case in json.loads(Path(FILE).read_text("utf-8")):
        print(json.dumps(await run(case)))


asyncio.run(main())
