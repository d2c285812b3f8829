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
     * The words between two, the second not included; no more than `most` shards are loaded for them.
     * @param {string} from
     * @param {string} to
     * @param {number} most
     */
    async function range(from, to, most) {
      const bounds = start.bounds.terms;
      if (!bounds.length) return [];
      const [first, last] = [place(bounds, from), Math.min(place(bounds, to), place(bounds, from) + most - 1)];
      const all = await Promise.all(Array.from({ length: last - first + 1 }, (_, n) => shard("terms", first + n)));
      return all.flatMap(({ order }) => order.filter((term) => term >= from && term < to));
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
      const [ids, kept, titles] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
      const digit = (/** @type {number} */ at) => /** @type {number} */ (VALUE[text.charCodeAt(at)]);
      let id = 0;
      for (let at = 1; at < text.length; ) {
        const mark = digit(at++);
        let distance = 0;
        for (;;) {
          const value = digit(at++);
          distance = distance * 32 + (value & 31);
          if (value < 32) break;
        }
        id += distance;
        ids.push(id);
        kept.push(/** @type {number} */ (weights[mark & 31]));
        titles.push(mark >> 5);
      }
      return { rarity: digit(0) / 4, ids: Int32Array.from(ids), weights: Float32Array.from(kept), titles: Uint8Array.from(titles) };
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

    const number = (/** @type {string} */ text, /** @type {number} */ at) => VALUE[text.charCodeAt(at)] ?? 0;
    const number2 = (/** @type {string} */ text, /** @type {number} */ at) => number(text, 2 * at) * 64 + number(text, 2 * at + 1);
    const kinds = Array.from({ length: start.count }, (_, id) => start.kinds[number2(start.kind, id)] ?? ["", "public", []]);
    const kin = new Map(start.kin.split(",").map((line) => {
      const [term = "", ...others] = line.split(" ");
      return /** @type {const} */ ([term, others.map((other) => (other.startsWith("+") ? term + other.slice(1) : other))]);
    }));

    return {
      count: start.count,
      settings: start.terms,
      kinds: /** @type {[string, string, string[]][]} */ (kinds),
      titleLength: (/** @type {number} */ id) => number(start.titles, id),
      popular: (/** @type {number} */ id) => number(start.popular, id) / 63,
      folder: (/** @type {number} */ id) => number2(start.folders, id),
      kin: (/** @type {string} */ term) => kin.get(term) ?? [],
      posting, range, words, title, card, held,
    };
  }

  /** @type {any} */ (globalThis).PortalSearchShards = { create };
})();
