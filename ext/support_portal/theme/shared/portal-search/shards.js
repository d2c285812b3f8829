// The index in its files: loads those a query needs, each once, and reads what the build wrote (core/search/codec.py).
"use strict";

/**
 * What is loaded first (core/search/files.py).
 * @typedef {{count: number, most: number, terms: any, bounds: {terms: string[], pairs: string[]}, sizes: {titles: number, cards: number}, titles: string, popular: string, kin: string, folders: string, kinds: [string, string, string[]][], kind: string, versions: Record<string, string>}} Start
 * @typedef {[url: string, title: string, trail: string]} Title
 * @typedef {[summary: string, headings: [anchor: string, heading: string][]]} Card
 * @typedef {{rarity: number, ids: Int32Array, weights: Float32Array, titles: Uint8Array}} Posting
 */

(() => {
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  const VALUE = new Uint8Array(128);
  [...DIGITS].forEach((digit, value) => (VALUE[digit.charCodeAt(0)] = value));
  const STEPS = 31;
  const CURVE = 20;
  const digit = (/** @type {string} */ text, /** @type {number} */ at) => VALUE[text.charCodeAt(at)] ?? 0;
  /** After all that begins with a text. */
  const END = "\uffff";
  /** Digits of a file's version. */
  const VERSION = 4;

  /** @param {{load: (name: string) => Promise<void>}} world */
  function create({ load }) {
    const parts = () => /** @type {Record<string, any>} */ (/** @type {any} */ (globalThis).portalSearchParts ?? {});
    const start = /** @type {Start} */ (parts().start);
    const weights = Float32Array.from({ length: STEPS + 1 }, (_, step) => (start.most * Math.expm1((step / STEPS) * Math.log1p(CURVE))) / CURVE);
    /** @type {Map<string, Promise<any>>} */
    const loading = new Map();
    /** @type {Map<string, any>} the parts that have come */
    const come = new Map();
    /** @type {Map<string, {order: string[], texts: Map<string, string>}>} */
    const shards = new Map();
    /** @type {Map<string, Posting>} */
    const postings = new Map();

    /**
     * A part by its kind and number; one that cannot be loaded may be asked for again.
     * @param {string} kind
     * @param {number} number
     */
    function part(kind, number) {
      const name = `${kind}-${number}`;
      let promise = loading.get(name);
      if (!promise) {
        const version = start.versions[kind]?.slice(VERSION * number, VERSION * (number + 1));
        promise = load(`index/${name}.js?v=${version}`).then(() => {
          come.set(name, parts()[name]);
          return parts()[name];
        });
        promise.catch(() => loading.delete(name));
        loading.set(name, promise);
      }
      return promise;
    }

    /**
     * The number of the last shard that begins at or before a term.
     * @param {string[]} bounds
     * @param {string} term
     */
    function place(bounds, term) {
      let [low, high] = [0, bounds.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (/** @type {string} */ (bounds[middle]) <= term) low = middle + 1;
        else high = middle;
      }
      return Math.max(0, low - 1);
    }

    /** @param {"terms" | "pairs"} kind @param {number} number */
    async function shard(kind, number) {
      const text = /** @type {string} */ (await part(kind, number));
      const name = `${kind}-${number}`;
      let found = shards.get(name);
      if (!found) {
        found = { order: [], texts: new Map() };
        let head = "";
        for (const line of text.split("\n")) {
          const cut = line.indexOf("\t");
          const written = line.slice(0, cut);
          const term = written.startsWith(" ") ? head + written : written;
          head = term.split(" ", 1)[0] ?? "";
          found.order.push(term);
          found.texts.set(term, line.slice(cut + 1));
        }
        shards.set(name, found);
      }
      return found;
    }

    /**
     * The files of the terms that begin with a text, `most` of them at most.
     * @param {"terms" | "pairs"} kind
     * @param {string} text
     * @param {number} most
     * @returns {[kind: "terms" | "pairs", number: number][]}
     */
    function span(kind, text, most) {
      const bounds = start.bounds[kind];
      if (!bounds.length) return [];
      const first = place(bounds, text);
      return Array.from({ length: Math.min(most, place(bounds, text + END) - first + 1) }, (_, n) => [kind, first + n]);
    }

    /**
     * The words that begin with a text; no more than `most` shards are loaded for them.
     * @param {string} text
     * @param {number} most
     */
    async function range(text, most) {
      const all = await Promise.all(span("terms", text, most).map((file) => shard(...file)));
      return all.flatMap(({ order }) => order.filter((term) => term >= text && term < text + END));
    }

    /**
     * @param {string} term
     * @returns {Promise<Posting | undefined>}
     */
    async function posting(term) {
      const kind = term.includes(" ") ? "pairs" : "terms";
      const bounds = start.bounds[kind];
      if (!bounds.length) return undefined;
      const { texts } = await shard(kind, place(bounds, term));
      const text = texts.get(term);
      if (text === undefined) return undefined;
      let found = postings.get(term);
      if (!found) postings.set(term, (found = decode(text)));
      return found;
    }

    /** @param {string} text */
    function decode(text) {
      // An article takes two digits or more.
      const most = text.length >> 1;
      const [ids, kept, titles] = [new Int32Array(most), new Float32Array(most), new Uint8Array(most)];
      let [count, id] = [0, 0];
      for (let at = 1; at < text.length; count += 1) {
        const mark = digit(text, at++);
        let distance = 0;
        for (let value = 32; value >= 32; ) {
          value = digit(text, at++);
          distance = distance * 32 + (value & 31);
        }
        id += distance;
        ids[count] = id;
        kept[count] = weights[mark & 31] ?? 0;
        titles[count] = mark >> 5;
      }
      return { rarity: digit(text, 0) / 4, ids: ids.subarray(0, count), weights: kept.subarray(0, count), titles: titles.subarray(0, count) };
    }

    /** @type {string[] | undefined} */
    let every;
    /** @returns {Promise<string[]>} */
    async function words() {
      let before = "";
      const text = /** @type {string} */ (await part("words", 0));
      every ??= text ? text.split(" ").map((word) => (before = before.slice(0, VALUE[word.charCodeAt(0)]) + word.slice(1))) : [];
      return every;
    }

    const { titles, cards } = start.sizes;
    /** @param {number} id @returns {Promise<Title>} */
    const title = async (id) => (await part("titles", Math.floor(id / titles)))[id % titles];
    /** @param {number} id @returns {Promise<Card>} */
    const card = async (id) => (await part("cards", Math.floor(id / cards)))[id % cards];
    /** @param {number} id @returns {Card | undefined} the card if it was loaded already */
    const held = (id) => come.get(`cards-${Math.floor(id / cards)}`)?.[id % cards];

    const pair = (/** @type {string} */ text, /** @type {number} */ at) => digit(text, 2 * at) * 64 + digit(text, 2 * at + 1);
    const kinds = Array.from({ length: start.count }, (_, id) => start.kinds[pair(start.kind, id)] ?? ["", "public", []]);
    const folders = Int32Array.from({ length: start.count }, (_, id) => pair(start.folders, id));
    const kin = new Map(start.kin.split(",").map((line) => {
      const [term = "", ...others] = line.split(" ");
      return /** @type {const} */ ([term, others.map((other) => (other.startsWith("+") ? term + other.slice(1) : other))]);
    }));

    return {
      count: start.count,
      settings: start.terms,
      kinds: /** @type {[string, string, string[]][]} */ (kinds),
      titleLength: (/** @type {number} */ id) => digit(start.titles, id),
      popular: (/** @type {number} */ id) => digit(start.popular, id) / 63,
      folder: (/** @type {number} */ id) => folders[id] ?? 0,
      folders: folders.reduce((most, folder) => Math.max(most, folder), 0) + 1,
      kin: (/** @type {string} */ term) => kin.get(term) ?? [],
      all: (/** @type {string} */ kind) => Array.from({ length: (start.versions[kind] ?? "").length / VERSION }, (_, n) => [kind, n]),
      part, span, posting, range, words, title, card, held,
    };
  }

  /** @type {any} */ (globalThis).PortalSearchShards = { create };
})();
