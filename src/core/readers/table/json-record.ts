const deepest = 4; // levels of objects whose fields have names of their own, and of lists that are joined

/**
 * Returns the fields of a line that is a JSON object, as texts by name: those of an object within have
 * its name before theirs, as `source.ip`. Lists are joined by commas; null, and what is deeper than four levels, says nothing.
 * Undefined if the line is no object.
 */
export function recordOfJson(line: string): Map<string, string> | undefined {
  const value = maybeParse(line);
  if (!isObject(value)) return undefined;
  const record = new Map<string, string>();
  addFields(record, value, "", 1);
  return record;
}

function addFields(
  record: Map<string, string>,
  object: Record<string, unknown>,
  prefix: string,
  depth: number
): void {
  for (const [name, value] of Object.entries(object)) {
    if (isObject(value)) {
      if (depth < deepest) addFields(record, value, `${prefix}${name}.`, depth + 1);
    } else if (!record.has(prefix + name)) {
      record.set(prefix + name, textOf(value));
    }
  }
}

function textOf(value: unknown, depth = 1): string {
  if (value === null || isObject(value)) return "";
  if (!Array.isArray(value)) return String(value);
  if (depth > deepest) return "";
  return value.map((item) => textOf(item, depth + 1)).join(",");
}

function maybeParse(line: string): unknown {
  try {
    return JSON.parse(line.startsWith("\ufeff") ? line.slice(1) : line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
