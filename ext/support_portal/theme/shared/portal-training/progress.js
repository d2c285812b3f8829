// Shows a reader's progress on lessons, courses and cards, and the panel and certificate that go with it.
"use strict";

/**
 * @typedef {import("./store.js").Progress} Progress
 * @typedef {{KEY: string, read: () => Progress, mark: (id: string, done: boolean) => void, see: (id: string) => void, load: (text: string) => boolean, reset: () => void, next: (ids: string[]) => number, save: () => string, isKept: () => boolean}} Store
 */

(() => {
  const store = /** @type {Store} */ (/** @type {any} */ (globalThis).PortalProgress);
  const language = document.documentElement.lang || undefined;

  /**
   * @param {Element} place
   * @param {string} name
   * @returns {HTMLElement | null}
   */
  const part = (place, name) => place.querySelector(`[data-portal-${name}]`);

  /**
   * @param {string | undefined} sentence
   * @param {Record<string, string | number>} values for the words in braces
   */
  const fill = (sentence, values) => (sentence ?? "").replace(/\{(\w+)\}/g, (all, name) => `${values[name] ?? all}`);

  /**
   * @param {HTMLElement | null} element
   * @param {boolean} shown
   */
  const show = (element, shown) => {
    if (element) element.hidden = !shown;
  };

  /**
   * Draw the bar and links of one list of lessons.
   * @param {HTMLElement} box
   */
  function draw(box) {
    const steps = /** @type {[string, string, string][]} */ (JSON.parse(box.dataset.portalSteps ?? "[]"));
    const { done } = store.read();
    const all = steps.length;
    const count = steps.filter(([id]) => done[id]).length;
    const lesson = box.dataset.portalLesson;
    const bar = box.querySelector("progress");
    if (bar) bar.value = count;
    const text = part(box, "count");
    if (text) {
      const percent = all ? Math.floor((count / all) * 100) : 0;
      text.textContent = fill(text.dataset.portalCount, { percent, done: count, all });
    }
    const step = steps[store.next(steps.map(([id]) => id))];
    const onward = part(box, "continue");
    const start = document.querySelector("[data-portal-start]");
    const inList = start && !box.closest(".portal-item");
    if (onward instanceof HTMLAnchorElement && step) {
      onward.textContent = fill(onward.dataset.portalContinue, { title: step[1] });
      onward.href = step[2];
      if (inList && start instanceof HTMLAnchorElement && count) {
        start.textContent = onward.textContent;
        start.href = step[2];
      }
    }
    show(onward, Boolean(step) && !inList && (!lesson || (Boolean(done[lesson]) && step?.[0] !== lesson)));
    show(part(box, "complete"), all > 0 && count === all);
    show(part(box, "unfinished"), count < all);
    show(part(box, "finished"), count === all);
    show(part(box, "lost"), count > 0 && !store.isKept());
    const button = part(box, "done");
    if (button && lesson) {
      button.textContent = (done[lesson] ? button.dataset.portalUndo : button.dataset.portalDone) ?? "";
      button.classList.toggle("portal-is-done", Boolean(done[lesson]));
    }
    // A course nobody has begun shows nothing: an empty bar is a reproach.
    box.hidden = !(lesson || count || "portalCertificate" in box.dataset);
    const day = document.querySelector("[data-portal-day]");
    if (day && "portalCertificate" in box.dataset) {
      const last = steps.map(([id]) => done[id] ?? "").sort().at(-1) ?? "";
      const date = count === all ? new Date(last).toLocaleDateString(language, { dateStyle: "long" }) : "";
      day.textContent = date;
    }
  }

  function drawAll() {
    const { done } = store.read();
    for (const box of document.querySelectorAll("[data-portal-steps]")) draw(/** @type {HTMLElement} */ (box));
    for (const tick of document.querySelectorAll("[data-portal-tick]")) {
      const element = /** @type {HTMLElement} */ (tick);
      element.hidden = !done[element.dataset.portalTick ?? ""];
    }
    for (const element of document.querySelectorAll("[data-portal-keep]")) {
      const panel = /** @type {HTMLElement} */ (element);
      const text = part(panel, "count");
      if (text) text.textContent = fill(text.dataset.portalCount, { done: Object.keys(done).length });
      panel.hidden = false;
    }
  }

  /** @param {HTMLElement} panel */
  function setUpPanel(panel) {
    const said = panel.querySelector("[role=status]");
    const file = panel.querySelector("input");
    const sure = part(panel, "sure");
    const reset = part(panel, "reset");
    /**
     * @param {string} name of the sentence
     * @param {Record<string, string | number>} values
     */
    const say = (name, values = {}) => {
      const lost = store.isKept() ? "" : ` ${panel.dataset.lost ?? ""}`;
      if (said) said.textContent = fill(panel.dataset[name], values) + lost;
    };
    part(panel, "export")?.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([store.save()], { type: "application/json" }));
      link.download = "training-progress.json";
      link.click();
      URL.revokeObjectURL(link.href);
      say("saved", { file: link.download });
    });
    part(panel, "import")?.addEventListener("click", () => file?.click());
    file?.addEventListener("change", async () => {
      const chosen = file.files?.[0];
      // A megabyte is a hundred times what the longest training needs.
      const text = chosen && chosen.size < 1_000_000 ? await chosen.text() : "";
      file.value = "";
      const good = store.load(text);
      drawAll();
      say(good ? "loaded" : "wrong", { count: Object.keys(store.read().done).length });
    });
    reset?.addEventListener("click", () => {
      show(sure, true);
      part(panel, "no")?.focus();
    });
    part(panel, "yes")?.addEventListener("click", () => {
      store.reset();
      show(sure, false);
      drawAll();
      say("deleted");
      reset?.focus();
    });
    part(panel, "no")?.addEventListener("click", () => {
      show(sure, false);
      reset?.focus();
    });
  }

  for (const element of document.querySelectorAll("[data-portal-lesson]")) {
    const box = /** @type {HTMLElement} */ (element);
    const id = box.dataset.portalLesson ?? "";
    store.see(id);
    part(box, "done")?.addEventListener("click", () => {
      store.mark(id, !store.read().done[id]);
      drawAll();
    });
  }
  for (const panel of document.querySelectorAll("[data-portal-keep]")) setUpPanel(/** @type {HTMLElement} */ (panel));
  for (const element of document.querySelectorAll("[data-portal-certificate]")) {
    const name = document.querySelector("[data-portal-name]");
    const input = element.querySelector("input");
    input?.addEventListener("input", () => {
      if (name) name.textContent = input.value.trim();
    });
    part(element, "print")?.addEventListener("click", () => window.print());
  }
  drawAll();
  // Another tab marks a lesson, or the page comes back from the cache of the browser.
  window.addEventListener("storage", (event) => {
    if (event.key === store.KEY || event.key === null) drawAll();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) drawAll();
  });
})();
