// The search engine: turns a query into an answer.  It knows nothing of the page; search.js and results.js draw.
"use strict";

/**
 * @typedef {import("./shards.js").Card} Card
 * @typedef {import("./shards.js").Posting} Posting
 * @typedef {{section?: string, product?: string, audience?: string}} Filters
 * @typedef {{url: string, anchor: string, heading: string, title: string, trail: string, summary: string, section: string, products: string[], audiences: string[], why?: Why}} Hit
 * @typedef {{score: number, share: number, title: number, popular: number, words: {word: string, asked: string, how: string, title: boolean, score: number}[]}} Why
 * @typedef {{section: Record<string, number>, product: Record<string, number>, audience: Record<string, number>}} Facets
 * @typedef {{hits: Hit[], total: number, words: string[], instead: string, nearest: string[], facets: Facets}} Answer
 * @typedef {{term: string, how: "exact" | "beginning" | "typo", factor: number, said: string, posting: Posting}} Alternative
 * @typedef {{asked: string, word: string, rarity: number, ways: Alternative[]}} Word
 */

(() => {
  const LONGEST = 200;
  const MOST_WORDS = 24;
  /** What a word counts that only begins with what was typed, and one that is a slip away from it. */
  const BEGINNING = 0.5;
  const TYPO = 0.7;
  /** Words that begin with what was typed, and words a slip away, at most so many; rare ones add nothing. */
  const MOST_WAYS = 40;
  /** A word in so many articles at most, and in no title, may be somebody's slip: words a slip away count if they are so many times as common. */
  const RARE = 2;
  const MORE = 5;
  /** A page with half of the words, weighed by rarity, keeps 0.5 ** COORDINATION of its score. */
  const COORDINATION = 1.3;
  /** How much a title gains that is what was asked, by the cube of its likeness (F1 of the words). */
  const TITLE = 0.5;
  const POPULAR = 0.15;
  const NEAREST = 3;

  /** @param {{load: (name: string) => Promise<void>}} world */
  function create({ load }) {
    const loaded = /** @type {any} */ (globalThis);
    const shards = /** @type {any} */ (loaded.PortalSearchShards.create({ load }));
    const terms = /** @type {any} */ (loaded.PortalSearchTerms.create(shards.settings));
    const scores = new Float64Array(shards.count);
    const shares = new Float64Array(shards.count);
    const inTitle = new Uint8Array(shards.count);

    /**
     * The terms a word stands for: itself, words it begins, or, when there is neither, words a slip away.
     * @param {string} word folded
     * @param {boolean} unfinished whether it may go on
     * @returns {Promise<Word>}
     */
    async function look(word, unfinished) {
      const asked = terms.stem(word);
      /** @type {Map<string, Alternative>} */
      const ways = new Map();
      const add = async (/** @type {string} */ term, /** @type {Alternative["how"]} */ how, /** @type {number} */ factor, said = word) => {
        const posting = ways.has(term) ? undefined : await shards.posting(term);
        if (posting) ways.set(term, { term, how, factor, said, posting });
      };
      await add(asked, "exact", 1);
      if (unfinished) for (const term of await beginnings(word)) await add(term, "beginning", BEGINNING);
      const rare = (/** @type {Posting} */ posting) => posting.ids.length <= RARE && !posting.titles.some(Boolean);
      const doubtful = [...ways.values()].every((way) => way.how === "exact" && rare(way.posting));
      if (doubtful && word.length > 3) for (const other of await slips(word)) await add(terms.stem(other), "typo", TYPO, other);
      const exact = ways.get(asked);
      const kept = [...ways.values()].filter((way) => !exact || way.how !== "typo" || way.posting.ids.length >= MORE * exact.posting.ids.length);
      return { asked, word, ways: kept, rarity: exact?.posting.rarity ?? Math.max(0, ...kept.map((way) => way.posting.rarity)) };
    }

    /**
     * Terms that begin with a word; when there is none, those of words that do ("notif" for "notific").
     * @param {string} word
     */
    async function beginnings(word) {
      const unparted = word.charCodeAt(0) > 0x2fff;
      if (word.length < 2 && !unparted) return [];
      const found = (await shards.range(word, `${word}\uffff`, 2)).filter((/** @type {string} */ term) => !term.includes(" "));
      if (!found.length && !(await shards.posting(terms.stem(word)))) {
        const longer = (/** @type {string[]} */ (await shards.words())).filter((other) => other.startsWith(word));
        return [...new Set(longer.map(terms.stem))].slice(0, MOST_WAYS);
      }
      return found.slice(0, MOST_WAYS);
    }

    /** @param {string} word */
    async function slips(word) {
      const { near } = loaded.PortalSearchTerms;
      const all = /** @type {string[]} */ (await shards.words());
      for (const most of word.length > 7 ? [1, 2] : [1]) {
        const found = all.filter((other) => near(word, other, most));
        if (found.length) return found.slice(0, MOST_WAYS);
      }
      return [];
    }

    /**
     * Two words that were written as one.
     * @param {string} word
     */
    async function parted(word) {
      const all = new Set(await shards.words());
      for (let cut = 3; cut <= word.length - 3; cut += 1)
        if (all.has(word.slice(0, cut)) && all.has(word.slice(cut))) return [word.slice(0, cut), word.slice(cut)];
      return [];
    }

    /** @param {string} query */
    async function read(query) {
      const written = terms.words(query.slice(0, LONGEST));
      const kept = /** @type {string[]} */ (terms.telling(written)).slice(0, MOST_WORDS);
      const open = /[\p{L}\p{N}\p{M}]$/u.test(query.slice(0, LONGEST)) && kept.at(-1) === written.at(-1);
      /** @type {Word[]} */
      const found = await Promise.all(kept.map((word, n) => look(word, open && n === kept.length - 1)));
      const whole = await Promise.all(found.map(async (one) => {
        const halves = one.ways.length || one.word.length < 6 ? [] : await parted(one.word);
        return halves.length ? Promise.all(halves.map((half) => look(half, false))) : [one];
      }));
      return whole.flat();
    }

    /**
     * Add what a term weighs to the articles that have it, the best way only where there are several.
     * @param {Map<number, {weight: number, way: Alternative, title: boolean}>} best
     */
    function take(best, /** @type {Alternative} */ way) {
      const { ids, weights, titles } = way.posting;
      for (let n = 0; n < ids.length; n += 1) {
        const [id, weight] = [/** @type {number} */ (ids[n]), /** @type {number} */ (weights[n]) * way.factor];
        const known = best.get(id);
        if (!known || known.weight < weight) best.set(id, { weight, way, title: titles[n] === 1 });
      }
    }

    /** @param {Word[]} found */
    async function phrases(found) {
      const couples = found.slice(1).flatMap((second, n) => {
        const first = /** @type {Word} */ (found[n]);
        return first.ways.slice(0, 3).flatMap((a) => second.ways.slice(0, 3).map((b) => ({ a, b, place: n })));
      });
      return Promise.all(couples.map(async ({ a, b, place }) => {
        const term = `${a.term} ${b.term}`;
        const posting = /** @type {Posting | undefined} */ (await shards.posting(term));
        const factor = a.factor * b.factor;
        return { place, way: posting && { term, how: /** @type {const} */ ("exact"), factor, said: term, posting } };
      }));
    }

    /**
     * Exact words, then words they begin, then words a slip away; any word may match, more of them come first.
     * @param {string} query
     * @param {{filters?: Filters, limit?: number, explain?: boolean}} [options]
     * @returns {Promise<Answer>}
     */
    async function search(query, { filters = {}, limit = 10, explain = false } = {}) {
      const found = await read(query);
      const together = await phrases(found);
      // From here to the end of the sum nothing waits, so queries typed in haste cannot mix.
      for (const array of [scores, shares, inTitle]) array.fill(0);
      const once = new Map(found.map((one) => [one.asked, one]));
      const unknown = Math.max(1, ...found.map((one) => one.rarity)) / 2;
      const total = [...once.values()].reduce((sum, one) => sum + (one.ways.length ? one.rarity : unknown), 0) || 1;
      /** @type {{one: Word, best: Map<number, any>}[]} */
      const sums = [];
      for (const one of once.values()) {
        const best = new Map();
        for (const way of one.ways) take(best, way);
        for (const [id, { weight, way, title }] of best) {
          scores[id] = (scores[id] ?? 0) + weight;
          shares[id] = (shares[id] ?? 0) + (one.rarity * way.factor) / total;
          inTitle[id] = (inTitle[id] ?? 0) + Number(title);
        }
        sums.push({ one, best });
      }
      for (let place = 0; place + 1 < found.length; place += 1) {
        const best = new Map();
        for (const one of together) if (one.place === place && one.way) take(best, one.way);
        for (const [id, { weight }] of best) scores[id] = (scores[id] ?? 0) + weight;
        if (best.size) sums.push({ one: /** @type {Word} */ ({ ...found[place], word: `${found[place]?.word} ${found[place + 1]?.word}` }), best });
      }
      const ranked = [];
      for (let id = 0; id < shards.count; id += 1) {
        if (!scores[id]) continue;
        const part = /** @type {number} */ (inTitle[id]);
        const title = 1 + TITLE * ((2 * part) / (shards.titleLength(id) + once.size)) ** 3;
        const share = Math.min(1, shares[id] ?? 0);
        const popular = 1 + POPULAR * shards.popular(id);
        ranked.push({ id, share, title, popular, score: /** @type {number} */ (scores[id]) * share ** COORDINATION * title * popular });
      }
      ranked.sort((a, b) => b.score - a.score || a.id - b.id);
      const passing = ranked.filter(({ id }) => passes(shards.kinds[id], filters));
      const marks = [...new Set(found.flatMap((one) => one.ways.map((way) => way.term)))];
      const hits = await Promise.all(passing.slice(0, limit).map(async (one) => {
        const hit = toHit(await shards.card(one.id), shards.kinds[one.id], marks);
        return explain ? { ...hit, why: { ...one, words: why(one.id, sums) } } : hit;
      }));
      return {
        hits, total: passing.length, words: marks,
        instead: ranked.length ? meant(found, sums, ranked[0]?.id ?? 0) : "",
        nearest: ranked.length ? [] : await nearest(found),
        facets: count(ranked.map(({ id }) => shards.kinds[id]), filters),
      };
    }

    /**
     * The query with the words that were searched where it has others by a slip; empty when it has none.
     * @param {Word[]} found
     * @param {{one: Word, best: Map<number, any>}[]} sums
     * @param {number} first the best result
     */
    function meant(found, sums, first) {
      const ways = found.filter((one) => one.ways.length).map((one) => sums.find((sum) => sum.one === one)?.best.get(first)?.way ?? one.ways[0]);
      return ways.some((way) => way.how === "typo") ? ways.map((way) => way.said).join(" ") : "";
    }

    /** @param {number} id @param {{one: Word, best: Map<number, any>}[]} sums */
    function why(id, sums) {
      return sums.flatMap(({ one, best }) => {
        const part = best.get(id);
        return part ? [{ word: part.way.term, asked: one.word, how: part.way.how, title: part.title, score: part.weight }] : [];
      });
    }

    /** @param {Word[]} found */
    async function nearest(found) {
      const { near } = loaded.PortalSearchTerms;
      const words = found.filter((one) => one.word.length > 3).map((one) => one.word);
      const all = words.length ? /** @type {string[]} */ (await shards.words()) : [];
      return words.flatMap((word) => all.filter((other) => near(word, other, 3)).slice(0, NEAREST)).slice(0, NEAREST);
    }

    /** @param {Card} card @param {[string, string, string[]]} kind @param {string[]} marks */
    function toHit(card, kind, marks) {
      const holds = (/** @type {string} */ text) => new Set(terms.words(text).map(terms.stem).filter((/** @type {string} */ one) => marks.includes(one))).size;
      let best = { anchor: "", heading: "", holds: holds(card.t) };
      for (const [anchor, heading] of card.h) if (holds(heading) > best.holds) best = { anchor, heading, holds: holds(heading) };
      const [section, audience, products] = kind;
      return { url: card.u, anchor: best.anchor, heading: best.heading, title: card.t, trail: card.c, summary: card.s, section, products, audiences: [audience] };
    }

    return { search, mark: terms.mark };
  }

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
