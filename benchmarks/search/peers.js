// The peers of the search benchmark, each over the same articles and queries: what it finds, what its index weighs.
// Arguments: the peer and a folder with the npm packages; articles and queries come as JSON on standard input.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");

const [peer, modules] = process.argv.slice(2);
const { articles, queries } = JSON.parse(fs.readFileSync(0, "utf8"));
const FIELDS = ["title", "short", "keywords", "headings", "summary", "text"];

function minisearch() {
  // Its package calls itself a module, so the file for browsers is run as browsers do.
  require("node:vm").runInThisContext(fs.readFileSync(path.join(modules, "minisearch/dist/umd/index.js"), "utf8"));
  const index = new globalThis.MiniSearch({ fields: FIELDS, idField: "path" });
  index.addAll(articles);
  const find = (query) => index.search(query).slice(0, 10).map((hit) => hit.id);
  return { find, text: JSON.stringify(index) };
}

function lunr() {
  const lunr = require(path.join(modules, "lunr"));
  const index = lunr(function () {
    this.ref("path");
    for (const field of FIELDS) this.field(field);
    for (const article of articles) this.add(article);
  });
  // Signs of lunr's query language are words to readers.
  const find = (query) => index.search(query.replace(/[^\p{L}\p{N}]+/gu, " ")).slice(0, 10).map((hit) => hit.ref);
  return { find, text: JSON.stringify(index) };
}

const began = process.cpuUsage();
const { find, text } = { minisearch, lunr }[peer]();
const built = process.cpuUsage(began).user / 1e6;
process.stdout.write(JSON.stringify({ found: queries.map(find), bytes: zlib.gzipSync(text, { level: 9 }).length, built }));
