// Runs the site's own search engine outside a browser: the questions come as JSON on standard input, the answers leave
// as JSON on standard output.  Argument: the folder of the built engine.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const zlib = require("node:zlib");

const [folder] = process.argv.slice(2);
/** What search.js loads on first focus, but for the labels. */
const FIRST = ["stemmer.js", "index/start.js", "terms.js", "shards.js", "query.js", "engine.js"];
/** @type {Map<string, number>} bytes as a server sends them, by file */
const sizes = new Map();
/** @type {string[]} the files loaded since the list was last emptied */
let loaded = [];

/** What a page's script element does: run the file in the one global scope; what follows "?" is for caches only. */
async function load(name) {
  const file = path.join(folder, name.split("?")[0]);
  const text = fs.readFileSync(file, "utf8");
  if (!sizes.has(file)) sizes.set(file, zlib.gzipSync(text, { level: 9 }).length);
  loaded.push(file);
  vm.runInThisContext(text, { filename: file });
}

async function main() {
  const { queries, options, cold } = JSON.parse(fs.readFileSync(0, "utf8"));
  for (const name of FIRST) await load(name);
  const first = loaded;
  let engine = globalThis.PortalSearch.create({ load });
  const answers = [];
  for (const query of queries) {
    // A reader who has nothing in the cache yet: a new engine loads all that it needs anew.
    if (cold) engine = globalThis.PortalSearch.create({ load });
    loaded = [];
    const answer = await engine.search(query, options);
    const files = cold ? [...first, ...loaded] : loaded;
    answers.push({ ...answer, files: files.length, bytes: files.reduce((sum, file) => sum + sizes.get(file), 0) });
  }
  process.stdout.write(JSON.stringify(answers));
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
