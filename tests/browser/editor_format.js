/** Read cases from standard input, let the visual editor's format read and write each file, and print what it did. */

import { readFileSync } from "node:fs";

const [yamlAddress, formatAddress] = process.argv.slice(2);
const yaml = await import(yamlAddress);
const { articleFormat } = await import(formatAddress);
const { fields, cases } = JSON.parse(readFileSync(0, "utf8"));
const format = articleFormat(yaml, fields);
console.warn = () => {};

const done = cases.map(({ file, change }) => {
  const { source, ...data } = format.fromFile(file ?? "");
  const given = file === null ? change : { ...data, source, ...change };
  try {
    return { data, file: format.toFile(given) };
  } catch (error) {
    return { data, error: error.message };
  }
});
process.stdout.write(JSON.stringify(done));
