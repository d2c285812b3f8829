// The search box on every page: suggestions while one types (a WAI-ARIA editable combobox with a list), and the keys
// that lead to it.  Engine, words and results are loaded when somebody searches.  All is drawn with textContent, so
// neither a query nor a title can become markup.
"use strict";

/**
 * What the build knows of the portal (sphinx_ext/search_labels.py).
 * @typedef {import("./engine.js").Hit} Hit
 * @typedef {import("./engine.js").Answer} Answer
 * @typedef {{words: Record<string, string>, section: Record<string, string>, product: Record<string, string>, audience: Record<string, string>, popular: {url: string, title: string}[], contact: string}} Labels
 * @typedef {{search: (query: string, options?: any) => Promise<Answer>, mark: (text: string, words: string[]) => {text: string, hit: boolean}[]}} Engine
 */

(() => {
  const HERE = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  // From the script, not from the page: a server shows the 404 page at any depth.
  const ROOT = new URL("../../", HERE).href;
  /** What a first search needs, all at once; the engine loads more as queries need it. */
  const FIRST = ["labels.js", "stemmer.js", "index/start.js", "terms.js", "shards.js", "query.js", "engine.js"];
  const SUGGESTIONS = 7;
  /** Milliseconds without a key before a screen reader is told, so that it is not interrupted at each letter. */
  const PAUSE = 600;
  const world = /** @type {any} */ (globalThis);

  const policy = world.trustedTypes?.createPolicy("portal-search", { createScriptURL: (/** @type {string} */ url) => url });

  /** @param {string} name @returns {Promise<void>} */
  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = policy ? policy.createScriptURL(HERE + name) : HERE + name;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`${name} cannot be loaded`));
      document.head.append(script);
    });
  }

  /** @type {Promise<{engine: Engine, labels: Labels}> | undefined} */
  let loading;

  function open() {
    loading ??= Promise.all(FIRST.map(load)).then(() => ({ engine: world.PortalSearch.create({ load }), labels: world.portalSearchLabels }));
    return loading;
  }

  /** @param {string} tag @param {string} className @param {(string | Node)[]} content */
  function draw(tag, className, ...content) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    node.append(...content);
    return node;
  }

  /**
   * Fill the {gaps} of a sentence.
   * @param {string | undefined} sentence
   * @param {Record<string, string | number>} values
   */
  function fill(sentence, values) {
    return (sentence ?? "").replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));
  }

  /** @param {Engine} engine @param {string} className @param {string} text @param {string[]} words */
  function marked(engine, className, text, words) {
    return draw("span", className, ...engine.mark(text, words).map((part) => (part.hit ? draw("mark", "", part.text) : part.text)));
  }

  /**
   * What a result shows, and where it leads.
   * @param {Engine} engine
   * @param {Hit} hit
   * @param {string[]} words
   */
  function result(engine, hit, words) {
    const name = draw("span", "portal-hit-name", marked(engine, "portal-hit-title", hit.title, words));
    if (hit.anchor) name.append(draw("span", "portal-hit-heading", " › ", marked(engine, "", hit.heading, words)));
    return {
      url: ROOT + hit.url + (hit.anchor ? `#${encodeURIComponent(hit.anchor)}` : ""),
      name,
      trail: draw("span", "portal-hit-trail", hit.trail),
      text: marked(engine, "portal-hit-text", hit.summary, words),
    };
  }

  /** @param {string} query */
  const resultsPage = (query) => `?${new URLSearchParams({ q: query })}`;

  /**
   * Tell screen readers, once the reader pauses.
   * @param {HTMLFormElement} form
   */
  function announcer(form) {
    const status = draw("div", "portal-hidden");
    status.setAttribute("role", "status");
    form.append(status);
    let timer = 0;
    return (/** @type {string} */ text) => {
      clearTimeout(timer);
      timer = setTimeout(() => (status.textContent = text), PAUSE);
    };
  }

  /** @param {HTMLFormElement} form */
  function suggest(form) {
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
    const announce = announcer(form);
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

    /** @param {string} text what is said above the suggestions @param {HTMLElement[]} rows */
    function show(text, rows) {
      remark.textContent = text;
      remark.hidden = !text;
      list.replaceChildren(...rows);
      list.hidden = !rows.length;
      panel.hidden = false;
      activate(-1);
      input.setAttribute("aria-expanded", String(rows.length > 0));
      // A telephone's keyboard covers the page's lower half; the list ends above it.
      const room = (world.visualViewport?.height ?? innerHeight) - list.getBoundingClientRect().top - 16;
      list.style.maxHeight = `${Math.max(160, Math.min(560, room))}px`;
    }

    /** @param {string} url @param {(string | Node)[]} content */
    function option(url, ...content) {
      const row = /** @type {HTMLAnchorElement} */ (draw("a", "portal-option", ...content));
      row.href = url;
      row.tabIndex = -1;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      return row;
    }

    async function answer() {
      const query = input.value.trim();
      const mine = ++turn;
      if (!query) return close();
      try {
        const { engine, labels } = await open();
        const found = await engine.search(query, { limit: SUGGESTIONS });
        if (mine !== turn) return;
        document.dispatchEvent(new CustomEvent("portal-found", { detail: { query, total: found.total } }));
        const { words } = labels;
        const rows = found.hits.map((hit) => {
          const { url, name, trail, text } = result(engine, hit, found.words);
          return option(url, name, trail, text);
        });
        if (found.total > rows.length) rows.push(option(form.action + resultsPage(query), fill(words.all, { count: found.total })));
        if (!found.total) {
          for (const word of found.nearest) rows.push(option(form.action + resultsPage(word), fill(words.meant, { query: word })));
          for (const page of labels.popular.slice(0, 3)) rows.push(option(ROOT + page.url, draw("span", "portal-hit-title", page.title), draw("span", "portal-hit-trail", words.popular ?? "")));
          if (labels.contact) rows.push(option(new URL(labels.contact, ROOT).href, words.contact ?? ""));
        }
        rows.forEach((row, i) => (row.id = `${list.id}-${i}`));
        const note = !found.total ? fill(words.nothing, { query }) : found.instead ? fill(words.instead, { query: found.instead }) : "";
        show(note, rows);
        announce(`${note} ${fill(words.suggestions, { count: rows.length })}`.trim());
      } catch {
        if (mine !== turn) return;
        show(form.dataset.failed ?? "", []);
        announce(form.dataset.failed ?? "");
      }
    }

    input.addEventListener("focus", () => void open().catch(() => {}), { once: true });
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
    panel.addEventListener("mousedown", (event) => {
      if (event.button === 0) event.preventDefault(); // The box keeps the focus until the click has come.
    });
    input.addEventListener("blur", close);
  }

  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll(".portal-search"))) {
    const place = /** @type {HTMLElement | null} */ (form.nextElementSibling?.matches("[data-portal-results]") ? form.nextElementSibling : null);
    const page = place && !("portalLost" in place.dataset); // Where results follow what is typed, there are no suggestions.
    if (!page) suggest(form);
    if (place) load("results.js").then(() => world.portalSearchResults(form, place, { open, draw, fill, result, announce: announcer(form), ROOT })).catch(() => {});
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
    input.setAttribute("aria-keyshortcuts", "/ Control+K Meta+K");
    const key = draw("kbd", "portal-key", "/");
    key.setAttribute("aria-hidden", "true");
    input.after(key);
  }

  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.closest("input, textarea, select, [contenteditable]") !== null;
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (slash || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey)) {
      const input = /** @type {HTMLInputElement | null} */ (document.querySelector("main .portal-search input, .portal-search input"));
      if (!input) return;
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
})();
