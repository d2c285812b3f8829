// Reads a query: the terms of the index that each of its words stands for.
"use strict";

/**
 * @typedef {import("./shards.js").Posting} Posting
 * @typedef {{term: string, how: "exact" | "kin" | "beginning" | "typo", factor: number, said: string, posting: Posting}} Alternative
 * @typedef {{asked: string, word: string, rarity: number, ways: Alternative[]}} Word
 * @typedef {{word: string, ways: Alternative[]}} Pair
 */

(() => {
  const LONGEST = 200;
  const MOST_WORDS = 24;
  /** What a word counts that means nearly the same, one that only begins with what was typed, and one a slip away. */
  const KIN = 0.9;
  const BEGINNING = 0.5;
  const TYPO = 0.7;
  /** Words that begin with what was typed, and words a slip away, at most so many; rare ones add nothing. */
  const MOST_WAYS = 40;
  /** A word in so many articles at most, and in no title, may be somebody's slip: words a slip away count if they are so many times as common. */
  const RARE = 2;
  const MORE = 5;
  /** Words shown when nothing is found. */
  const NEAREST = 3;
  /** So many letters of a later word tell too little to be looked up between two keys. */
  const BEGUN = 2;

  /** @param {string} word whether its script parts words; in others a letter is much of one */
  const parted = (word) => word.charCodeAt(0) <= 0x2fff;

  /**
   * @param {any} shards the index (shards.js)
   * @param {any} terms of its language (terms.js)
   */
  function create(shards, terms) {
    /**
     * The terms a word stands for: itself and its kin, words it begins, or, when there is none, words a slip away.
     * @param {string} word folded
     * @param {boolean} unfinished whether it may go on
     * @param {boolean} quick
     * @returns {Promise<Word>}
     */
    async function look(word, unfinished, quick) {
      const asked = terms.stem(word);
      /** @type {Map<string, Alternative>} */
      const ways = new Map();
      const add = async (/** @type {string} */ term, /** @type {Alternative["how"]} */ how, /** @type {number} */ factor, said = word) => {
        const posting = ways.has(term) ? undefined : await shards.posting(term);
        if (posting) ways.set(term, { term, how, factor, said, posting });
      };
      // Asked for together, so that their files are loaded at once; each wait would cost a slow telephone 150 ms.
      const [longer] = await Promise.all([unfinished ? beginnings(word) : [], ...[asked, ...shards.kin(asked)].map(shards.posting)]);
      await add(asked, "exact", 1);
      for (const term of shards.kin(asked)) await add(term, "kin", KIN);
      for (const term of longer) await add(term, "beginning", BEGINNING);
      const rare = (/** @type {Posting} */ posting) => posting.ids.length <= RARE && !posting.titles.some(Boolean);
      const doubtful = [...ways.values()].every((way) => way.how === "kin" || (way.how === "exact" && rare(way.posting)));
      if (doubtful && !quick && word.length > 3) for (const other of await slips(word)) await add(terms.stem(other), "typo", TYPO, other);
      const exact = ways.get(asked);
      const kept = [...ways.values()].filter((way) => !exact || way.how !== "typo" || way.posting.ids.length >= MORE * exact.posting.ids.length);
      return { asked, word, ways: kept, rarity: exact?.posting.rarity ?? Math.max(0, ...kept.map((way) => way.posting.rarity)) };
    }

    /**
     * Terms that begin with a word; when there is none, those of words that do ("notif" for "notific").
     * @param {string} word
     */
    async function beginnings(word) {
      if (word.length < 2 && parted(word)) return [];
      const found = (await shards.range(word, 2)).filter((/** @type {string} */ term) => !term.includes(" "));
      if (!found.length && !(await shards.posting(terms.stem(word)))) {
        const longer = (/** @type {string[]} */ (await shards.words())).filter((other) => other.startsWith(word));
        return [...new Set(longer.map(terms.stem))].slice(0, MOST_WAYS);
      }
      return found.slice(0, MOST_WAYS);
    }

    /** @type {Map<string, string[]>} each letter typed asks again for the words before it */
    const near = new Map();

    /** @param {string} word */
    async function slips(word) {
      const all = /** @type {string[]} */ (await shards.words());
      let found = near.get(word) ?? [];
      for (let most = 1; !near.has(word) && !found.length && most <= (word.length > 7 ? 2 : 1); most += 1)
        found = all.filter((other) => /** @type {any} */ (globalThis).PortalSearchTerms.near(word, other, most)).slice(0, MOST_WAYS);
      near.set(word, found);
      return found;
    }

    /**
     * Two words that were written as one.
     * @param {string} word
     */
    async function halvesOf(word) {
      const all = new Set(await shards.words());
      for (let cut = 3; cut <= word.length - 3; cut += 1)
        if (all.has(word.slice(0, cut)) && all.has(word.slice(cut))) return [word.slice(0, cut), word.slice(cut)];
      return [];
    }

    /**
     * The words of a query that tell something, and whether the last may be unfinished.
     * @param {string} query
     */
    function parse(query) {
      const written = terms.words(query.slice(0, LONGEST));
      const kept = /** @type {string[]} */ (terms.telling(written)).slice(0, MOST_WORDS);
      return { kept, open: terms.open(query.slice(0, LONGEST)) && kept.at(-1) === written.at(-1) };
    }

    /**
     * The words of a query, and each two that stand next to each other.  A quick answer is for somebody who is typing:
     * no word is taken for another by a slip yet, and the first letters of another word are not looked up.
     * @param {string} query
     * @param {boolean} quick
     * @returns {Promise<{words: Word[], pairs: Pair[]}>}
     */
    async function read(query, quick) {
      const { kept, open } = parse(query);
      const last = kept.at(-1) ?? "";
      const begun = quick && open && kept.length > 1 && last.length <= BEGUN && parted(last);
      if (begun) kept.pop();
      // Asked for with the words they are of, not after them: that would be another wait.
      for (const [n, word] of kept.slice(1).entries()) void shards.posting(`${terms.stem(kept[n])} ${terms.stem(word)}`).catch(() => {});
      const found = await Promise.all(kept.map((word, n) => look(word, open && !begun && n === kept.length - 1, quick)));
      const whole = await Promise.all(found.map(async (one) => {
        const halves = quick || one.ways.length || one.word.length < 6 ? [] : await halvesOf(one.word);
        return halves.length ? Promise.all(halves.map((half) => look(half, false, quick))) : [one];
      }));
      const words = whole.flat();
      return { words, pairs: await Promise.all(words.slice(1).map((second, n) => pair(/** @type {Word} */ (words[n]), second))) };
    }

    /**
     * Two words next to each other, as terms of the index.
     * @param {Word} first
     * @param {Word} second
     * @returns {Promise<Pair>}
     */
    async function pair(first, second) {
      const couples = first.ways.slice(0, 3).flatMap((a) => second.ways.slice(0, 3).map((b) => /** @type {const} */ ([a, b])));
      const ways = await Promise.all(couples.map(async ([a, b]) => {
        const term = `${a.term} ${b.term}`;
        const posting = /** @type {Posting | undefined} */ (await shards.posting(term));
        return posting ? [{ term, how: /** @type {const} */ ("exact"), factor: a.factor * b.factor, said: term, posting }] : [];
      }));
      return { word: `${first.word} ${second.word}`, ways: ways.flat() };
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
      const { near } = /** @type {any} */ (globalThis).PortalSearchTerms;
      const words = found.filter((one) => one.word.length > 3).map((one) => one.word);
      const all = words.length ? /** @type {string[]} */ (await shards.words()) : [];
      return words.flatMap((word) => all.filter((other) => near(word, other, 3)).slice(0, NEAREST)).slice(0, NEAREST);
    }

    return { read, parse, meant, why, nearest };
  }

  /** @type {any} */ (globalThis).PortalSearchQuery = { create };
})();
