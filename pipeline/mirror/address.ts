import {UsageError} from "../config/errors.js";

/** Objects of an object store: those of a bucket whose names start with a prefix. */
export interface BucketAddress {
  bucket: string;

  /** Empty for all; otherwise a folder with its slash at the end, or the name of one object. */
  prefix: string;
}

const scheme = /^s3:\/\//i;

/** Returns whether *pattern* names objects of an object store rather than files. */
export function isBucketAddress(pattern: string): boolean {
  return scheme.test(pattern);
}

/**
 * Returns what *text*, such as `s3://logs/zeek/2026/`, names. Throws a UsageError if it names no bucket, or holds a part that could
 * not be a folder, or a wildcard: a prefix means all that is below it.
 */
export function parseBucketAddress(text: string): BucketAddress {
  const [bucket, ...segments] = text.replace(scheme, "").split("/");
  const fail = (why: string) => new UsageError(`invalid address: ${text}; ${why}`);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw fail("name a bucket and a prefix, as in s3://logs/zeek/");
  const prefix = segments.join("/");
  if (/[*?[\]{}]/.test(prefix))
    throw fail("a prefix has no wildcards: it means all objects below it");
  const inner = segments.at(-1) === "" ? segments.slice(0, -1) : segments;
  if (inner.some((segment) => segment === "" || segment.startsWith(".") || segment.includes("\\")))
    throw fail("each part of a prefix has a name, which does not begin with a dot");
  return {bucket, prefix};
}
