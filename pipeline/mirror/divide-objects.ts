import {isKey} from "../storage/key.js";
import type {ListedObject} from "../storage/s3/list.js";

/** Objects, in ascending order of their names. */
export interface DividedObjects {
  /** Those that can be files beside each other in one folder. */
  readable: ListedObject[];

  /** The others: names that lead elsewhere, are too long for a file system, or lie below a file. */
  unreadable: ListedObject[];
}

/**
 * Returns those of *objects* that are files below *prefix*, rather than marks of folders, or longer names of siblings; anybody who can
 * write to the bucket chooses their names.
 */
export function divideObjects(objects: readonly ListedObject[], prefix: string): DividedObjects {
  const names = new Set<string>();
  const divided: DividedObjects = {readable: [], unreadable: []};
  const below = objects.filter((object) => isBelow(object, prefix));
  for (const object of below.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const isReadable =
      isPath(object.name) && !foldersOf(object.name).some((name) => names.has(name));
    if (isReadable) names.add(object.name);
    (isReadable ? divided.readable : divided.unreadable).push(object);
  }
  return divided;
}

function isBelow({name}: ListedObject, prefix: string): boolean {
  if (name.endsWith("/")) return false;
  return prefix === "" || prefix.endsWith("/") || name === prefix || name.startsWith(`${prefix}/`);
}

function isPath(name: string): boolean {
  return isKey(name) && name.split("/").every((segment) => Buffer.byteLength(segment) <= 255);
}

/** Returns the names of the folders above *name*; e.g., `a` and `a/b` of `a/b/c`. */
function foldersOf(name: string): string[] {
  const segments = name.split("/").slice(0, -1);
  return segments.map((_, i) => segments.slice(0, i + 1).join("/"));
}
