/** Start the visual editor of the page it stands on: its settings, its program, and the way it reads articles. */

import { articleFormat } from "./format.js";

/** @param {string} name @returns {string} an address beside this script */
const beside = (name) => new URL(name, import.meta.url).href;

/** @param {string} address @returns {Promise<void>} */
function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(`${address} was not loaded`)));
    document.head.append(script);
  });
}

/** @param {Response} answer @returns {Promise<string>} */
function text(answer) {
  if (!answer.ok) throw new Error(`${answer.url} was not loaded`);
  return answer.text();
}

const page = /** @type {any} */ (window);
const status = document.querySelector("[data-status]");
try {
  // Decap starts by itself otherwise, before it knows how articles are read.
  page.CMS_MANUAL_INIT = true;
  const [yaml, settings] = await Promise.all([
    import(beside("yaml/index.js")),
    fetch(beside("config.yml")).then(text),
    load(beside("cms/decap-cms.js")),
  ]);
  const config = yaml.parse(settings);
  /** @type {Map<string, import("./format.js").Field>} */
  const fields = new Map();
  for (const collection of config.collections) {
    for (const field of collection.fields) fields.set(field.name, field);
  }
  page.CMS.registerCustomFormat("article", "md", articleFormat(yaml, [...fields.values()]));
  page.CMS.init({ config: { ...config, load_config_file: false } });
  status?.remove();
} catch (error) {
  if (status) status.textContent = `The editor does not start: ${error instanceof Error ? error.message : error}`;
}
