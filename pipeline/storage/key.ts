/**
 * Returns the segments of *key*. Throws a RangeError unless the key is made of segments between single
 * slashes, none of them empty or hidden (so neither `.` nor `..`), with no backslash and no control
 * character: a key never leads out of its store, on any system.
 */
export function keySegments(key: string): string[] {
  const segments = key.split("/");
  for (const segment of segments) {
    if (segment === "" || segment.startsWith(".") || /[\\\u0000-\u001f\u007f]/.test(segment)) {
      throw new RangeError(`invalid key: ${JSON.stringify(key)}`);
    }
  }
  return segments;
}

/** Returns whether *key* is one. */
export function isKey(key: string): boolean {
  try {
    keySegments(key);
    return true;
  } catch {
    return false;
  }
}
