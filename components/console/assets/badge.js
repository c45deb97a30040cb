// A state as a badge: its text says it, its colour repeats it.

import { html } from "./html.js";
import { valueLabel } from "./language.js";

const TONES = {
  good: ["active", "activated", "success", "succeeded", "paid", "approved", "delivered", "done", "settled", "completed", "confirmed", "matched", "acknowledged",
    "resolved", "create", "approve", "ok", "made_up"],
  bad: ["suspended", "declined", "deactivated", "invalid", "revoked", "retired", "refused", "failed", "rejected", "conflict", "dead", "cancelled", "canceled", "closed", "expired",
    "missing_here", "missing_there", "different_amount", "different_day", "duplicate", "abandoned", "discarded", "revoke", "retire", "refuse"],
  warn: ["asked", "pending", "waiting", "open", "queued", "created", "processing", "submitted", "in_flight", "unknown", "checking", "unmatched",
    "approved_first", "partial", "retrying", "paying"],
};

export const tone = (value) => Object.keys(TONES).find((name) => TONES[name].includes(value)) ?? "plain";

export const Badge = ({ value }) => html`<span class=${`badge ${tone(value)}`}>${valueLabel(value)}</span>`;
