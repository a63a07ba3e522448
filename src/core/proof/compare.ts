/** A value of a JSON document that is not as it was computed again. */
export interface ValueMismatch {
  /** Where it stands; e.g., `swimlane.entities[3].cells[0][1]`. */
  path: string;

  /** As computed again, as JSON; `nothing` if there ought to be no value. */
  expected: string;

  /** As published, as JSON; `nothing` if there is no value. */
  found: string;
}

/** What a comparison is told of, value by value: objects and arrays are taken apart. */
export interface ValueVisitor {
  /** A value that was computed again, and equals the published one, or not. */
  compared(path: string, published: unknown, expected: unknown): void;

  /** A published value that was not computed again: there is `undefined` in its place. */
  taken(path: string, published: unknown): void;
}

/**
 * Walks over every value of *published* and *expected*, parsed JSON both; where *expected* has
 * `undefined`, nothing was computed. Numbers are equal if all their bits are (0 and −0 are one in JSON). An
 * empty object or array is a value. Takes memory for the depth alone.
 */
export function walkValues(
  published: unknown,
  expected: unknown,
  visitor: ValueVisitor,
  path = ""
): void {
  if (expected === undefined && published === undefined) return;
  const [left, right] = [entriesOf(published), entriesOf(expected)];
  if (expected === undefined) {
    if (!left) visitor.taken(path, published);
    else for (const [name, value] of left) walkValues(value, undefined, visitor, join(path, name));
    return;
  }
  if (!left || !right || Array.isArray(published) !== Array.isArray(expected)) {
    visitor.compared(path, published, expected);
    return;
  }
  const expectedOf = new Map(right);
  for (const [name, value] of left) {
    const place = join(path, name);
    if (expectedOf.has(name)) walkValues(value, expectedOf.get(name), visitor, place);
    else visitor.compared(place, value, absent);
  }
  const names = new Set(left.map(([name]) => name));
  for (const [name, value] of right)
    if (!names.has(name) && value !== undefined) visitor.compared(join(path, name), absent, value);
}

/** Stands where a document has no value. */
export const absent: unique symbol = Symbol("absent");

/** Returns the mismatch of two values at *path*, or undefined if they are equal. */
export function maybeMismatch(
  path: string,
  published: unknown,
  expected: unknown
): ValueMismatch | undefined {
  if (published === expected) return undefined;
  const [found, due] = [textOf(published), textOf(expected)];
  return found === due ? undefined : {path, expected: due, found};
}

/** Returns the names and values of a document that is taken apart; undefined if it is one value. */
function entriesOf(value: unknown): [string | number, unknown][] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? Array.from(value, (element: unknown, i) => [i, element])
    : Object.entries(value);
  return entries.length === 0 ? undefined : entries;
}

function join(path: string, name: string | number): string {
  if (typeof name === "number") return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

function textOf(value: unknown): string {
  // A document that does not parse is undefined, which JSON has no text for.
  return value === absent || value === undefined ? "nothing" : JSON.stringify(value);
}
