import type {EventTable} from "../readers/events/table.js";
import {maxCodes} from "./lists.js";

/** The values of a list, the most frequent first, and the code of each event. */
interface ListCodes {
  /** The codes in the order of rank; values from `maxCodes` on share that code. */
  codes: Uint16Array;

  /** The values that have a code of their own; null is a missing one. */
  values: (string | null)[];

  /** The number of events of every value, those without a code of their own included. */
  counts: number[];
}

/** A column of a list: a small integer for each event, and its text. */
interface Keyed {
  keyOf: (event: number) => number;
  keys: number;
  textOf: (key: number) => string | null;
}

/** Returns the lists of Explore over events in memory; *order* has the events by rank. */
export function listCodes({
  table,
  order
}: {
  table: EventTable;
  order: Uint32Array;
}): Record<string, ListCodes> {
  const port = table.numbers.dst_port;
  const ports: Keyed = {
    keyOf: (event) => (Number.isNaN(port[event]) ? 0 : port[event] + 1),
    keys: 65_537,
    textOf: (key) => (key === 0 ? null : String(key - 1))
  };
  return {
    service: counted(textKeys(table, "service"), order),
    port: counted(ports, order),
    state: counted(textKeys(table, "conn_state"), order),
    label: counted(labelKeys(table), order)
  };
}

function textKeys({codes, texts}: EventTable, name: "service" | "conn_state" | "label"): Keyed {
  const own = texts[name].texts;
  return {
    keyOf: (event) => codes[name][event],
    keys: own.length,
    textOf: (key) => (key === 0 ? null : own[key])
  };
}

/** The detailed label where there is one, or else the label; a text that is both is one value. */
function labelKeys({codes, texts}: EventTable): Keyed {
  const all: (string | null)[] = [null];
  const byText = new Map<string, number>();
  const keyed = (text: string): number => {
    const known = byText.get(text);
    if (known !== undefined) return known;
    byText.set(text, all.length);
    return all.push(text) - 1;
  };
  const keysOf = (name: "label" | "detailed_label") =>
    texts[name].texts.map((text, code) => (code === 0 ? 0 : keyed(text)));
  const [labels, details] = [keysOf("label"), keysOf("detailed_label")];
  return {
    keyOf: (event) => details[codes.detailed_label[event]] || labels[codes.label[event]],
    keys: all.length,
    textOf: (key) => all[key]
  };
}

function counted({keyOf, keys, textOf}: Keyed, order: Uint32Array): ListCodes {
  const n = new Uint32Array(keys);
  for (let i = 0; i < order.length; ++i) ++n[keyOf(i)];
  const present = Array.from(n.keys()).filter((key) => n[key] > 0);
  present.sort((a, b) => n[b] - n[a] || compareTexts(textOf(a), textOf(b)));
  const codeOf = new Uint16Array(keys);
  present.forEach((key, code) => (codeOf[key] = Math.min(code, maxCodes)));
  return {
    codes: Uint16Array.from(order, (event) => codeOf[keyOf(event)]),
    values: present.slice(0, maxCodes).map(textOf),
    counts: present.map((key) => n[key])
  };
}

/** A missing value comes last. */
function compareTexts(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
