import {isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments} from "yaml";
import type {Document, Node} from "yaml";
import {errorMessage} from "../../error-message.js";
import {shown} from "./problem.js";
import type {Place, Problem} from "./problem.js";

/** A value of YAML: what JSON has. Integers beyond 2⁵³, or with leading zeros, are texts, as they stand in the file. */
export type Value = string | number | boolean | null | Value[] | {[key: string]: Value};

/** A document of a file, and where its values are. */
export interface YamlDocument {
  value: Value;
  /** The text of the document as it stands in the file, without the lines between documents. */
  text: string;
  /** Returns the place of the value at *path*, or that of the closest value around it. */
  placeOf(path: readonly (string | number)[]): Place;
}

/** The bounds of a file of rules; what is beyond them is rejected. */
export const bounds = {
  /** The length of a file, in UTF-16 units. */
  length: 4 * 1024 * 1024,
  /** The number of documents in a file. */
  documents: 1000,
  /** The number of values in a document, with those that its aliases repeat. */
  values: 50_000,
  /** The depth of a value in a document. */
  depth: 24
};

/** The documents of a file of YAML, and what is wrong with the others. */
export interface YamlFile {
  documents: YamlDocument[];
  problems: Problem[];
}

/** Reads *text*, the content of *file*: YAML 1.2 with the core schema, of one or several documents. */
export function readYaml(text: string, file: string): YamlFile {
  if (text.length > bounds.length)
    return rejected(file, `too long: ${text.length} characters`, `at most ${bounds.length}`);
  const lines = new LineCounter();
  const source = text.replace(/^\uFEFF/, "");
  const parsed = parse(source, lines);
  if (typeof parsed === "string") return rejected(file, `invalid YAML: ${parsed}`, "nest less");
  if (parsed.length > bounds.documents)
    return rejected(file, `too many documents: ${parsed.length}`, "split the file");
  const problems: Problem[] = [];
  const documents: YamlDocument[] = [];
  for (const document of parsed) {
    const reader = new Reader(document, lines, {file, text: source});
    const read = reader.read();
    if (read) documents.push(read);
    problems.push(...reader.problems);
  }
  return {documents, problems};
}

function parse(text: string, lines: LineCounter): Document[] | string {
  try {
    const parsed = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false, // quadratic; checked here
      logLevel: "silent"
    });
    return Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    return shown(errorMessage(error));
  }
}

function rejected(file: string, message: string, remedy: string): YamlFile {
  const problem: Problem = {
    file,
    line: 1,
    column: 1,
    field: "",
    message,
    remedy,
    severity: "error"
  };
  return {documents: [], problems: [problem]};
}

/** Turns the nodes of one document into values, counting them. */
class Reader {
  readonly problems: Problem[] = [];
  private readonly document: Document;
  private readonly lines: LineCounter;
  private readonly file: string;
  private readonly text: string;
  private readonly offsets = new Map<string, number>();
  private count = 0;

  constructor(document: Document, lines: LineCounter, source: {file: string; text: string}) {
    this.document = document;
    this.lines = lines;
    this.file = source.file;
    this.text = source.text;
  }

  read(): YamlDocument | undefined {
    const [error] = this.document.errors;
    if (error) {
      if (error.code === "RESOURCE_EXHAUSTION")
        this.fail(error.pos[0], `nested too deeply: more than ${bounds.depth}`, "nest less");
      else this.fail(error.pos[0], `invalid YAML: ${shown(error.message)}`, "fix the syntax");
      return undefined;
    }
    const {contents} = this.document;
    if (contents === null) return undefined; // only comments
    const value = this.valueOf(contents as Node, [], 0);
    if (this.problems.length > 0) return undefined;
    return {value, text: this.textOf(contents as Node), placeOf: (path) => this.placeOf(path)};
  }

  /** From its first value to the end of the document, comments among them. */
  private textOf({range}: Node): string {
    const [first] = range ?? [0];
    const line = this.text.lastIndexOf("\n", first - 1) + 1;
    const start = this.text.slice(line, first).trim() === "" ? line : first; // as far in as the lines below
    const [, , end] = this.document.range ?? [0, 0, this.text.length];
    return `${this.text.slice(start, end).trimEnd()}\n`;
  }

  private valueOf(node: Node | null, path: readonly (string | number)[], depth: number): Value {
    if (this.problems.length > 0 || node === null) return null;
    const offset = node.range?.[0] ?? 0;
    if (!this.offsets.has(keyOf(path))) this.offsets.set(keyOf(path), offset);
    if (++this.count > bounds.values)
      return this.fail(offset, `too many values: more than ${bounds.values}`, "split the rule");
    if (depth > bounds.depth)
      return this.fail(offset, `nested too deeply: more than ${bounds.depth}`, "nest less");
    if (isAlias(node)) return this.valueOf(node.resolve(this.document) ?? null, path, depth + 1);
    if (isSeq(node))
      return node.items.map((item, i) => this.valueOf(item as Node, [...path, i], depth + 1));
    if (isMap(node)) return this.mapOf(node.items as MapItem[], path, depth);
    return isScalar(node) ? this.scalarOf(node.value, node.source, offset) : null;
  }

  private mapOf(
    items: readonly MapItem[],
    path: readonly (string | number)[],
    depth: number
  ): {[key: string]: Value} {
    const map = Object.create(null) as {[key: string]: Value};
    for (const {key, value} of items) {
      const offset = key?.range?.[0] ?? 0;
      const name = isScalar(key) ? String(key.source ?? key.value) : undefined;
      if (name === undefined) this.fail(offset, "invalid key: not a text", "name the field");
      else if (name in map)
        this.fail(offset, `duplicate key: ${shown(name)}`, "use a list, or another selection"); // prettier-ignore
      else {
        this.offsets.set(keyOf([...path, name]), offset);
        map[name] = this.valueOf(value, [...path, name], depth + 1);
      }
    }
    return map;
  }

  private scalarOf(value: unknown, source: string | undefined, offset: number): Value {
    if (typeof value === "number") {
      // A number would lose zeros that an identifier has, such as 00000429.
      if (source !== undefined && /^[-+]?0\d+$/.test(source)) return source;
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) return source ?? String(value);
      if (Number.isFinite(value)) return value;
      return this.fail(offset, `invalid number: ${source}`, "quote it if it is a text");
    }
    if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
    return this.fail(offset, "unsupported value", "write a text, number, true, false or null");
  }

  private fail(offset: number, message: string, remedy: string): null {
    const place = this.placeAt(offset);
    this.problems.push({...place, field: "", message, remedy, severity: "error"});
    return null;
  }

  private placeOf(path: readonly (string | number)[]): Place {
    for (let length = path.length; length >= 0; --length) {
      const offset = this.offsets.get(keyOf(path.slice(0, length)));
      if (offset !== undefined) return this.placeAt(offset);
    }
    return this.placeAt(0);
  }

  private placeAt(offset: number): Place {
    const {line, col} = this.lines.linePos(offset);
    return {file: this.file, line: Math.max(1, line), column: Math.max(1, col)};
  }
}

interface MapItem {
  key: Node | null;
  value: Node | null;
}

function keyOf(path: readonly (string | number)[]): string {
  return JSON.stringify(path);
}
