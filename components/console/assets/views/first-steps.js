// What an empty bundle needs before a product's first request passes, and how far it is.

import { isAllowed } from "../allowed.js";
import { html } from "../html.js";
import { word } from "../language.js";
import { useLoad } from "../load.js";
import { address } from "../router.js";

export function FirstSteps() {
  const mayRead = isAllowed("GET", "/products");
  const products = useLoad(mayRead ? "/products?limit=1" : null).answer?.body.items;
  const merchants = useLoad(mayRead ? "/merchants?limit=1" : null).answer?.body.items;
  const merchant = merchants?.[0]?.code;
  const hub = useLoad(merchant ? `/hubs/${encodeURIComponent(merchant)}` : null).answer?.body;
  const product = merchants?.[0]?.product_id ?? products?.[0]?.id;
  const deposits = useLoad(product ? `/products/${product}/deposit-channels?limit=1` : null).answer?.body.items;
  const withdrawals = useLoad(product ? `/products/${product}/withdraw-channels?limit=1` : null).answer?.body.items;
  if (!mayRead || !products || !merchants || (merchant && (!hub || !deposits || !withdrawals))) {
    return null;
  }
  const steps = [
    ["step.product", products.length > 0, address("/products", { new: "1" })],
    ["step.merchant", merchants.length > 0, products.length > 0 && address("/merchants", { new: "1" })],
    ["step.hub", Boolean(hub?.domain && hub.meta.key), merchant && address(`/hubs/${encodeURIComponent(merchant)}`)],
    ["step.depositChannel", deposits?.length > 0, merchant && address(`/products/${product}/deposit-channels`, { new: "1" })],
    [
      "step.withdrawChannel",
      withdrawals?.length > 0,
      merchant && address(`/products/${product}/withdraw-channels`, { new: "1" }),
    ],
  ];
  // What is done needs no view.
  if (steps.every(([, isDone]) => isDone)) {
    return null;
  }
  return html`<section class="panel" aria-label=${word("firstSteps")}>
    <h2>${word("firstSteps")}</h2>
    <p>${word("firstSteps.text")}</p>
    <ol class="steps">${steps.map(
      ([name, isDone, href]) => html`<li key=${name} class=${isDone ? "done" : ""}>
      <span class=${`badge ${isDone ? "good" : "warn"}`}>${word(isDone ? "isDone" : "toDo")}</span>
      ${
        !isDone && href && isAllowed("PUT", "/products/{id}")
          ? html`<a
        href=${href}>${word(name)}</a>`
          : html`<span>${word(name)}</span>`
      }
    </li>`,
    )}</ol>
  </section>`;
}
