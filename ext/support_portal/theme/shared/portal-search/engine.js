// The search engine: turns a query into an answer.  It knows nothing of the page; search.js and results.js draw.
"use strict";

/**
 * @typedef {import("./shards.js").Card} Card
 * @typedef {import("./shards.js").Title} Title
 * @typedef {import("./shards.js").Posting} Posting
 * @typedef {{section?: string, product?: string, audience?: string}} Filters
 * @typedef {{url: string, anchor: string, heading: string, title: string, trail: string, summary: string, section: string, products: string[], audiences: string[], why?: Why}} Hit
 * @typedef {{score: number, share: number, title: number, popular: number, folder: number, heading: number, words: {word: string, asked: string, how: string, title: boolean, score: number}[]}} Why
 * @typedef {{section: Record<string, number>, product: Record<string, number>, audience: Record<string, number>}} Facets
 * @typedef {{hits: Hit[], total: number, words: string[], instead: string, nearest: string[], facets: Facets}} Answer
 * @typedef {import("./query.js").Alternative} Alternative
 * @typedef {import("./query.js").Word} Word
 * @typedef {import("./query.js").Pair} Pair
 * @typedef {{id: number, share: number, title: number, popular: number, folder: number, heading: number, score: number}} Ranked
 */

(() => {
  /** A page with half of the words, weighed by rarity, keeps 0.5 ** COORDINATION of its score. */
  const COORDINATION = 1.3;
  /** How much a title gains that is what was asked, by the square of its likeness (F1 of the words). */
  const TITLE = 0.8;
  /** How much the folder with the best articles gains, and of how many articles it is the mean. */
  const FOLDER = 0.7;
  const BEST = 3;
  /** How much an article gains with a heading that is what was asked, among so many of the first. */
  const HEADING = 0.5;
  const FIRST = 10;
  const POPULAR = 0.15;

  /** @param {{load: (name: string) => Promise<void>}} world */
  function create({ load }) {
    const loaded = /** @type {any} */ (globalThis);
    const shards = /** @type {any} */ (loaded.PortalSearchShards.create({ load }));
    const terms = /** @type {any} */ (loaded.PortalSearchTerms.create(shards.settings));
    const { read, parse, meant, why, nearest } = loaded.PortalSearchQuery.create(shards, terms);
    const scores = new Float64Array(shards.count);
    const shares = new Float64Array(shards.count);
    const inTitle = new Uint8Array(shards.count);
    const [best, places] = [new Float64Array(shards.count), new Int32Array(shards.count)];
    /** The best scores in each folder, BEST of one and then those of the next, and what each gains. */
    const [tops, gains] = [new Float64Array(BEST * shards.folders), new Float64Array(shards.folders)];
    /** @type {Alternative[]} */
    const bestWays = [];

    /**
     * Tell each article that has one of the ways, with the best it has; arrays, as this is done for thousands a key.
     * @param {Alternative[]} ways
     * @param {(id: number, weight: number, way: Alternative, title: boolean) => void} tell
     */
    function each(ways, tell) {
      /** @type {number[]} */
      const ids = [];
      for (const way of ways) {
        const { posting, factor } = way;
        for (let n = 0; n < posting.ids.length; n += 1) {
          const id = /** @type {number} */ (posting.ids[n]);
          const weight = /** @type {number} */ (posting.weights[n]) * factor;
          const known = /** @type {number} */ (best[id]);
          if (weight <= known) continue;
          if (!known) ids.push(id);
          best[id] = weight;
          bestWays[id] = way;
          places[id] = n;
        }
      }
      for (const id of ids) {
        const way = /** @type {Alternative} */ (bestWays[id]);
        tell(id, /** @type {number} */ (best[id]), way, way.posting.titles[/** @type {number} */ (places[id])] === 1);
        best[id] = 0;
      }
    }

    /**
     * Exact words, then words they begin, then words a slip away; any word may match, more of them come first.
     * A quick answer is one to show between two keys: it corrects nothing, and has summaries and headings only of
     * articles that were shown before, as each costs a file.
     * @param {string} query
     * @param {{filters?: Filters, limit?: number, explain?: boolean, quick?: boolean}} [options]
     * @returns {Promise<Answer>}
     */
    async function search(query, { filters = {}, limit = 10, explain = false, quick = false } = {}) {
      const { words: found, pairs: together } = /** @type {{words: Word[], pairs: Pair[]}} */ (await read(query, quick));
      const card = quick ? shards.held : shards.card;
      // From here to the end of the sum nothing waits, so queries typed in haste cannot mix.
      for (const array of [scores, shares, inTitle]) array.fill(0);
      const once = new Map(found.map((one) => [one.asked, one]));
      const unknown = Math.max(1, ...found.map((one) => one.rarity)) / 2;
      const total = [...once.values()].reduce((sum, one) => sum + (one.ways.length ? one.rarity : unknown), 0) || 1;
      for (const one of once.values())
        each(one.ways, (id, weight, way, title) => {
          scores[id] = (scores[id] ?? 0) + weight;
          shares[id] = (shares[id] ?? 0) + (one.rarity * way.factor) / total;
          inTitle[id] = (inTitle[id] ?? 0) + Number(title);
        });
      for (const { ways } of together) each(ways, (id, weight) => (scores[id] = (scores[id] ?? 0) + weight));
      const ids = rank(once.size);
      const passing = Object.values(filters).some(Boolean) ? ids.filter((id) => passes(shards.kinds[id], filters)) : ids;
      const [leader] = first(ids, 1, once.size);
      const facets = count(quick ? [] : ids.map((id) => shards.kinds[id]), filters);
      const ranked = await headed(first(passing, Math.max(limit, FIRST), once.size), found, card);
      const marks = [...new Set(found.flatMap((one) => one.ways.map((way) => way.term)))];
      const hits = await Promise.all(ranked.slice(0, limit).map(async (one) => {
        const [title, rest] = await Promise.all([shards.title(one.id), card(one.id)]);
        const hit = toHit(title, rest ?? ["", []], shards.kinds[one.id], marks);
        return explain ? { ...hit, why: { ...one, words: why(one.id, [...once.values(), ...together]) } } : hit;
      }));
      return {
        hits, total: passing.length, words: marks,
        instead: leader ? meant(found, leader.id) : "",
        nearest: leader || quick ? [] : await nearest(found),
        facets,
      };
    }

    const share = (/** @type {number} */ id) => Math.min(1, shares[id] ?? 0);
    const popular = (/** @type {number} */ id) => 1 + POPULAR * shards.popular(id);
    /** @param {number} id @param {number} asked how many words the query has */
    const title = (id, asked) => 1 + TITLE * ((2 * (inTitle[id] ?? 0)) / (shards.titleLength(id) + asked)) ** 2;

    /**
     * Make scores of the sums; plain loops over arrays, as a reader's first keys do not find compiled code.
     * @param {number} asked how many words the query has
     * @returns {number[]} the articles that have one
     */
    function rank(asked) {
      const ids = [];
      tops.fill(0);
      for (let id = 0; id < shards.count; id += 1) {
        if (!scores[id]) continue;
        ids.push(id);
        let score = (scores[id] ?? 0) * share(id) ** COORDINATION * title(id, asked);
        scores[id] = score;
        for (let n = 0; n < BEST; n += 1) {
          const place = BEST * shards.folder(id) + n;
          const other = tops[place] ?? 0;
          tops[place] = Math.max(score, other);
          score = Math.min(score, other);
        }
      }
      // What several articles of a folder hold is what the folder is about.
      let most = 0;
      for (let folder = 0; folder < shards.folders; folder += 1) {
        let sum = 0;
        for (let n = 0; n < BEST; n += 1) sum += tops[BEST * folder + n] ?? 0;
        gains[folder] = sum;
        most = Math.max(most, sum);
      }
      for (let folder = 0; folder < shards.folders; folder += 1) gains[folder] = 1 + (FOLDER * (gains[folder] ?? 0)) / (most || 1);
      for (const id of ids) scores[id] = (scores[id] ?? 0) * ((gains[shards.folder(id)] ?? 1) * popular(id));
      return ids;
    }

    /**
     * The first of some articles in order: numbers sort in no time, objects by the thousand do not.
     * @param {number[]} ids
     * @param {number} most
     * @param {number} asked
     * @returns {Ranked[]}
     */
    function first(ids, most, asked) {
      const all = new Float64Array(ids.length);
      for (let n = 0; n < ids.length; n += 1) all[n] = scores[ids[n] ?? 0] ?? 0;
      const least = all.sort()[ids.length - most] ?? 0;
      const found = ids.filter((id) => (scores[id] ?? 0) >= least).map((id) => ({
        id, share: share(id), title: title(id, asked), popular: popular(id), folder: gains[shards.folder(id)] ?? 1, heading: 1, score: scores[id] ?? 0,
      }));
      return found.sort(order).slice(0, most);
    }

    /**
     * The articles with the first of them in a new order: those come before that have a heading which is the query.
     * Their cards are loaded to be shown anyway.
     * @param {Ranked[]} ranked
     * @param {Word[]} found
     * @param {(id: number) => Promise<Card> | Card | undefined} card
     */
    async function headed(ranked, found, card) {
      const first = ranked.slice(0, FIRST);
      const asked = new Set(found.flatMap((one) => (one.ways[0] ? [one.ways[0].term] : [])));
      if (asked.size < 2) return ranked;
      await Promise.all(first.map(async (one) => {
        const [, headings] = (await card(one.id)) ?? ["", []];
        const same = headings.some(([, heading]) => {
          const words = new Set(terms.telling(terms.words(heading)).map(terms.stem));
          return words.size === asked.size && [...words].every((word) => asked.has(word));
        });
        if (same) one.heading = 1 + HEADING;
        one.score *= one.heading;
      }));
      return [...first.sort(order), ...ranked.slice(FIRST)];
    }

    /** @param {Title} title @param {Card} card @param {[string, string, string[]]} kind @param {string[]} marks */
    function toHit([url, title, trail], [summary, headings], [section, audience, products], marks) {
      const holds = (/** @type {string} */ text) => new Set(terms.words(text).map(terms.stem).filter((/** @type {string} */ one) => marks.includes(one))).size;
      let best = { anchor: "", heading: "", holds: headings.length ? holds(title) : 0 };
      for (const [anchor, heading] of headings) if (holds(heading) > best.holds) best = { anchor, heading, holds: holds(heading) };
      return { url, anchor: best.anchor, heading: best.heading, title, trail, summary, section, products, audiences: [audience] };
    }

    /** @type {Promise<(query: string) => void> | undefined} */
    let coming;

    /**
     * Load what the keys after a query are likely to ask for, or after none.
     * @param {string} query
     */
    async function ahead(query) {
      coming ??= load("ahead.js").then(() => loaded.PortalSearchAhead.create(shards, terms, parse));
      (await coming)(query);
    }

    return { search, ahead, mark: terms.mark };
  }

  /** @param {Ranked} a @param {Ranked} b */
  const order = (a, b) => b.score - a.score || a.id - b.id;

  /** @param {[string, string, string[]]} kind @param {Filters} filters */
  function passes([section, audience, products], filters) {
    return (!filters.section || filters.section === section) && (!filters.audience || filters.audience === audience) && (!filters.product || products.includes(filters.product));
  }

  /**
   * How many results each value of each filter would leave, with the other filters as they are.
   * @param {[string, string, string[]][]} kinds
   * @param {Filters} filters
   */
  function count(kinds, filters) {
    /** @type {Facets} */
    const facets = { section: Object.create(null), product: Object.create(null), audience: Object.create(null) };
    for (const name of /** @type {(keyof Facets)[]} */ (["section", "product", "audience"])) {
      for (const kind of kinds.filter((one) => passes(one, { ...filters, [name]: undefined }))) {
        const [section, audience, products] = kind;
        const values = name === "product" ? products : [name === "section" ? section : audience];
        for (const value of values) if (value) facets[name][value] = (facets[name][value] ?? 0) + 1;
      }
    }
    return facets;
  }

  /** @type {any} */ (globalThis).PortalSearch = { create };
})();
