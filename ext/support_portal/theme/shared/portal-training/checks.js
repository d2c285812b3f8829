// Makes forms of a lesson's checks: options can be chosen, and the reason is told at once.  Nothing is sent or stored.
// Without this script the options are a list, and the answer can be opened.
"use strict";

(() => {
  /**
   * @param {string} name
   * @param {string} className
   * @param {...(Node | string)} children
   * @returns {HTMLElement}
   */
  function make(name, className, ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  /** @param {string} text */
  const folded = (text) => text.normalize("NFKC").replace(/\s+/gu, "").toLowerCase();

  /**
   * Let items of a list be moved by buttons.
   * @param {HTMLElement} list
   * @param {[string, string]} labels
   */
  function movable(list, labels) {
    for (const item of [...list.children]) {
      const text = item.textContent?.trim() ?? "";
      const moves = make("span", "portal-moves");
      for (const [place, label] of labels.entries()) {
        const button = /** @type {HTMLButtonElement} */ (make("button", "", place ? "\u2193" : "\u2191"));
        button.type = "button";
        button.setAttribute("aria-label", `${label}: ${text}`);
        button.addEventListener("click", () => {
          if (place) item.nextElementSibling?.after(item);
          else item.previousElementSibling?.before(item);
          button.focus();
        });
        moves.append(button);
      }
      item.append(moves);
    }
  }

  /** @param {HTMLElement} check */
  function enhance(check) {
    const kind = check.dataset.kind ?? "";
    const right = /** @type {(number | string)[]} */ (JSON.parse(check.dataset.right ?? "[]"));
    const [submit = "", yes = "", no = "", up = "", down = "", yours = ""] = /** @type {string[]} */ (
      JSON.parse(check.dataset.words ?? "[]")
    );
    const question = check.querySelector(".portal-question");
    const answer = check.querySelector("details.portal-answer");
    const list = /** @type {HTMLElement | null} */ (check.querySelector("ol.portal-options"));
    if (!question || !answer) return;
    const options = list ? [...list.children] : [];
    const reasons = [...(answer.querySelector("ol")?.children ?? [])];
    const verdict = make("div", "portal-verdict");
    verdict.setAttribute("role", "status");
    const legend = make("legend", "portal-question", ...question.childNodes);
    question.remove();
    const between = [...check.childNodes].filter((node) => node !== answer);
    const fields = make("fieldset", "", legend, ...between);
    const box = /** @type {HTMLInputElement} */ (make("input", ""));

    if (kind === "order" && list) {
      movable(list, [up, down]);
    } else if (kind === "text") {
      box.type = "text";
      box.autocomplete = "off";
      fields.append(make("label", "portal-yours", yours, " ", box));
    } else {
      list?.classList.add("portal-choices");
      for (const [place, option] of options.entries()) {
        const input = /** @type {HTMLInputElement} */ (make("input", ""));
        input.type = kind === "multiple" ? "checkbox" : "radio";
        input.name = check.id;
        input.value = String(place);
        const words = make("span", "");
        for (const child of [...option.children]) words.append(...child.childNodes);
        option.replaceChildren(make("label", "", input, words));
      }
    }

    /** @returns {{good: boolean, why: Node[]} | null} */
    function judge() {
      if (kind === "text") {
        if (!box.value.trim()) return null;
        return { good: right.some((text) => folded(String(text)) === folded(box.value)), why: [] };
      }
      if (kind === "order") {
        const order = [...(list?.children ?? [])].map((item) => options.indexOf(item));
        return { good: order.every((option, place) => option === right[place]), why: [] };
      }
      const chosen = options.flatMap((option, place) => (option.querySelector("input")?.checked ? [place] : []));
      if (!chosen.length) return null;
      const why = chosen.map((place) =>
        make("li", "", ...[...(reasons[place]?.childNodes ?? [])].map((node) => node.cloneNode(true))),
      );
      return { good: chosen.length === right.length && chosen.every((place) => right.includes(place)), why };
    }

    const button = /** @type {HTMLButtonElement} */ (make("button", "portal-submit", submit));
    button.type = "submit";
    const form = make("form", "", fields, button, verdict);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const result = judge();
      verdict.dataset.good = result ? String(result.good) : "";
      const said = make("p", "", make("strong", "", result?.good ? yes : no));
      verdict.replaceChildren(said, ...(result?.why.length ? [make("ul", "", ...result.why)] : []));
    });
    check.prepend(form);
  }

  for (const check of document.querySelectorAll(".portal-check[data-kind]")) {
    enhance(/** @type {HTMLElement} */ (check));
  }
})();
