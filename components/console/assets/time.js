// Times: when, and how long ago.

import { html, useEffect } from "./html.js";
import { locale } from "./language.js";
import { store, useStore } from "./store.js";

const now = store(Date.now());
setInterval(() => now.set(Date.now()), 30_000);

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** `3 minutes ago`, `in 2 days`. */
export function relative(ms, from = Date.now()) {
  const seconds = Math.round((ms - from) / 1_000);
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto", style: "short" }).format(Math.trunc(seconds / length), unit);
}

/** The local time as `2026-11-27 23:41:02`. */
export function absolute(ms) {
  const time = new Date(ms);
  const two = (number) => String(number).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** A time of the API. */
export function Time({ at }) {
  // Drawn anew at every tick, but always from the present moment.
  useStore(now);
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) {
    return html`<span>${at}</span>`;
  }
  return html`<time datetime=${at} title=${at}><span
    class="absolute">${absolute(ms)}</span>${" "}<small>${relative(ms)}</small></time>`;
}

/** Whoever has touched nothing for so long is away: the page asks no more, so that an idle session ends. */
const AWAY_MS = 300_000;

let touchedAt = Date.now();
for (const event of ["pointerdown", "keydown", "wheel", "touchstart"]) {
  window.addEventListener(event, () => (touchedAt = Date.now()), { passive: true, capture: true });
}

const isThere = () => document.visibilityState === "visible" && Date.now() - touchedAt < AWAY_MS;

/** Calls `tick` every so many seconds while somebody is there. */
export function useEvery(seconds, tick) {
  useEffect(() => {
    const timer = setInterval(() => isThere() && tick(), seconds * 1_000);
    return () => clearInterval(timer);
  }, [seconds, tick]);
}
