// The other language.

import { html } from "./html.js";
import { currentLanguage, setLanguage } from "./language.js";

export function LanguageButton() {
  const other = currentLanguage() === "zh" ? "en" : "zh";
  return html`<button type="button" class="plain language" lang=${other === "zh" ? "zh-CN" : "en"}
    onClick=${() => setLanguage(other)}>${other === "zh" ? "中文" : "English"}</button>`;
}
