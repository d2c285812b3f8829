// The peers that run in Node, each over the same articles and queries.  Arguments: "build" or "find", the peer, and a
// folder with articles.json and queries.json; what is built lies there too, what is found leaves on standard output.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const [job, peer, folder] = process.argv.slice(2);
const FIELDS = ["title", "short", "keywords", "headings", "summary", "text"];
const MOST = 10;
const read = (name) => fs.readFileSync(path.join(folder, name), "utf8");
const articles = () => JSON.parse(read("articles.json"));

/** What a page's script element does: run the file in the one global scope. */
const run = (file) => vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });

const modules = path.join(__dirname, "node_modules");
// Its package calls itself a module, so the file for browsers is run as browsers do.
const minisearch = () => run(path.join(modules, "minisearch/dist/umd/index.js")) ?? globalThis.MiniSearch;
const lunr = () => require(path.join(modules, "lunr"));

const BUILD = {
  minisearch() {
    const index = new (minisearch())({ fields: FIELDS, idField: "path" });
    index.addAll(articles());
    return index;
  },
  lunr() {
    return lunr()(function () {
      this.ref("path");
      for (const field of FIELDS) this.field(field);
      for (const article of articles()) this.add(article);
    });
  },
};

const FIND = {
  minisearch() {
    const index = minisearch().loadJSON(read("minisearch.json"), { fields: FIELDS, idField: "path" });
    return (query) => index.search(query).map((hit) => hit.id);
  },
  lunr() {
    const index = lunr().Index.load(JSON.parse(read("lunr.json")));
    // Signs of lunr's query language are words to readers.
    return (query) => index.search(query.replace(/[^\p{L}\p{N}]+/gu, " ")).map((hit) => hit.ref);
  },
  // Sphinx's script draws what it finds; the part that finds needs one element to empty and the settings of a site.
  sphinx() {
    const element = { firstChild: null, dataset: {} };
    globalThis.document = { getElementById: () => element, documentElement: element };
    Object.assign(globalThis, { window: globalThis, DOCUMENTATION_OPTIONS: {}, SPHINX_HIGHLIGHT_ENABLED: false, _ready: () => {} });
    for (const name of ["language_data.js", "searchtools.js"]) run(path.join(folder, "sphinx", name));
    run(path.join(folder, "sphinx", "searchindex.js"));
    const search = vm.runInThisContext("Search");
    // The best is last: its page takes them from the end.
    return (query) => search._performSearch(...search._parseQuery(query)).map((hit) => hit[0]).reverse();
  },
  async searchlite() {
    globalThis.window = globalThis;
    globalThis.document = { baseURI: "http://site/_static/", querySelector: () => null };
    globalThis.fetch = async () => ({ ok: true, json: () => JSON.parse(read("searchlite.json")) });
    run(path.join(folder, "searchlite.js"));
    const engine = globalThis.SearchLite.create({ url: "http://site/_static/searchlite.json" });
    await engine.load();
    return (query) => engine.search(query).items.map((one) => new URL(one.u).pathname.slice(1));
  },
};

async function main() {
  if (job === "build") return fs.writeFileSync(path.join(folder, `${peer}.json`), JSON.stringify(BUILD[peer]()));
  const find = await FIND[peer]();
  // Several hits of one article are one answer.
  const found = JSON.parse(read("queries.json")).map((query) => [...new Set(find(query))].slice(0, MOST));
  process.stdout.write(JSON.stringify(found));
}

void main();
