// The terms of a text, as the build makes them (core/search/words.py): folded, parted, in one spelling, stemmed.
"use strict";

(() => {
  /** Of most texts: patterns of all scripts take a reader's first keys some milliseconds more. */
  const ASCII = /^[\0-\x7f]*$/;

  /**
   * Without case, accents and forms of width.
   * @param {string} text
   */
  function fold(text) {
    return ASCII.test(text) ? text.toLowerCase() : text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]+/g, "").normalize("NFC");
  }

  /** @param {{small: string, spellings: [string, string][], unparted: string}} settings */
  function create(settings) {
    const small = new Set(settings.small.split(" "));
    const spellings = settings.spellings.map(([pattern, to]) => /** @type {const} */ ([new RegExp(pattern), to]));
    const unparted = new RegExp(`([${settings.unparted}]+)`);
    const stemmer = /** @type {any} */ (globalThis).portalSearchStemmer;

    /**
     * The folded words; of scripts without spaces, each two letters.
     * @param {string} text
     */
    function words(text) {
      const folded = fold(text);
      if (ASCII.test(folded)) return folded.match(/[a-z0-9]+/g) ?? [];
      const found = folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
      return found.flatMap((word) =>
        word.split(unparted).flatMap((part, i) => (i % 2 ? couples(part) : part ? [part] : [])),
      );
    }

    /** @param {string} run */
    function couples(run) {
      return run.length < 2 ? [run] : Array.from({ length: run.length - 1 }, (_, n) => run.slice(n, n + 2));
    }

    /** @type {Map<string, string>} each key typed asks for the same words of headings again */
    const stems = new Map();

    /** @param {string} word folded */
    function stem(word) {
      let found = stems.get(word);
      if (found === undefined) {
        const spelt = spellings.reduce((one, [pattern, to]) => one.replace(pattern, to), word);
        stems.set(word, (found = /** @type {string} */ (stemmer ? stemmer.stemWord(spelt) : spelt)));
      }
      return found;
    }

    /**
     * Whether a text ends within a word, which may go on.
     * @param {string} text
     */
    function open(text) {
      return ASCII.test(text) ? /[A-Za-z0-9]$/.test(text) : /[\p{L}\p{N}\p{M}]$/u.test(text);
    }

    /** @param {string[]} found */
    function telling(found) {
      const kept = found.filter((word) => !small.has(word));
      return kept.length ? kept : found;
    }

    /**
     * Cut a text where marked words begin and end.
     * @param {string} text
     * @param {string[]} terms those to mark
     */
    function mark(text, terms) {
      const wanted = new Set(terms);
      if (ASCII.test(text)) return text.split(/([A-Za-z0-9]+)/).filter(Boolean).map((part) => ({ text: part, hit: wanted.has(stem(part.toLowerCase())) }));
      const parts = text.split(/([\p{L}\p{N}\p{M}]+)/u).flatMap((part) => part.split(unparted)).filter(Boolean);
      return parts.flatMap((part) => {
        if (!unparted.test(part)) return [{ text: part, hit: wanted.has(stem(fold(part))) }];
        const hits = couples(fold(part)).map((couple) => wanted.has(couple));
        return [...part].map((letter, i) => ({ text: letter, hit: Boolean(hits[i] || (i && hits[i - 1])) }));
      });
    }

    return { words, stem, telling, open, mark };
  }

  /**
   * Whether two words are one slip apart, or `most`: a letter wrong, missing, too many, or two changed about (optimal
   * string alignment, Damerau 1964, doi 10.1145/363958.363994).
   * @param {string} a
   * @param {string} b
   * @param {number} most
   */
  function near(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return false;
    let [before, last, row] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([]), Array.from({ length: b.length + 1 }, (_, n) => n)];
    const at = (/** @type {number[]} */ numbers, /** @type {number} */ n) => numbers[n] ?? most + 1;
    for (let i = 1; i <= a.length; i += 1) {
      [before, last, row] = [last, row, [i]];
      for (let j = 1; j <= b.length; j += 1) {
        let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + Number(a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(before, j - 2) + 1);
        row.push(cost);
      }
      if (Math.min(...row) > most) return false;
    }
    return at(row, b.length) <= most;
  }

  /** @type {any} */ (globalThis).PortalSearchTerms = { create, fold, near };
})();
