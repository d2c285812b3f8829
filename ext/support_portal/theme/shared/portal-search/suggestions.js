// Suggestions while one types: a WAI-ARIA editable combobox with a list.  Each key gets a quick answer, titles only; once
// the keys pause, the whole one follows with summaries, headings and corrected slips, each line in its place.
"use strict";

/**
 * @typedef {import("./engine.js").Answer} Answer
 * @typedef {import("./search.js").Engine} Engine
 * @typedef {import("./search.js").Labels} Labels
 * @typedef {{page: string, url: string, content: (string | Node)[]}} Row
 */

(() => {
  const MOST = 7;
  /** Milliseconds from a key to the whole answer; who types on at an ordinary pace never waits for its files. */
  const PAUSE = 150;

  /** Whether the reader asks sites for as little as they can do with; only Chromium tells. */
  const sparing = Boolean(/** @type {any} */ (navigator).connection?.saveData);

  /**
   * Have loaded what the next keys may ask for; what is not loaded now is when it is asked for.
   * @param {Engine} engine
   * @param {string} query
   */
  const ahead = (engine, query) => void (sparing || engine.ahead(query).catch(() => {}));

  /** @param {string} query */
  const resultsPage = (query) => `?${new URLSearchParams({ q: query })}`;

  /**
   * @param {HTMLFormElement} form
   * @param {any} tools search.js
   */
  function suggest(form, { open, draw, fill, result, announce, ROOT }) {
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
    // A listbox may hold nothing but options, so what is said about them stands before it.
    const remark = draw("p", "portal-note");
    const list = draw("div", "portal-options");
    list.id = `${input.id}-list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.suggestions ?? "");
    const panel = draw("div", "portal-suggestions", remark, list);
    panel.hidden = true;
    form.append(panel);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
      input.setAttribute(name, value);

    let active = -1;
    let turn = 0;
    const options = () => /** @type {HTMLAnchorElement[]} */ ([...list.children]);

    /** @param {number} place -1 for none */
    function activate(place) {
      active = place;
      options().forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
      const option = options()[active];
      if (!option) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    function close() {
      turn += 1; // An answer still under way comes too late.
      panel.hidden = true;
      activate(-1);
      input.setAttribute("aria-expanded", "false");
      announce("");
    }

    /**
     * @param {string} text what is said above the suggestions
     * @param {Row[]} rows
     * @param {string} [chosen] the page of the row that stays chosen
     */
    function show(text, rows, chosen) {
      remark.textContent = text;
      remark.hidden = !text;
      list.replaceChildren(...rows.map(({ page, url, content }, i) => {
        const row = /** @type {HTMLAnchorElement} */ (draw("a", "portal-option", ...content));
        row.id = `${list.id}-${i}`;
        row.href = url;
        row.dataset.page = page;
        row.tabIndex = -1;
        row.setAttribute("role", "option");
        return row;
      }));
      list.hidden = !rows.length;
      panel.hidden = false;
      activate(chosen === undefined ? -1 : rows.findIndex(({ page }) => page === chosen));
      input.setAttribute("aria-expanded", String(rows.length > 0));
      // A telephone's keyboard covers the page's lower half; the list ends above it.
      const room = (visualViewport?.height ?? innerHeight) - list.getBoundingClientRect().top - 16;
      list.style.maxHeight = `${Math.max(160, Math.min(560, room))}px`;
    }

    /**
     * @param {Answer} found
     * @param {Engine} engine
     * @param {Labels} labels
     * @param {string} query
     */
    function rowsOf(found, engine, labels, query) {
      const { words } = labels;
      const all = form.action;
      /** @type {Row[]} */
      const rows = found.hits.map((hit) => {
        const { url, title, heading, trail, text } = result(engine, hit, found.words);
        // The heading stands on the summary's line, which is there before either: no line moves when they come.
        if (heading) text.prepend(heading, hit.summary && " · ");
        return { page: hit.url, url, content: [draw("span", "portal-hit-name", title), trail, text] };
      });
      if (found.total > rows.length) rows.push({ page: "", url: all + resultsPage(query), content: [fill(words.all, { count: found.total })] });
      if (found.total) return rows;
      for (const word of found.nearest) rows.push({ page: "", url: all + resultsPage(word), content: [fill(words.meant, { query: word })] });
      for (const { url, title } of labels.popular.slice(0, 3))
        rows.push({ page: url, url: ROOT + url, content: [draw("span", "portal-hit-title", title), draw("span", "portal-hit-trail", words.popular ?? "")] });
      if (labels.contact) rows.push({ page: "", url: new URL(labels.contact, ROOT).href, content: [words.contact ?? ""] });
      return rows;
    }

    async function answer() {
      const query = input.value.trim();
      const mine = ++turn;
      if (!query) return close();
      const pause = new Promise((resolve) => setTimeout(resolve, PAUSE));
      let shown = false;
      try {
        const loading = open();
        const engine = /** @type {Engine} */ (await loading.engine);
        const present = async (/** @type {Answer} */ found) => {
          const labels = /** @type {Labels} */ (await loading.labels);
          if (mine !== turn) return;
          const { words } = labels;
          const rows = rowsOf(found, engine, labels, query);
          const note = !found.total ? fill(words.nothing, { query }) : found.instead ? fill(words.instead, { query: found.instead }) : "";
          show(note, rows, shown ? options()[active]?.dataset.page : undefined);
          shown = true;
          document.dispatchEvent(new CustomEvent("portal-found", { detail: { query, total: found.total } }));
          announce(`${note} ${fill(words.suggestions, { count: rows.length })}`.trim());
        };
        const quick = await engine.search(query, { limit: MOST, quick: true });
        // Where no word is known there is nothing to look at meanwhile.
        if (quick.total) {
          await present(quick);
          ahead(engine, input.value);
          await pause;
        }
        if (mine !== turn) return;
        await present(await engine.search(query, { limit: MOST }));
      } catch {
        if (mine !== turn || shown) return; // Titles without summaries are better than none.
        show(form.dataset.failed ?? "", []);
        announce(form.dataset.failed ?? "");
      }
    }

    const ready = (/** @type {Engine} */ engine) => void (input.value || ahead(engine, "")); // A query would wait for it.
    input.addEventListener("focus", () => void open().engine.then(ready).catch(() => {}), { once: true });
    input.addEventListener("input", () => void answer());
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const count = panel.hidden ? 0 : options().length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const down = event.key === "ArrowDown";
        if (panel.hidden) void answer();
        else if (count) activate(down ? (active + 1) % count : (active <= 0 ? count : active) - 1);
      } else if (event.key === "Escape" && !panel.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && options()[active] && !panel.hidden) {
        event.preventDefault();
        options()[active]?.click();
      } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) activate(-1);
    });
    panel.addEventListener("mousedown", (/** @type {MouseEvent} */ event) => {
      if (event.button !== 0) return;
      event.preventDefault(); // The box keeps the focus until the click has come.
      turn += 1; // Nor may another answer take away what is being clicked.
    });
    input.addEventListener("blur", close);
    if (document.activeElement === input) void answer(); // Somebody was faster than this file.
  }

  /** @type {any} */ (globalThis).portalSearchSuggest = suggest;
})();
