// The results page, with filters and an address to share, and the results of the 404 page, for the address that failed.
"use strict";

/**
 * @typedef {import("./engine.js").Filters} Filters
 * @typedef {import("./engine.js").Answer} Answer
 * @typedef {import("./search.js").Labels} Labels
 */

(() => {
  const FILTERS = /** @type {const} */ (["section", "product", "audience"]);
  const STEP = 20;
  /** What the 404 page shows: a few good guesses, not a page of results. */
  const GUESSES = 5;
  /** Milliseconds without a key before the address follows; browsers limit how often it may change. */
  const PAUSE = 350;
  /** Milliseconds without a key before results follow: a page of them costs twenty files. */
  const SOON = 150;

  /**
   * The words of an address that leads nowhere, without the section and the file's ending.
   * @param {string} root
   * @param {Labels} labels
   */
  function wordsOfAddress(root, labels) {
    const base = new URL(root).pathname;
    let path = location.pathname.startsWith(base) ? location.pathname.slice(base.length) : location.pathname;
    try {
      path = decodeURIComponent(path);
    } catch {
      // Not UTF-8: the letters that are, are enough.
    }
    const parts = path.replace(/\.\w{1,5}$/, "").split("/").filter((part) => part && part !== "index");
    if (Object.hasOwn(labels.section, parts[0] ?? "")) parts.shift();
    return parts.join(" ").split(/[^\p{L}\p{N}]+/u).filter(Boolean).join(" ");
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} place
   * @param {any} tools search.js
   */
  async function results(form, place, tools) {
    const { open, draw, fill, result, announce, ROOT } = tools;
    const lost = "portalLost" in place.dataset;
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
    const index = /** @type {HTMLElement | null} */ (document.querySelector("[data-portal-index]"));
    const title = document.title;
    const line = draw("p", "portal-count");
    const chips = draw("div", "portal-filters");
    const list = draw("ol", "");
    const rest = draw("div", "portal-rest");
    place.replaceChildren(line, chips, list, rest);
    let turn = 0;
    let limit = STEP;
    /** @type {Filters} */
    let filters = {};

    /** @param {boolean} shown */
    function present(shown) {
      place.hidden = !shown;
      if (index) index.hidden = shown && list.childElementCount > 0;
    }

    function read() {
      const address = new URLSearchParams(location.search);
      input.value = address.get("q") ?? "";
      filters = Object.fromEntries(FILTERS.flatMap((name) => (address.get(name) ? [[name, address.get(name)]] : [])));
    }

    /** @param {"pushState" | "replaceState"} how */
    function write(how) {
      const address = new URLSearchParams(input.value.trim() ? { q: input.value.trim() } : {});
      for (const name of FILTERS) if (filters[name]) address.set(name, filters[name]);
      const text = `${location.pathname}${address.size ? `?${address}` : ""}`;
      try {
        if (text !== location.pathname + location.search) history[how](null, "", text);
      } catch {
        // The browser had enough of changes, or the query is too long for an address; the results are shown anyway.
      }
    }

    /**
     * One filter: its values as buttons, each with the number of results it would leave.
     * @param {"section" | "product" | "audience"} name
     * @param {Answer} answer
     * @param {Labels} labels
     */
    function filter(name, answer, labels) {
      const counts = answer.facets[name];
      const values = Object.keys(counts).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || (a < b ? -1 : 1));
      const chosen = filters[name];
      if (chosen && !values.includes(chosen)) values.unshift(chosen);
      if (!chosen && values.length < 2) return [];
      const group = draw("div", "portal-filter", draw("span", "portal-filter-name", labels.words[name]));
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", labels.words[name]);
      for (const value of values) {
        const chip = draw("button", "portal-chip", labels[name][value] ?? value, " ", draw("span", "", String(counts[value] ?? 0)));
        chip.type = "button";
        chip.dataset.filter = `${name} ${value}`;
        chip.setAttribute("aria-pressed", String(value === chosen));
        chip.addEventListener("click", () => void choose({ ...filters, [name]: value === chosen ? undefined : value }));
        group.append(chip);
      }
      return [group];
    }

    /** @param {Filters} wanted */
    async function choose(wanted) {
      const focused = /** @type {HTMLElement} */ (document.activeElement)?.dataset.filter;
      filters = wanted;
      limit = STEP;
      write("pushState");
      await show();
      // The buttons are new; who chose one by keyboard goes on from where they were.
      const same = /** @type {HTMLElement[]} */ ([...chips.querySelectorAll("button")]).find((chip) => chip.dataset.filter === focused);
      (same ?? input).focus();
    }

    /**
     * What to do where nothing is found.
     * @param {Answer} answer
     * @param {Labels} labels
     */
    function help(answer, labels) {
      const link = (/** @type {string} */ url, /** @type {string} */ text) => {
        const node = draw("a", "", text);
        node.href = url;
        return node;
      };
      const lines = [];
      if (answer.nearest.length) {
        const words = answer.nearest.flatMap((word, i) => [i ? ", " : " ", link(`?${new URLSearchParams({ q: word })}`, word)]);
        lines.push(draw("p", "portal-nearest", labels.words.did_you_mean, ...words));
      }
      if (labels.popular.length) {
        const items = labels.popular.map((page) => draw("li", "", link(ROOT + page.url, page.title)));
        lines.push(draw("h2", "", labels.words.popular), draw("ul", "portal-popular", ...items));
      }
      if (labels.contact) lines.push(draw("p", "", link(new URL(labels.contact, ROOT).href, labels.words.contact ?? "")));
      return lines;
    }

    async function show() {
      const mine = ++turn;
      try {
        const loading = open();
        const [engine, labels] = await Promise.all([loading.engine, loading.labels]);
        const { words } = labels;
        if (mine !== turn) return;
        const query = lost ? input.value : input.value.trim();
        if (!lost) document.title = query ? fill(words.titled, { query: query.slice(0, 100), title }) : title;
        if (!query.trim()) {
          list.replaceChildren();
          announce("");
          return present(false);
        }
        const answer = /** @type {Answer} */ (await engine.search(query, { filters, limit: lost ? GUESSES : limit }));
        if (mine !== turn) return;
        if (lost && !answer.total) return present(false);
        const used = FILTERS.some((name) => filters[name]);
        // What a filter leaves out was found.
        if (!lost && !used) document.dispatchEvent(new CustomEvent("portal-found", { detail: { query, total: answer.total } }));
        const count = fill(answer.total === 1 ? words.one : words.many, { count: answer.total });
        const sentence = !answer.total ? words.nothing : answer.instead ? words.instead_all : words.found;
        line.textContent = lost ? fill(words.guesses, {}) : fill(sentence, { count, query, instead: answer.instead });
        announce(line.textContent);
        chips.replaceChildren(...(lost ? [] : FILTERS.flatMap((name) => filter(name, answer, labels))));
        if (used && !lost) {
          const clear = draw("button", "portal-clear", words.clear);
          clear.type = "button";
          clear.addEventListener("click", () => void choose({}));
          chips.append(clear);
        }
        const rows = answer.hits.map((hit) => {
          const { url, title, heading, trail, text } = result(engine, hit, answer.words);
          const link = draw("a", "", draw("span", "portal-hit-name", title, heading));
          link.href = url;
          return draw("li", "", link, trail, text);
        });
        list.replaceChildren(...rows);
        list.hidden = !rows.length;
        rest.replaceChildren(...(answer.total ? [] : help(answer, labels)));
        if (answer.total > rows.length && !lost) {
          const more = draw("button", "portal-more", words.more);
          more.type = "button";
          more.addEventListener("click", async () => {
            const from = list.childElementCount;
            limit += STEP;
            await show();
            /** @type {HTMLElement | null} */ (list.children[from]?.querySelector("a") ?? null)?.focus();
          });
          rest.append(more);
        }
        present(true);
      } catch {
        if (mine !== turn || lost) return;
        line.textContent = form.dataset.failed ?? "";
        announce(line.textContent);
        for (const part of [chips, list, rest]) part.replaceChildren();
        present(input.value.trim() !== "");
      }
    }

    if (lost) {
      try {
        const labels = await open().labels;
        const isItself = /\/404(\.html|\/)?$/.test(location.pathname);
        if (!input.value && !isItself) input.value = wordsOfAddress(ROOT, labels);
      } catch {
        return;
      }
      return show();
    }
    /** @type {number[]} */
    let timers = [];
    const calm = () => timers.forEach(clearTimeout);
    input.addEventListener("input", () => {
      limit = STEP;
      calm();
      timers = [setTimeout(() => write("replaceState"), PAUSE), setTimeout(() => void show(), SOON)];
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      calm();
      write("pushState");
      void show();
    });
    addEventListener("popstate", () => {
      calm();
      read();
      void show();
    });
    const typed = input.value;
    read();
    if (typed && !input.value) input.value = typed;
    if (input.value.trim()) await show();
  }

  /** @type {any} */ (globalThis).portalSearchResults = results;
})();
