// Loads, while somebody types, what the next keys are likely to ask for; itself loaded when the engine is there.
"use strict";

(() => {
  /** Files loaded at once: of the six that browsers load at once of one site, two stay free for what is asked for. */
  const LANES = 4;
  /** Files of words that begin with the last one, of pairs, and of titles, at most. */
  const [WORDS, PAIRS, TITLES] = [8, 4, 32];
  /** Titles that are marked before the first key: a stemmer is slow at its first words only. */
  const TRIED = 8;

  /**
   * @param {any} shards the index (shards.js)
   * @param {any} terms of its language (terms.js)
   * @param {(query: string) => {kept: string[], open: boolean}} parse of query.js
   */
  function create(shards, terms, parse) {
    /** @type {[kind: string, number: number][]} the files to load, the likeliest first */
    let files = shards.all("titles").slice(0, TITLES);
    let lanes = 0;

    async function lane() {
      for (let file = files.shift(); file; file = files.shift()) await shards.part(...file);
    }

    /** @param {string} query what is typed so far, spaces at its end included */
    function ahead(query) {
      const { kept, open } = parse(query);
      const last = open ? kept.pop() ?? "" : "";
      const before = kept.at(-1);
      // The first letter of a later word is not looked up while somebody types.
      const words = last.length > (before ? 1 : 0) ? shards.span("terms", last, WORDS) : [];
      const pairs = before ? shards.span("pairs", `${terms.stem(before)} ${last}`, PAIRS) : [];
      // A word that no term begins with is looked up among all words.
      const all = last.length > 2 ? shards.all("words") : [];
      // What earlier keys made likely is so no more; titles may be asked for by any key.
      files = [...words, ...pairs, ...all, ...files.filter(([kind]) => kind === "titles")];
      for (; lanes < LANES; lanes += 1) lane().catch(() => {}).finally(() => (lanes -= 1));
    }

    for (let id = 0; id < Math.min(TRIED, shards.count); id += 1)
      shards.title(id).then((/** @type {string[]} */ [, title]) => terms.mark(title, [])).catch(() => {});
    return ahead;
  }

  /** @type {any} */ (globalThis).PortalSearchAhead = { create };
})();
