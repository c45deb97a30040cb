// Which language the page speaks, and its words in it.

import { LABELS } from "./labels.js";
import { store, useStore } from "./store.js";
import { WORDS } from "./words.js";

const KEPT = "feiqian-console-language";

const language = store(initial());
apply(language.get());

/** "en" or "zh"; the part is drawn again when it changes. */
export const useLanguage = () => useStore(language);

/** "en" or "zh". */
export const currentLanguage = () => language.get();

/** What `Intl` and `lang` call it. */
export const locale = () => (language.get() === "zh" ? "zh-CN" : "en-GB");

/** Sets the language, and keeps it for the next visit. */
export function setLanguage(next) {
  apply(next);
  language.set(next);
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // A browser without storage asks again next time.
  }
}

/** A text of the page; `{name}` in it is the value of that name. */
export function word(name, values = {}) {
  const pair = WORDS[name];
  const text = pair ? pair[language.get() === "zh" ? 1 : 0] : name;
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/** A text as a title begins. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** A text as it stands within a sentence: `Deposits` but not `API tokens` begins small. */
export const small = (text) => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

/** Whether there is such a text. */
export const hasWord = (name) => Object.hasOwn(WORDS, name);

/** What people call a member of the API; without a name of its own, the member's name in words. */
export function label(member) {
  const pair = Object.hasOwn(LABELS, member) ? LABELS[member] : null;
  if (pair) {
    return pair[language.get() === "zh" ? 1 : 0];
  }
  const text = member.replaceAll("_", " ");
  return capital(text);
}

/** What a value of a fixed set is called: the same table, under the value. */
export function valueLabel(value) {
  const name = `=${value}`;
  if (Object.hasOwn(LABELS, name)) {
    return LABELS[name][language.get() === "zh" ? 1 : 0];
  }
  return String(value).replaceAll("_", " ");
}

/** The explanation of a member: the API's own in English, its translation in Chinese. */
export function hint(description) {
  const chinese = LABELS[`?${description}`];
  return language.get() === "zh" && chinese ? chinese : description;
}

function apply(next) {
  document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
}

function initial() {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept) {
      return kept === "zh" ? "zh" : "en";
    }
  } catch {
    // As above.
  }
  return navigator.languages?.[0]?.toLowerCase().startsWith("zh") ? "zh" : "en";
}
