/**
 * Read an article's file as the visual editor's form shows it, and write back only what was changed in the form.
 *
 * The file travels with the form's values, so that keys, comments, quotes and line breaks nobody touched stay the bytes
 * they were.
 */

/** @typedef {{value: any, range: [number, number, number] | undefined, toJSON(): unknown, flow?: boolean}} Node */
/** @typedef {{key: Node, value: Node | null}} Pair */
/**
 * What is used of the library `yaml`.
 *
 * @typedef {object} Yaml
 * @property {(text: string, options: object) => {contents: any, errors: Error[]}} parseDocument
 * @property {new (value: object, options: object) => any} Document
 * @property {(node: unknown) => boolean} isMap
 * @property {(node: unknown) => boolean} isSeq
 */
/** @typedef {{name: string, widget: string, multiple?: boolean, pattern?: unknown}} Field a field of config.yml */
/** @typedef {Record<string, unknown>} Data what the form holds, by field */
/** @typedef {{start: number, end: number}} Span offsets in a file */

// As the portal finds it, see core/front_matter.py.
const FRONT = /^\uFEFF?(-{3,})(?!-)[^\n]*\n([\s\S]*?)^(?: {0,3}\1-*|\.\.\.)[ \t]*(?:\n|$(?![\s\S]))/dmy;
const TITLE = /^ {0,3}#(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,}|:{3,})(.*)$/;
const NEW = "---\n---\n#\n";

/**
 * Return where a file's YAML, title line and text stand.  Without a title line its span is empty.
 *
 * @param {string} file with line feeds only
 */
export function parts(file) {
  FRONT.lastIndex = 0;
  const front = FRONT.exec(file);
  const [start, end] = front?.indices?.[2] ?? [0, 0];
  const begin = front ? front[0].length : 0;
  const line = titleLine(file, begin);
  const rest = file.slice(line.end);
  const text = rest.trim() === "" ? "" : rest.replace(/^\n+/, "").trimEnd();
  const from = text ? line.end + rest.indexOf(text) : line.end;
  const body = { start: from, end: text ? from + text.length : file.length };
  return { hasYaml: front !== null, yaml: { start, end }, line, body };
}

/**
 * @param {string} file
 * @param {number} begin
 * @returns {Span & {text: string}}
 */
function titleLine(file, begin) {
  let fence = "";
  for (let start = begin; start < file.length; ) {
    const stop = file.indexOf("\n", start);
    const end = stop < 0 ? file.length : stop;
    const line = file.slice(start, end);
    const [, marks = "", after = ""] = FENCE.exec(line) ?? [];
    const title = TITLE.exec(line);
    if (fence) {
      if (marks.startsWith(fence) && !after.trim()) fence = "";
    } else if (marks) {
      fence = marks;
    } else if (title) {
      return { start, end: Math.min(end + 1, file.length), text: title[1] ?? "" };
    }
    start = end + 1;
  }
  return { start: begin, end: begin, text: "" };
}

/**
 * Return the format the editor reads and writes articles with.
 *
 * @param {Yaml} yaml
 * @param {Field[]} fields in the order new keys are written
 */
export function articleFormat(yaml, fields) {
  const known = fields.filter(({ name }) => name !== "title" && name !== "body");

  /** @param {string} text @returns {Pair[]} */
  function pairs(text) {
    const { contents, errors } = yaml.parseDocument(text, { schema: "core" });
    if (errors[0]) throw new Error(`The front matter is not YAML: ${errors[0].message}`);
    if (contents === null) return [];
    if (!yaml.isMap(contents) || contents.flow) throw new Error("The front matter is not made of lines “key: value”");
    return contents.items;
  }

  /** @param {string} file @returns {Data} */
  function values(file) {
    const { yaml: at, line, body } = parts(file);
    /** @type {Data} */
    const data = { title: line.text, body: file.slice(body.start, body.end).trimEnd() };
    /** @type {Record<string, unknown>} */
    let written = {};
    try {
      written = Object.fromEntries(pairs(file.slice(at.start, at.end)).map((p) => [p.key.value, p.value?.toJSON()]));
    } catch (error) {
      // The text can be edited all the same; a change of the form's other fields is refused, see `toFile`.
      console.warn(error);
    }
    for (const field of known) {
      const value = written[field.name];
      if (value !== undefined && value !== null) data[field.name] = shown(field, value);
    }
    return data;
  }

  /** @param {string} text @param {Field} field @param {unknown} value @returns {string} */
  function withValue(text, field, value) {
    const all = pairs(text);
    const line = isEmpty(value) ? "" : keyAndValue(field, value, all);
    const here = all.find((pair) => pair.key.value === field.name);
    if (here) {
      const { start, end } = span(here);
      if (!line) return text.slice(0, start) + text.slice(lineEnd(text, end));
      return text.slice(0, start) + line + text.slice(start + text.slice(start, end).trimEnd().length);
    }
    const before = known.slice(0, known.indexOf(field)).map(({ name }) => name);
    const last = all.filter((pair) => before.includes(pair.key.value)).at(-1);
    const place = last ? lineEnd(text, span(last).end) : 0;
    const gap = place && text[place - 1] !== "\n" ? "\n" : "";
    return `${text.slice(0, place)}${gap}${line}\n${text.slice(place)}`;
  }

  /** @param {Field} field @param {unknown} value @param {Pair[]} all */
  function keyAndValue(field, value, all) {
    const { name } = field;
    if (field.widget === "datetime" || field.pattern) return `${name}: ${String(value).trim()}`;
    const clean = Array.isArray(value) ? value.map(oneLine).filter(Boolean) : oneLine(value);
    // PyYAML reads YAML 1.1, where more words than in 1.2 need quotes to stay texts.
    const document = new yaml.Document({ [name]: clean }, { version: "1.1" });
    const list = document.get(name);
    if (yaml.isSeq(list)) {
      const old = all.find((pair) => pair.key.value === name)?.value;
      list.flow = yaml.isSeq(old) ? Boolean(old?.flow) : field.widget === "select";
    }
    document.directives = undefined;
    return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
  }

  return {
    /** @param {string} content @returns {Data} */
    fromFile(content) {
      return { ...values(lineFeeds(content)), source: content };
    },

    /** @param {Data} data @returns {string} */
    toFile(data) {
      const source = typeof data["source"] === "string" ? data["source"] : NEW;
      let file = lineFeeds(source);
      const old = values(file);
      const changed = known.filter((field) => !same(old[field.name], data[field.name]));
      const text = String(data["body"] ?? "").trimEnd();
      const title = String(oneLine(data["title"]) ?? "");
      if (!changed.length && text === old["body"] && title === old["title"]) return source;

      // From the end to the beginning, so that what stands before keeps its place.
      const { body, line } = parts(file);
      if (text !== old["body"]) {
        const gap = old["body"] ? "" : "\n";
        file = `${file.slice(0, body.start)}${gap}${lineFeeds(text)}${old["body"] ? file.slice(body.end) : "\n"}`;
      }
      if (title !== old["title"]) file = `${file.slice(0, line.start)}# ${title}\n${file.slice(line.end)}`;
      if (changed.length && !parts(file).hasYaml) file = `---\n---\n${file}`;
      for (const field of changed) {
        const at = parts(file).yaml;
        file = file.slice(0, at.start) + withValue(file.slice(at.start, at.end), field, data[field.name]) + file.slice(at.end);
      }
      return source.includes("\r\n") ? file.replaceAll("\n", "\r\n") : file;
    },
  };
}

/** @param {string} text */
const lineFeeds = (text) => text.replaceAll("\r\n", "\n");

/** @param {unknown} value */
const oneLine = (value) => (typeof value === "string" ? value.trim().replace(/\s+/g, " ") : value);

/** @param {unknown} value */
const isEmpty = (value) =>
  value === undefined || value === null || value === "" || value === false || (Array.isArray(value) && !value.length);

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => (isEmpty(a) && isEmpty(b)) || JSON.stringify(a) === JSON.stringify(b);

/**
 * Return a value as its field shows it: one word of a list may stand without brackets, and a text may look like a number.
 *
 * @param {Field} field
 * @param {unknown} value
 */
function shown(field, value) {
  if (field.multiple || field.widget === "list") return (Array.isArray(value) ? value : [value]).map(String);
  return field.widget === "number" || field.widget === "boolean" ? value : String(value);
}

/** @param {Pair} pair @returns {Span} */
function span(pair) {
  const [start, end] = /** @type {[number, number, number]} */ (pair.key.range);
  return { start, end: pair.value?.range?.[1] ?? end };
}

/** @param {string} text @param {number} end @returns {number} where the next line begins */
function lineEnd(text, end) {
  if (text[end - 1] === "\n") return end;
  const stop = text.indexOf("\n", end);
  return stop < 0 ? text.length : stop + 1;
}
