import {windowsNames} from "./windows-event.js";

/** A value of an event: what JSON has. */
export type EventValue = unknown;

/**
 * An event, with its values by the names that rules have for them: `a.b` is the value at `b` in the map `a`, or at the key
 * `a.b`. Of a Windows event, fields of EventData and System have their own names too.
 */
export class SigmaEvent {
  private readonly values = new Map<string, EventValue>();
  private folded: Map<string, EventValue> | undefined;
  private joined: string | undefined;

  constructor(event: EventValue) {
    this.index(event, "", 0);
    for (const [name, value] of windowsNames(event))
      if (!this.values.has(name)) this.values.set(name, value);
  }

  /** Returns the value of *field*, null if it is null, or undefined if the event does not have it. Without case if need be. */
  valueOf(field: string): EventValue | undefined {
    if (this.values.has(field)) return this.values.get(field);
    this.folded ??= new Map([...this.values].reverse().map(([key, value]) => [key.toLowerCase(), value])); // prettier-ignore
    return this.folded.get(field.toLowerCase());
  }

  /** Returns the texts of all values, in their order, with line feeds between them. */
  text(): string {
    this.joined ??= [...this.leaves].join("\n");
    return this.joined;
  }

  private readonly leaves: string[] = [];

  private index(value: EventValue, path: string, depth: number): void {
    if (depth > maxDepth) throw new RangeError(`invalid event: nested deeper than ${maxDepth}`);
    if (path !== "") this.add(path, value);
    if (Array.isArray(value)) for (const item of value) this.indexItem(item, path, depth + 1);
    else if (isMap(value))
      for (const [key, item] of Object.entries(value))
        this.index(item, path === "" ? key : `${path}.${key}`, depth + 1);
    else this.addLeaf(value);
  }

  /** Fields of the maps of a list hold the values of all of them. */
  private indexItem(item: EventValue, path: string, depth: number): void {
    if (depth > maxDepth) throw new RangeError(`invalid event: nested deeper than ${maxDepth}`);
    if (isMap(item))
      for (const [key, value] of Object.entries(item))
        this.index(value, path === "" ? key : `${path}.${key}`, depth + 1);
    else if (Array.isArray(item)) for (const inner of item) this.indexItem(inner, path, depth + 1);
    else this.addLeaf(item);
  }

  private add(path: string, value: EventValue): void {
    if (!this.values.has(path)) this.values.set(path, value);
    else {
      const before = this.values.get(path);
      this.values.set(path, [...(Array.isArray(before) ? before : [before]), ...(Array.isArray(value) ? value : [value])]); // prettier-ignore
    }
  }

  private addLeaf(value: EventValue): void {
    const text = textOf(value);
    if (text !== undefined) this.leaves.push(text);
  }
}

const maxDepth = 64;

/** Returns whether *value* is a map of JSON. */
export function isMap(value: EventValue): value is {[key: string]: EventValue} {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns *value* as text, as it is compared with the texts of rules; undefined for null, lists and maps. */
export function textOf(value: EventValue): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
