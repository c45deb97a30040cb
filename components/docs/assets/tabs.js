// Tabs by the ARIA practice: arrow keys move, one tab stop.

import { freshId, h } from "./dom.js";

/** Tabs `[{ id, title }]`; `show(id)` gives the content of one. `chosen` is shown first, `onchoose` told of another. */
export function tabs(label, list, show, chosen, onchoose) {
  const panelId = freshId("panel");
  const panel = h("div", { role: "tabpanel", id: panelId });
  const buttons = list.map(({ id, title }) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: freshId("tab"),
        "aria-controls": panelId,
        "data-tab": id,
        onclick: () => choose(id),
      },
      title,
    ),
  );
  const bar = h("div", { role: "tablist", "aria-label": label, class: "tabs", onkeydown: moved }, buttons);
  let current = chosen;

  function choose(id) {
    current = id;
    for (const button of buttons) {
      const selected = button.dataset.tab === id;
      button.setAttribute("aria-selected", String(selected));
      button.tabIndex = selected ? 0 : -1;
      if (selected) {
        panel.setAttribute("aria-labelledby", button.id);
      }
    }
    panel.replaceChildren(show(id));
    onchoose(id);
  }

  function moved(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      // From the tab that has the focus, which need not be the chosen one.
      const at = (buttons.indexOf(event.target) + step + list.length) % list.length;
      choose(list[at].id);
      buttons[at].focus();
    }
  }

  choose(list.some(({ id }) => id === chosen) ? chosen : list[0].id);
  return { element: h("div", { class: "tabbed" }, bar, panel), refresh: () => panel.replaceChildren(show(current)) };
}
