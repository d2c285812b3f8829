// Keeps a reader's progress in localStorage, and in memory where that is forbidden or full.  Knows nothing of the page.
"use strict";

/**
 * `done` and `seen` map a lesson's id (the first address it ever had) to a time (ISO 8601): when it was marked as done,
 * and when its page was last open.
 * @typedef {{done: Record<string, string>, seen: Record<string, string>}} Progress
 */

(() => {
  const KEY = "portal-training";
  const FORMAT = "support-portal progress";
  const VERSION = 1;
  /** What a file may hold at most: no training has as many lessons. */
  const MOST = 10_000;
  /** @type {Progress} */
  let memory = { done: {}, seen: {} };
  let kept = true;

  /**
   * @param {unknown} data
   * @returns {Record<string, string>} the entries that are times; anybody can edit the file
   */
  function times(data) {
    if (typeof data !== "object" || data === null) return {};
    const rows = Object.entries(data).filter(
      ([id, time]) => id && id.length < 500 && typeof time === "string" && !Number.isNaN(Date.parse(time)),
    );
    return Object.fromEntries(rows.slice(0, MOST));
  }

  /**
   * @param {string} text
   * @returns {Progress | null} null for what is no progress, or of a version that is not written yet
   */
  function parse(text) {
    try {
      const data = JSON.parse(text);
      if (data?.format !== FORMAT || data.version !== VERSION) return null;
      return { done: times(data.done), seen: times(data.seen) };
    } catch {
      return null;
    }
  }

  /** @param {Progress} progress */
  const format = (progress) => JSON.stringify({ format: FORMAT, version: VERSION, ...progress }, null, 1);

  /** @returns {Progress} */
  function read() {
    if (!kept) return memory;
    try {
      return parse(localStorage.getItem(KEY) ?? "") ?? { done: {}, seen: {} };
    } catch {
      kept = false;
      return memory;
    }
  }

  /** @param {Progress} progress */
  function write(progress) {
    memory = progress;
    try {
      const before = localStorage.getItem(KEY);
      // A newer version of this script wrote something this one cannot read: leave it.
      if (before !== null && parse(before) === null && /"version": *[2-9]/.test(before)) throw new Error("newer");
      localStorage.setItem(KEY, format(progress));
      kept = true;
    } catch {
      kept = false;
    }
  }

  /**
   * Mark a lesson as done, or not done.
   * @param {string} id
   * @param {boolean} done
   */
  function mark(id, done) {
    const { done: lessons, seen } = read();
    const { [id]: _, ...others } = lessons;
    const now = new Date().toISOString();
    write({ done: done ? { ...others, [id]: now } : others, seen: { ...seen, [id]: now } });
  }

  /**
   * Remember which lesson was open last; only once a reader has marked one, so that reading alone leaves no trace.
   * @param {string} id
   */
  function see(id) {
    const progress = read();
    if (!Object.keys(progress.done).length) return;
    write({ ...progress, seen: { ...progress.seen, [id]: new Date().toISOString() } });
  }

  /**
   * Add the progress of a file: a lesson done in either is done, since the earlier of the two times.
   * @param {string} text
   * @returns {boolean} whether the file holds progress
   */
  function load(text) {
    const more = parse(text);
    if (!more) return false;
    const now = read();
    const joined = { done: { ...more.done }, seen: { ...more.seen } };
    for (const [id, time] of Object.entries(now.done)) {
      const other = joined.done[id];
      joined.done[id] = other && other < time ? other : time;
    }
    for (const [id, time] of Object.entries(now.seen)) {
      const other = joined.seen[id];
      joined.seen[id] = other && other > time ? other : time;
    }
    write(joined);
    return true;
  }

  function reset() {
    memory = { done: {}, seen: {} };
    try {
      localStorage.removeItem(KEY);
    } catch {
      kept = false;
    }
  }

  /**
   * The lesson to go on with: the one open last if it is not done, else the first after it that is not, else the first.
   * @param {string[]} ids in order
   * @returns {number} its place, -1 when all are done
   */
  function next(ids) {
    const { done, seen } = read();
    const open = ids.map((id) => !done[id]);
    const last = ids.reduce((best, id, place) => ((seen[id] ?? "") > (seen[ids[best] ?? ""] ?? "") ? place : best), 0);
    const after = open.indexOf(true, last);
    return after >= 0 ? after : open.indexOf(true);
  }

  /** @type {any} */ (globalThis).PortalProgress = {
    KEY,
    read,
    mark,
    see,
    load,
    reset,
    next,
    save: () => format(read()),
    isKept: () => kept,
  };
})();
