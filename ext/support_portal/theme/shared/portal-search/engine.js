// The search engine: turns a query into an answer.  It knows nothing of the page; search.js and results.js draw.
"use strict";

/**
 * One page, as the build writes it (core/search.py).
 * @typedef {{u: string, t: string, s: string, h: [string, string][], k: string, c: string, n: string, p?: number, d?: string[], a?: string}} Row
 * @typedef {{section?: string, product?: string, audience?: string}} Filters
 * @typedef {{url: string, anchor: string, heading: string, title: string, trail: string, summary: string, section: string, products: string[], audiences: string[], why?: Why}} Hit
 * @typedef {{score: number, share: number, popular: number, words: {word: string, parts: string[]}[]}} Why
 * @typedef {{hits: Hit[], total: number, words: string[], instead: string, nearest: string[], facets: {section: Record<string, number>, product: Record<string, number>, audience: Record<string, number>}}} Answer
 */

(() => {
  const LONGEST = 200;
  /** How much a word weighs by where it stands. */
  const BOOST = { t: 5, k: 2.5, h: 2, s: 1.5, c: 0.5 };
  const PARTS = /** @type {Record<string, string>} */ ({ t: "title", k: "keywords", h: "headings", s: "summary", c: "trail" });
  const NEAREST = 3;

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
   * @param {string} language
   */
  function telling(words, language) {
    if (!language.startsWith("en")) return words;
    const kept = words.filter((word) => !PLAIN.has(word.toLowerCase()));
    return kept.length ? kept : words;
  }

  /** @param {string} text */
  function split(text) {
    return text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }

  /** @param {Row} row */
  function kinds(row) {
    return { section: row.n ? [row.n] : [], product: row.d ?? [], audience: [row.a ?? "public"] };
  }

  /**
   * How many rows each value of each filter would leave, with the other filters as they are.
   * @param {Row[]} rows
   * @param {Filters} filters
   */
  function count(rows, filters) {
    /** @type {Answer["facets"]} */
    const facets = { section: Object.create(null), product: Object.create(null), audience: Object.create(null) };
    const names = /** @type {(keyof Filters)[]} */ (Object.keys(facets));
    for (const name of names) {
      for (const row of rows.filter((one) => passes(one, { ...filters, [name]: undefined }))) {
        for (const value of kinds(row)[name]) facets[name][value] = (facets[name][value] ?? 0) + 1;
      }
    }
    return facets;
  }

  /**
   * @param {Row} row
   * @param {Filters} filters
   */
  function passes(row, filters) {
    const own = kinds(row);
    const names = /** @type {(keyof Filters)[]} */ (Object.keys(own));
    return names.every((name) => !filters[name] || own[name].includes(filters[name]));
  }

  /**
   * The row with the heading that holds more of the query than its title does.
   * @param {Row} row
   * @param {string[]} words
   * @returns {Hit}
   */
  function toHit(row, words) {
    const holds = (/** @type {string} */ text) =>
      new Set(split(text).map((word) => stem(fold(word))).filter((word) => words.includes(word))).size;
    let best = { anchor: "", heading: "", holds: holds(row.t) };
    for (const [anchor, heading] of row.h) if (holds(heading) > best.holds) best = { anchor, heading, holds: holds(heading) };
    const own = kinds(row);
    return {
      url: row.u, anchor: best.anchor, heading: best.heading, title: row.t, trail: row.c, summary: row.s,
      section: row.n, products: own.product, audiences: own.audience,
    };
  }

  /**
   * @param {any} one a scored row
   * @returns {Why}
   */
  function why({ score, share, popular, match }) {
    const words = Object.entries(match).map(([word, parts]) => ({ word, parts: parts.map((/** @type {string} */ part) => PARTS[part] ?? part) }));
    return { score, share, popular, words };
  }

  /** @param {{load: (name: string) => Promise<void>, language: string}} world */
  function create({ load, language }) {
    /** @type {Promise<{index: any, rows: Row[]}> | undefined} */
    let loading;

    function open() {
      loading ??= Promise.all([load("minisearch.js"), load("records.js")]).then(() => {
        const loaded = /** @type {any} */ (globalThis);
        const rows = /** @type {Row[]} */ (loaded.portalSearchRecords);
        const index = new loaded.MiniSearch({
          fields: Object.keys(BOOST),
          extractField: (/** @type {any} */ row, /** @type {string} */ field) =>
            field === "h" ? row.h.map((/** @type {[string, string]} */ pair) => pair[1]).join(" · ") : row[field],
          tokenize: split,
          processTerm: (/** @type {string} */ term) => stem(fold(term)),
        });
        index.addAll(rows.map((row, id) => ({ ...row, id })));
        return { index, rows };
      });
      return loading;
    }

    /**
     * Exact words and beginnings first; only words found nowhere are tried with one letter or two wrong.
     * @param {string} query
     * @param {{filters?: Filters, limit?: number, explain?: boolean}} [options]
     * @returns {Promise<Answer>}
     */
    async function search(query, { filters = {}, limit = 10, explain = false } = {}) {
      const { index, rows } = await open();
      const words = telling(split(query.slice(0, LONGEST)), language);
      const terms = [...new Set(words.map((word) => stem(fold(word))))];
      const last = terms.at(-1) ?? "";
      if (!terms.length) return { hits: [], total: 0, words: [], instead: "", nearest: [], facets: count([], {}) };
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
        const row = /** @type {Row} */ (rows[hit.id]);
        const coverage = new Set(hit.queryTerms).size / terms.length;
        const popular = 1 + 0.15 * (row.p ?? 0);
        return { row, score: hit.score * coverage * popular, terms: hit.terms, match: hit.match, share: coverage, popular };
      });
      scored.sort((/** @type {any} */ a, /** @type {any} */ b) => b.score - a.score || (a.row.u < b.row.u ? -1 : 1));
      const meant = unknown.length && scored.length ? scored[0].terms.filter((/** @type {string} */ term) => !terms.includes(term)) : [];
      const marks = /** @type {string[]} */ ([...new Set(scored.slice(0, 20).flatMap((/** @type {any} */ one) => one.terms))]);
      const all = /** @type {Row[]} */ (scored.map((/** @type {any} */ one) => one.row));
      const passing = scored.filter((/** @type {any} */ one) => passes(one.row, filters));
      return {
        hits: passing.slice(0, limit).map((/** @type {any} */ one) => ({ ...toHit(one.row, marks), ...(explain ? { why: why(one) } : {}) })),
        total: passing.length,
        words: marks,
        instead: meant.length ? [...terms.filter((term) => known.has(term)), ...meant].join(" ") : "",
        nearest: all.length ? [] : near(index, unknown),
        facets: count(all, filters),
      };
    }

    return { ready: () => open().then(() => {}), search, mark };
  }

  /**
   * Words of the portal that are a few letters from those found nowhere.
   * @param {any} index
   * @param {string[]} words
   */
  function near(index, words) {
    const found = words.flatMap((word) =>
      index.search(word, { fuzzy: 3, boost: BOOST }).slice(0, NEAREST).flatMap((/** @type {any} */ hit) => hit.terms),
    );
    return [...new Set(found)].slice(0, NEAREST);
  }

  /**
   * Cut a text where marked words begin and end.
   * @param {string} text
   * @param {string[]} words the answer's words
   */
  function mark(text, words) {
    return text.split(/([\p{L}\p{N}]+)/u).filter(Boolean).map((part) => ({ text: part, hit: words.includes(stem(fold(part))) }));
  }

  /** @type {any} */ (globalThis).PortalSearch = { create };
})();
