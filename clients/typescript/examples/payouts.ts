// A platform registers a payee, pays it and reconciles. Against `cargo xtask up`, whose simulator plays the payout provider
// and whose sink receives the IPNs.

import { Money, Operator, Payee, verifyIpn, verifyStandardWebhook, webhookSecret } from "feiqian";

const baseUrl = process.env["FEIQIAN_URL"] ?? "http://127.0.0.1:3000";
const token = "unit-test-token-0001";
const platform = new Payee({ baseUrl, merchantNo: "900001", storeNo: "800001", token });
// In production a timer of the operator calls the dispatcher; the demo has none.
const operator = new Operator({ baseUrl, token: "demo-dispatch-token-0123456789abcdef" });

const run = String(Date.now());
const balance = async (): Promise<Money> => {
  const { balance: [usd] } = await platform.payorBalance({ currency: "USD" });
  return Money.parse(usd?.amount ?? "0", "USD");
};

const { customer } = await platform.registerPayee({
  profileType: "INDIVIDUAL", firstName: "Ada", lastName: "Byron", email: `ts-${run}@example.test`, dateOfBirth: "1990-03-07",
  governmentId: `TS-${run}`, governmentIdType: "ID_CARD", countryCode: "US", state: "NY", city: "New York", street: "Broadway 1", zip: "10001",
}, { idempotencyKey: `register-${run}` });
const { result: account } = await platform.createBankAccount({
  customerNo: customer.customerNo, accountTag: "wages", accountType: "BANK_ACCOUNT", accountCountry: "US", accountCurrency: "USD",
  bankAccountId: run.slice(-10) + "55", bankName: "First Bank", branchId: "021000021", bankAccountPurpose: "CHECKING",
  clientIp: "198.51.100.7", ipnUrl: `${baseUrl}/sim/sink`,
}, { idempotencyKey: `account-${run}` });

const before = await balance();
const payout = {
  customerNo: customer.customerNo, accountToken: account.accountToken, amount: "12.50", currency: "USD" as const,
  invoiceId: `ts-${run}`, ipnUrl: `${baseUrl}/sim/sink`,
};
const { result: paid } = await platform.payOut(payout);
const again = await platform.payOut(payout);
if (again.result.transactionNo !== paid.transactionNo) throw new Error("the same invoice was paid twice");

const settled = new Set<string>();

/** What the platform's own server does with each `POST` to its `ipnUrl`; it then answers `success`. */
async function onIpn(body: string, headers: Record<string, string>): Promise<boolean> {
  // An IPN itself bears no time and no id: the headers of Standard Webhooks do, under the same token.
  const { id } = await verifyStandardWebhook(body, headers, [webhookSecret(token)]);
  const ipn = await verifyIpn(body, [token], "payout");
  if (settled.has(id)) return false;
  settled.add(id);
  return ipn.status === "success" && ipn.amount === "12.50";
}

async function heard(): Promise<boolean> {
  const sink = (await (await fetch(`${baseUrl}/sim/sink`)).json()) as Array<Record<string, string>>;
  for (const one of sink.filter(({ body }) => body?.includes(paid.transactionNo))) {
    const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    const headers = Object.fromEntries(names.map((name) => [name, one[name.replace("-", "_")] ?? ""]));
    if (await onIpn(one["body"] ?? "", headers)) return true;
  }
  return false;
}
for (let waited = 0; !(await heard()); waited += 1) {
  if (waited === 600) throw new Error("no IPN within a minute");
  await operator.dispatch();
  await new Promise((wake) => setTimeout(wake, 100));
}
const { result: found } = await platform.payoutInquiry({ invoiceId: payout.invoiceId });
const spent = Money.parse(found.amount, "USD").plus(Money.parse(found.transactionFee, "USD"));
if (found.status !== "success") throw new Error(`the IPN says success, the inquiry ${found.status}`);
console.log(`paid ${found.amount} USD and ${found.transactionFee} fee to ${customer.customerNo}; the balance was ${before.toString()}, less ${spent.toString()}`);
