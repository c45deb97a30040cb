// The lists of money and books: one line of data for each. Filters, states and the fields of actions are in the description of
// the API; a list that the API does not have is not shown.

/**
 * `list` and `item` are paths, `columns` those of the table, `number` the member that names one. `actions` are paths below the
 * item, of which `when(item)` says whether they make sense; `fixed` are members that the button itself means. `listActions` are
 * paths of their own.
 */
export const LISTS = [
  {
    id: "deposits",
    list: "/deposits",
    item: "/deposits/{order_sn}",
    group: "money",
    columns: ["order_sn", "created_at", "merchant", "customer", "channel", "currency", "amount", "paid_amount", "status"],
    actions: [
      { name: "make-up", word: "makeUp", isPrimary: true, when: ({ status }) => status !== "paid" && status !== "made_up" },
    ],
  },
  {
    id: "withdrawals",
    list: "/withdrawals",
    item: "/withdrawals/{order_sn}",
    group: "money",
    columns: ["order_sn", "created_at", "merchant", "customer", "channel", "currency", "amount", "status"],
    actions: [
      {
        name: "decision",
        word: "approve",
        fixed: { decision: "approve" },
        isPrimary: true,
        when: ({ status }) => status === "open",
      },
      {
        name: "decision",
        word: "markPaid",
        fixed: { decision: "mark_paid" },
        isPrimary: true,
        when: ({ status }) => status === "approved",
      },
      {
        name: "decision",
        word: "refuse",
        fixed: { decision: "refuse" },
        isDanger: true,
        when: ({ status }) => ["open", "approved"].includes(status),
      },
    ],
  },
  {
    id: "wallet-applications",
    list: "/wallet-applications",
    item: "/wallet-applications/{id}",
    group: "money",
    columns: ["number", "created_at", "username", "kind", "currency", "amount", "fee", "payable", "status"],
    actions: [
      {
        name: "decision",
        word: "approve",
        fixed: { decision: "approve" },
        isPrimary: true,
        when: ({ status, kind }) => status === "open" && kind === "payout",
      },
      {
        name: "decision",
        word: "markPaid",
        fixed: { decision: "mark_paid" },
        isPrimary: true,
        when: ({ status, kind }) => status === "open" && kind === "manual",
      },
      {
        name: "decision",
        word: "refuse",
        fixed: { decision: "refuse" },
        isDanger: true,
        when: ({ status }) => status === "open",
      },
    ],
  },
  {
    id: "payouts",
    list: "/payouts",
    item: "/payouts/{id}",
    group: "money",
    columns: ["number", "created_at", "kind", "merchant", "customer", "currency", "amount", "attempts", "outcome", "status"],
    actions: [
      { name: "retry", word: "retry", when: ({ status }) => status !== "done" },
      { name: "settlement", word: "settle", isDanger: true, when: ({ status }) => status !== "done" },
    ],
  },
  {
    id: "notices",
    list: "/notices",
    item: "/notices/{event_id}",
    group: "money",
    columns: ["event_id", "created_at", "topic", "number", "told", "receiver", "attempts", "result", "status"],
    actions: [
      { name: "resend", word: "resend", when: () => true },
      { name: "abandonment", word: "abandon", isDanger: true, when: ({ status }) => status === "queued" || status === "dead" },
    ],
    listActions: [
      { template: "/notices/resend", word: "resendAll" },
      { template: "/test-notices", word: "testNotice" },
    ],
  },
  {
    id: "refused-payments",
    list: "/refused-payments",
    item: "/refused-payments/{id}",
    group: "money",
    columns: ["id", "created_at", "reason", "merchant", "number", "customer", "currency", "amount", "times", "status"],
    actions: [{ name: "resolution", word: "resolve", isPrimary: true, when: ({ status }) => status === "open" }],
  },
  {
    id: "ledger-accounts",
    list: "/ledger/accounts",
    item: null,
    group: "books",
    columns: ["code", "name", "part", "kind", "currency", "owner"],
    link: ({ code }) => ["/ledger/entries", { account: code }],
  },
  {
    id: "ledger-entries",
    list: "/ledger/entries",
    item: null,
    group: "books",
    columns: ["id", "at", "part", "action", "reference", "currency", "amount", "debit", "credit"],
  },
  {
    id: "reconciliations",
    list: "/reconciliations",
    item: "/reconciliations/{id}",
    group: "books",
    columns: ["id", "at", "provider", "kind", "merchant", "from", "to", "matched", "open", "operator"],
    listActions: [{ template: "/reconciliations", word: "reconcile", isOpened: true }],
  },
];

export const list = (id) => LISTS.find((one) => one.id === id);

/** The members that name something with a view of its own: `[template, name of the template's value]`. */
export const LINKS = {
  order_sn: ["/deposits/{order_sn}", "order_sn"],
  parent_order_sn: ["/deposits/{order_sn}", "order_sn"],
  make_up_order_sn: ["/deposits/{order_sn}", "order_sn"],
  application_id: ["/wallet-applications/{id}", "id"],
  payout: ["/payouts/{id}", "id"],
  event_id: ["/notices/{event_id}", "event_id"],
  product_id: ["/products/{id}", "id"],
  merchant: ["/merchants/{code}", "code"],
  operator: ["/operators/{name}", "name"],
};
