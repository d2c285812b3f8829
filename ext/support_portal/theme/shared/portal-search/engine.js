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
  const NEAREST = 3;

  /** @param {{load: (name: string) => Promise<void>}} world */
  function create({ load }) {
    const loaded = /** @type {any} */ (globalThis);
    const shards = /** @type {any} */ (loaded.PortalSearchShards.create({ load }));
    const terms = /** @type {any} */ (loaded.PortalSearchTerms.create(shards.settings));
    const { read } = loaded.PortalSearchQuery.create(shards, terms);
    const scores = new Float64Array(shards.count);
    const shares = new Float64Array(shards.count);
    const inTitle = new Uint8Array(shards.count);
    const [best, places] = [new Float64Array(shards.count), new Int32Array(shards.count)];
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
      for (const way of ways)
        way.posting.ids.forEach((id, n) => {
          const weight = /** @type {number} */ (way.posting.weights[n]) * way.factor;
          const known = /** @type {number} */ (best[id]);
          if (weight <= known) return;
          if (!known) ids.push(id);
          best[id] = weight;
          bestWays[id] = way;
          places[id] = n;
        });
      for (const id of ids) {
        const way = /** @type {Alternative} */ (bestWays[id]);
        tell(id, /** @type {number} */ (best[id]), way, way.posting.titles[/** @type {number} */ (places[id])] === 1);
        best[id] = 0;
      }
    }

    /** @param {Alternative[]} ways @param {number} id */
    function bestOf(ways, id) {
      const all = ways.flatMap((way) => {
        const n = way.posting.ids.indexOf(id);
        return n < 0 ? [] : [{ way, title: way.posting.titles[n] === 1, weight: /** @type {number} */ (way.posting.weights[n]) * way.factor }];
      });
      return all.reduce((one, other) => (other.weight > one.weight ? other : one), all[0] ?? { way: undefined, title: false, weight: 0 });
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
      const ranked = rank(once.size);
      const passing = await headed(ranked.filter(({ id }) => passes(shards.kinds[id], filters)), found, card);
      const marks = [...new Set(found.flatMap((one) => one.ways.map((way) => way.term)))];
      const hits = await Promise.all(passing.slice(0, limit).map(async (one) => {
        const [title, rest] = await Promise.all([shards.title(one.id), card(one.id)]);
        const hit = toHit(title, rest ?? ["", []], shards.kinds[one.id], marks);
        return explain ? { ...hit, why: { ...one, words: why(one.id, [...once.values(), ...together]) } } : hit;
      }));
      return {
        hits, total: passing.length, words: marks,
        instead: ranked.length ? meant(found, ranked[0]?.id ?? 0) : "",
        nearest: ranked.length || quick ? [] : await nearest(found),
        facets: quick ? count([], {}) : count(ranked.map(({ id }) => shards.kinds[id]), filters),
      };
    }

    /**
     * The articles with a score, the best first.
     * @param {number} asked how many words the query has
     */
    function rank(asked) {
      /** @type {Ranked[]} */
      const ranked = [];
      /** @type {Map<number, number[]>} the scores of each folder */
      const folders = new Map();
      for (let id = 0; id < shards.count; id += 1) {
        if (!scores[id]) continue;
        const title = 1 + TITLE * ((2 * /** @type {number} */ (inTitle[id])) / (shards.titleLength(id) + asked)) ** 2;
        const share = Math.min(1, shares[id] ?? 0);
        const popular = 1 + POPULAR * shards.popular(id);
        const score = /** @type {number} */ (scores[id]) * share ** COORDINATION * title;
        ranked.push({ id, share, title, popular, folder: 1, heading: 1, score });
        const others = folders.get(shards.folder(id));
        if (others) others.push(score);
        else folders.set(shards.folder(id), [score]);
      }
      // What several articles of a folder hold is what the folder is about.
      const means = new Map([...folders].map(([folder, all]) => [folder, all.sort((a, b) => b - a).slice(0, BEST).reduce((sum, one) => sum + one, 0)]));
      const most = Math.max(...means.values());
      for (const one of ranked) {
        one.folder = 1 + (FOLDER * (means.get(shards.folder(one.id)) ?? 0)) / most;
        one.score *= one.folder * one.popular;
      }
      return ranked.sort(order);
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

    /**
     * The query with the words that were searched where it has others by a slip; empty when it has none.
     * @param {Word[]} found
     * @param {number} first the best result
     */
    function meant(found, first) {
      const ways = found.flatMap((one) => bestOf(one.ways, first).way ?? one.ways[0] ?? []);
      return ways.some((way) => way.how === "typo") ? ways.map((way) => way.said).join(" ") : "";
    }

    /** @param {number} id @param {{word: string, ways: Alternative[]}[]} words */
    function why(id, words) {
      return words.flatMap((one) => {
        const { way, title, weight } = bestOf(one.ways, id);
        return way ? [{ word: way.term, asked: one.word, how: way.how, title, score: weight }] : [];
      });
    }

    /** @param {Word[]} found */
    async function nearest(found) {
      const { near } = loaded.PortalSearchTerms;
      const words = found.filter((one) => one.word.length > 3).map((one) => one.word);
      const all = words.length ? /** @type {string[]} */ (await shards.words()) : [];
      return words.flatMap((word) => all.filter((other) => near(word, other, 3)).slice(0, NEAREST)).slice(0, NEAREST);
    }

    /** @param {Title} title @param {Card} card @param {[string, string, string[]]} kind @param {string[]} marks */
    function toHit([url, title, trail], [summary, headings], [section, audience, products], marks) {
      const holds = (/** @type {string} */ text) => new Set(terms.words(text).map(terms.stem).filter((/** @type {string} */ one) => marks.includes(one))).size;
      let best = { anchor: "", heading: "", holds: holds(title) };
      for (const [anchor, heading] of headings) if (holds(heading) > best.holds) best = { anchor, heading, holds: holds(heading) };
      return { url, anchor: best.anchor, heading: best.heading, title, trail, summary, section, products, audiences: [audience] };
    }

    return { search, mark: terms.mark };
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
