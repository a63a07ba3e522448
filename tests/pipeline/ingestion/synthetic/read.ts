import {syntheticFeed} from "../../../../pipeline/ingestion/synthetic/feed.js";
import type {SyntheticOptions} from "../../../../pipeline/ingestion/synthetic/options.js";

/** A feed as this reader, which knows nothing of the writer, finds it. */
export interface ReadFeed {
  /** The lines that begin with a number sign, in order. */
  comments: string[];

  /** The names of the fields. */
  names: string[];

  /** The fields of every other line, in order. */
  rows: string[][];
}

/** Reads the feed that *options* ask for, by the header’s own words: its separator and its fields. */
export function readFeed(options: SyntheticOptions): ReadFeed {
  return parseLog(Buffer.concat([...syntheticFeed(options)]).toString("utf8"));
}

/** Reads a log by its header’s own words: its separator and its fields. */
export function parseLog(text: string): ReadFeed {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Error("the feed does not end with a line break");
  const comments = lines.filter((line) => line.startsWith("#"));
  const fields = comments.find((line) => line.startsWith("#fields\t"));
  if (fields === undefined) throw new Error("the feed has no #fields");
  const rows = lines.filter((line) => !line.startsWith("#")).map((line) => line.split("\t"));
  return {comments, names: fields.split("\t").slice(1), rows};
}

/** Returns the values of the field *name*, a row each. */
export function column({names, rows}: ReadFeed, name: string): string[] {
  const i = names.indexOf(name);
  if (i < 0) throw new Error(`field not found: ${name}`);
  return rows.map((row) => row[i]);
}
