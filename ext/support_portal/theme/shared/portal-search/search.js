// The reader's search: loads the engine and the records when somebody searches, and shows results as they type.
// Everything is drawn with textContent, so neither a query nor a title can become markup.
"use strict";

/**
 * One page, as the build writes it (core/search.py).
 * @typedef {{u: string, t: string, s: string, h: [string, string][], k: string, c: string, n: string, p?: number}} Hit
 * @typedef {{hits: Hit[], words: string[], instead: string}} Answer
 */

(() => {
  const HERE = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript).src).href;
  const ROOT = document.documentElement.dataset.content_root ?? "./";
  const LONGEST = 200;
  /** How much a word weighs by where it stands. */
  const BOOST = { t: 5, k: 2.5, h: 2, s: 1.5, c: 0.5 };

  const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("portal-search", {
    createScriptURL: (/** @type {string} */ url) => url,
  });

  /**
   * @param {string} name
   * @returns {Promise<void>}
   */
  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = policy ? policy.createScriptURL(HERE + name) : HERE + name;
      script.onload = () => resolve();
      script.onerror = () => reject(new Error(`${name} cannot be loaded`));
      document.head.append(script);
    });
  }

  /** @param {string} text */
  function fold(text) {
    return text.toLowerCase().normalize("NFKD").replace(/\p{M}+/gu, "");
  }

  /**
   * A word without its plural ending (Harman 1991, "How effective is suffixing?", the S-stemmer).
   * @param {string} word
   */
  function stem(word) {
    if (word.length < 4 || !word.endsWith("s")) return word;
    if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
    if (/[^aeo]es$/.test(word)) return word.slice(0, -1);
    return /[us]s$/.test(word) ? word : word.slice(0, -1);
  }

  /**
   * The word with each two neighbouring letters changed about.
   * @param {string} word
   */
  function swaps(word) {
    return [...word].slice(1).map((letter, i) => word.slice(0, i) + letter + word[i] + word.slice(i + 2));
  }

  // Words of questions that tell nothing of their subject; only English pages leave them out.
  const PLAIN = new Set(
    "a an and are as at be but by can could did do does for from has have how i if in into is it its me my no of on or our should so that the their there this to was we what when where which who why will with would you your".split(" "),
  );

  /**
   * The words of a query that say what it is about; all of them when none does.
   * @param {string[]} words
   */
  function telling(words) {
    if (!document.documentElement.lang.startsWith("en")) return words;
    const kept = words.filter((word) => !PLAIN.has(word.toLowerCase()));
    return kept.length ? kept : words;
  }

  /** @param {string} text */
  function split(text) {
    return text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }

  /** @type {Promise<{index: any, records: Hit[]}> | undefined} */
  let loading;

  function engine() {
    loading ??= Promise.all([load("minisearch.js"), load("records.js")]).then(() => {
      const world = /** @type {any} */ (globalThis);
      const records = /** @type {Hit[]} */ (world.portalSearchRecords);
      const index = new world.MiniSearch({
        fields: Object.keys(BOOST),
        extractField: (/** @type {any} */ record, /** @type {string} */ field) =>
          field === "h" ? record.h.map((/** @type {[string, string]} */ pair) => pair[1]).join(" · ") : record[field],
        tokenize: split,
        processTerm: (/** @type {string} */ term) => stem(fold(term)),
      });
      index.addAll(records.map((record, id) => ({ ...record, id })));
      return { index, records };
    });
    return loading;
  }

  /**
   * Exact words and beginnings first; only words found nowhere are tried with one letter or two wrong.
   * @param {string} query
   * @returns {Promise<Answer>}
   */
  async function search(query) {
    const { index, records } = await engine();
    const words = telling(split(query.slice(0, LONGEST)));
    const terms = [...new Set(words.map((word) => stem(fold(word))))];
    const last = terms.at(-1) ?? "";
    if (!terms.length) return { hits: [], words: [], instead: "" };
    const exact = index.search(terms.join(" "), { boost: BOOST, prefix: (/** @type {string} */ term) => term === last });
    const known = new Set(exact.flatMap((/** @type {any} */ hit) => hit.queryTerms));
    const unknown = terms.filter((term) => !known.has(term) && term.length > 3);
    let found = exact;
    if (unknown.length) {
      // Two letters in the wrong order are one slip, but two edits to MiniSearch.
      const mended = terms.map((term) => {
        const right = (/** @type {string} */ one) => index.search(one, { prefix: term === last }).length > 0;
        return (unknown.includes(term) && swaps(term).find(right)) || term;
      });
      found = index.search(mended.join(" "), {
        boost: BOOST,
        prefix: (/** @type {string} */ _term, /** @type {number} */ place) => place === mended.length - 1,
        fuzzy: (/** @type {string} */ term) => (unknown.includes(term) ? (term.length > 7 ? 2 : 1) : false),
      });
    }
    const scored = found.map((/** @type {any} */ hit) => {
      const record = /** @type {Hit} */ (records[hit.id]);
      const coverage = new Set(hit.queryTerms).size / terms.length;
      return { record, score: hit.score * coverage * (1 + 0.15 * (record.p ?? 0)), terms: hit.terms };
    });
    scored.sort((/** @type {any} */ a, /** @type {any} */ b) => b.score - a.score || (a.record.u < b.record.u ? -1 : 1));
    const meant = unknown.length && scored.length ? scored[0].terms.filter((/** @type {string} */ term) => !terms.includes(term)) : [];
    const instead = meant.length ? [...terms.filter((term) => known.has(term)), ...meant].join(" ") : "";
    return {
      hits: scored.map((/** @type {any} */ one) => one.record),
      words: [...new Set(scored.slice(0, 20).flatMap((/** @type {any} */ one) => one.terms))],
      instead,
    };
  }

  /**
   * @param {string} text
   * @param {string[]} words stemmed words to mark
   * @param {string} className
   */
  function marked(text, words, className) {
    const node = document.createElement("span");
    node.className = className;
    for (const part of text.split(/([\p{L}\p{N}]+)/u)) {
      if (words.includes(stem(fold(part)))) {
        const mark = document.createElement("mark");
        mark.textContent = part;
        node.append(mark);
      } else node.append(part);
    }
    return node;
  }

  /**
   * The page's address, with the heading that holds more of the query than the title does.
   * @param {Hit} hit
   * @param {string[]} words
   */
  function address(hit, words) {
    const count = (/** @type {string} */ text) => split(text).filter((word) => words.includes(stem(fold(word)))).length;
    const inTitle = count(hit.t);
    let best = { anchor: "", count: inTitle };
    for (const [anchor, text] of hit.h) if (count(text) > best.count) best = { anchor, count: count(text) };
    return ROOT + hit.u + (best.anchor ? `#${best.anchor}` : "");
  }

  /** @param {HTMLFormElement} form */
  function setUp(form) {
    const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=search]"));
    // A listbox may hold nothing but options, so what is said about them stands before it.
    const panel = document.createElement("div");
    panel.className = "portal-suggestions";
    panel.hidden = true;
    const remark = document.createElement("p");
    remark.className = "portal-note";
    const list = document.createElement("ul");
    list.id = `${input.id}-list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    panel.append(remark, list);
    const status = document.createElement("div");
    status.className = "portal-hidden";
    status.setAttribute("role", "status");
    form.append(panel, status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
      input.setAttribute(name, value);

    let active = -1;
    let turn = 0;

    function close() {
      turn += 1; // An answer still under way comes too late.
      panel.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    /** @param {number} place */
    function activate(place) {
      const options = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=option]")]);
      if (!options.length) return;
      active = (place + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
      const option = /** @type {HTMLElement} */ (options[active]);
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    /**
     * @param {string} text what is said above the suggestions
     * @param {HTMLElement[]} rows
     */
    function open(text, rows) {
      remark.textContent = text;
      remark.hidden = !text;
      list.replaceChildren(...rows);
      list.hidden = !rows.length;
      panel.hidden = false;
      active = -1;
      input.setAttribute("aria-expanded", String(rows.length > 0));
      input.removeAttribute("aria-activedescendant");
    }

    async function show() {
      const query = input.value.trim();
      const mine = ++turn;
      if (!query) return close();
      /** @type {Answer} */
      let answer;
      try {
        answer = await search(query);
      } catch {
        status.textContent = "Search cannot be loaded.";
        return open("Search cannot be loaded. Press Enter for the list of all articles.", []);
      }
      if (mine !== turn) return;
      const hits = answer.hits.slice(0, 8);
      const rows = hits.map((hit, i) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${i}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.dataset.href = address(hit, answer.words);
        row.append(marked(hit.t, answer.words, "portal-hit-title"), marked(hit.c, [], "portal-hit-trail"));
        return row;
      });
      status.textContent = hits.length ? `${hits.length} suggestions, use the arrow keys` : "Nothing found";
      if (!hits.length) open("Nothing found. Try other words, or press Enter for the list of all articles.", []);
      else open(answer.instead ? `Showing results for “${answer.instead}”` : "", rows);
    }

    input.addEventListener("focus", () => void engine().catch(() => {}), { once: true });
    input.addEventListener("input", () => void show());
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (panel.hidden) void show();
        else activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
      } else if (event.key === "Escape" && !panel.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        location.href = /** @type {HTMLElement} */ (list.querySelectorAll("[role=option]")[active]).dataset.href ?? "";
      }
    });
    panel.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[role=option]"));
      if (row?.dataset.href) location.href = row.dataset.href;
    });
    input.addEventListener("blur", close);
  }

  /** @param {HTMLElement} place */
  async function showResults(place) {
    const query = (new URLSearchParams(location.search).get("q") ?? "").trim();
    const form = place.parentElement?.querySelector(".portal-search");
    const input = /** @type {HTMLInputElement | null} */ (form?.querySelector("input[type=search]") ?? null);
    if (!query || !input) return;
    input.value = query;
    const line = document.createElement("p");
    place.replaceChildren(line);
    place.hidden = false;
    try {
      const answer = await search(query);
      const hits = answer.hits.slice(0, 30);
      const count = hits.length === 1 ? "1 page" : `${hits.length} pages`;
      line.textContent = !hits.length
        ? `Nothing found for “${query}”. All articles are listed below.`
        : answer.instead ? `${count} for “${answer.instead}”; nothing has all of “${query}”.` : `${count} for “${query}”.`;
      if (!hits.length) return;
      const list = document.createElement("ol");
      for (const hit of hits) {
        const row = document.createElement("li");
        const link = document.createElement("a");
        link.href = address(hit, answer.words);
        link.append(marked(hit.t, answer.words, "portal-hit-title"));
        row.append(link, marked(hit.c, [], "portal-hit-trail"), marked(hit.s, answer.words, "portal-hit-text"));
        list.append(row);
      }
      place.append(list);
      const index = /** @type {HTMLElement | null} */ (document.querySelector("[data-portal-index]"));
      if (index) index.hidden = true;
    } catch {
      line.textContent = "Search cannot be loaded. All articles are listed below.";
    }
  }

  for (const form of document.querySelectorAll(".portal-search")) setUp(/** @type {HTMLFormElement} */ (form));
  for (const place of document.querySelectorAll("[data-portal-results]")) void showResults(/** @type {HTMLElement} */ (place));

  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.closest("input, textarea, select, [contenteditable]") !== null;
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (slash || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey)) {
      const input = /** @type {HTMLInputElement | null} */ (document.querySelector(".portal-search input[type=search]"));
      if (!input) return;
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
})();
