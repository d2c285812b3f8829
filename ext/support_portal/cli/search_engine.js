// Runs the site's own search engine outside a browser: the questions come as JSON on standard input, the answers leave
// as JSON on standard output.  Arguments: the folder of the built engine and the portal's language.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const [folder, language] = process.argv.slice(2);

/** What a page's script element does: run the file in the one global scope; what follows "?" is for caches only. */
async function load(name) {
  const file = path.join(folder, name.split("?")[0]);
  vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
}

async function main() {
  const { queries, options } = JSON.parse(fs.readFileSync(0, "utf8"));
  await load("engine.js");
  const engine = globalThis.PortalSearch.create({ load, language });
  const answers = [];
  for (const query of queries) answers.push(await engine.search(query, options));
  process.stdout.write(JSON.stringify(answers));
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
