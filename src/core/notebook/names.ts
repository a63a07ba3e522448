import {limits} from "./types.js";

const reserved = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
  deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect
  into join lambda lateral leading limit not null offset on only or order pivot placing primary qualify references
  returning select set show some summarize symmetric table then to trailing true union unique unpivot using values
  variadic when where window with params`.split(/\s+/)
);

/**
 * Returns the problem of *name* for a cell, as a sentence; null if it is valid. A name is a plain identifier of
 * SQL, so that it needs no quotes, and none of *used*, compared without case.
 */
export function nameProblem(name: string, used: Iterable<string>): string | null {
  if (!/^[a-z_][a-z0-9_]*$/i.test(name))
    return `invalid name: ${name || "nothing"}; use letters, digits and _, no digit first`;
  if (name.length > limits.name) return `invalid name: longer than ${limits.name} characters`;
  const lower = name.toLowerCase();
  if (reserved.has(lower)) return `invalid name: ${name}; it is a keyword of SQL`;
  for (const other of used) {
    if (other.toLowerCase() === lower) return `duplicate name: ${name}`;
  }
  return null;
}

/** Returns the first of `stem_1`, `stem_2`, … that is not among *used*. */
export function freeName(used: Iterable<string>, stem = "cell"): string {
  const names = new Set([...used].map((name) => name.toLowerCase()));
  for (let i = 1; ; ++i) {
    const name = `${stem}_${i}`;
    if (!names.has(name.toLowerCase())) return name;
  }
}

/** Returns *name* as a quoted identifier in SQL; it may hold any characters. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
