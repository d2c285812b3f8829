// The search box on every page, the keys that lead to it, and what draws results.  Engine and index are
// loaded when somebody searches.  All is drawn with textContent, so neither a query nor a title can become
// markup.
"use strict";

/**
 * What the build knows of the portal (sphinx_ext/search_labels.py).
 * @typedef {import("./engine.js").Hit} Hit
 * @typedef {import("./engine.js").Answer} Answer
 * @typedef {{words: Record<string, string>, section: Record<string, string>, product: Record<string, string>, audience: Record<string, string>, popular: {url: string, title: string}[], contact: string}} Labels
 * @typedef {{search: (query: string, options?: any) => Promise<Answer>, ahead: (query: string) => Promise<void>, mark: (text: string, words: string[]) => {text: string, hit: boolean}[]}} Engine
 */

(() => {
  const HERE = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  // From the script, not from the page: a server shows the 404 page at any depth.
  const ROOT = new URL("../../", HERE).href;
  /** What an answer needs, all at once: six files, as many as browsers load of one site under HTTP/1.1. */
  const FIRST = ["index/start.js", "stemmer.js", "terms.js", "shards.js", "query.js", "engine.js"];
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

  /** @type {Promise<Engine> | undefined} */
  let engine;
  /** @type {Promise<Labels> | undefined} */
  let labels;

  /** The engine, and what is drawn around its answers, which may come a little later. */
  function open() {
    engine ??= Promise.all(FIRST.map(load)).then(() => world.PortalSearch.create({ load }));
    labels ??= load("labels.js").then(() => world.portalSearchLabels);
    for (const coming of [engine, labels]) coming.catch(() => {}); // Said where an answer is drawn.
    return { engine, labels };
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
    return {
      url: ROOT + hit.url + (hit.anchor ? `#${encodeURIComponent(hit.anchor)}` : ""),
      title: marked(engine, "portal-hit-title", hit.title, words),
      heading: hit.anchor ? draw("span", "portal-hit-heading", " › ", marked(engine, "", hit.heading, words)) : "",
      trail: draw("span", "portal-hit-trail", hit.trail),
      text: marked(engine, "portal-hit-text", hit.summary, words),
    };
  }

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

  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll(".portal-search"))) {
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
    const place = /** @type {HTMLElement | null} */ (form.nextElementSibling?.matches("[data-portal-results]") ? form.nextElementSibling : null);
    const page = place && !("portalLost" in place.dataset); // Where results follow what is typed, there are no suggestions.
    const tools = { open, draw, fill, result, announce: announcer(form), ROOT };
    if (place) load("results.js").then(() => world.portalSearchResults(form, place, tools)).catch(() => {});
    if (!page) load("suggestions.js").then(() => world.portalSearchSuggest(form, tools)).catch(() => {});
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
