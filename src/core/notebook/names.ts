import {limits} from "./types.js";

const reserved = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
  deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect
  into join lambda lateral leading limit not null offset on only or order pivot placing primary qualify references
  returning select set show some summarize symmetric table then to trailing true union unique unpivot using values
  variadic when where window with params`.split(/\s+/)
);

/**
 * Returns why a cell cannot have *name*, as a sentence; null if it can. A name is a plain identifier of
 * SQL, so that it needs no quotes, and none of *taken*, compared without case.
 */
export function nameProblem(name: string, taken: Iterable<string>): string | null {
  if (!/^[a-z_][a-z0-9_]*$/i.test(name))
    return `invalid name: ${name || "nothing"}; take letters, digits and _, no digit first`;
  if (name.length > limits.name) return `invalid name: longer than ${limits.name} letters`;
  const lower = name.toLowerCase();
  if (reserved.has(lower)) return `invalid name: ${name}; it means something in SQL`;
  for (const other of taken) {
    if (other.toLowerCase() === lower) return `duplicate name: ${name}`;
  }
  return null;
}

/** Returns the first of `stem_1`, `stem_2`, … that is not among *taken*. */
export function freeName(taken: Iterable<string>, stem = "cell"): string {
  const names = new Set([...taken].map((name) => name.toLowerCase()));
  for (let i = 1; ; ++i) {
    const name = `${stem}_${i}`;
    if (!names.has(name.toLowerCase())) return name;
  }
}

/** Returns *name* as an identifier in SQL that means it and nothing else, whatever it holds. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
