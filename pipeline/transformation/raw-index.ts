import type {ArtifactInput, Manifest} from "../../src/core/schema/artifacts.js";
import {connections} from "../../src/core/readers/kinds/registry.js";
import {isEvents, isRecords, partitionNames} from "../../src/core/schema/raw-facts.js";
import type {RawFacts} from "../../src/core/schema/raw-facts.js";
import {checkedPath, fileKey} from "../artifacts/artifacts.js";
import type {Stores} from "../storage/store.js";

/** Which partitions of RAW have records of which kinds, and of which days (UTC, as `2024-04-19`). */
export interface RawIndex {
  /** Returns the days that have records of *kind*, in no order. */
  days(kind: string): ReadonlySet<string>;

  /** Returns the partitions with records of *kind* of one of *days*, in ascending order of their names. */
  partitions(kind: string, days: readonly string[]): ArtifactInput[];

  /** Returns the paths in RAW of the records of *kind* of these partitions, in ascending order. */
  paths(kind: string, days: readonly string[]): string[];

  /** Returns the rows of a path in RAW. */
  rows(path: string): number;
}

/** Returns the index of *raw*. */
export function rawIndex(raw: Manifest): RawIndex {
  const {files} = raw.facts as unknown as RawFacts;
  const names = partitionNames(files.map(({sha256}) => sha256));
  const digests = new Map(raw.partitions?.map(({name, sha256}) => [name, sha256]));
  const paths = pathsByPartition(raw);
  const rows = new Map(raw.files.map(({path, rows = 0}) => [path, rows]));
  const byKind = new Map<string, Map<string, Set<string>>>(); // kind → day → names of partitions
  for (const {sha256, days: kinds} of files) {
    const name = names.get(sha256)!;
    for (const {kind, days} of kinds) {
      const byDay = byKind.get(kind) ?? new Map<string, Set<string>>();
      byKind.set(kind, byDay);
      for (const day of days) byDay.set(day, (byDay.get(day) ?? new Set()).add(name));
    }
  }
  const namesOf = (kind: string, days: readonly string[]): string[] => [
    ...new Set(days.flatMap((day) => [...(byKind.get(kind)?.get(day) ?? [])].sort()))
  ].sort(); // prettier-ignore
  const daysOf = new Map([...byKind].map(([kind, byDay]) => [kind, new Set(byDay.keys())]));
  const noDays: ReadonlySet<string> = new Set();
  return {
    days: (kind) => daysOf.get(kind) ?? noDays,
    partitions: (kind, days) =>
      namesOf(kind, days).map((name) => ({name, sha256: digests.get(name)!})),
    paths(kind, days) {
      const isOf = kind === connections.name ? isEvents : (path: string) => isRecords(path, kind);
      return namesOf(kind, days).flatMap((name) => paths.get(name)?.filter(isOf) ?? []);
    },
    rows: (path) => rows.get(path) ?? 0
  };
}

function pathsByPartition({files}: Manifest): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const {path} of files) {
    const name = path.slice(0, path.indexOf("/"));
    const paths = byName.get(name);
    if (paths) paths.push(path);
    else byName.set(name, [path]);
  }
  return byName;
}

/** Returns a function that returns the path on this machine of a file of *manifest* by its path in it, checked once. */
export function openFiles(
  {raw: store}: Pick<Stores, "raw">,
  manifest: Manifest
): (path: string) => Promise<string> {
  const digests = digestsByPath(manifest);
  const opened = new Map<string, Promise<string>>();
  return (path) => {
    const found =
      opened.get(path) ?? checkedPath(store, fileKey(manifest, path), digests.get(path)!);
    opened.set(path, found);
    return found;
  };
}

const indexed = new WeakMap<Manifest, Map<string, string>>();

function digestsByPath(manifest: Manifest): Map<string, string> {
  const known =
    indexed.get(manifest) ?? new Map(manifest.files.map(({path, sha256}) => [path, sha256]));
  indexed.set(manifest, known);
  return known;
}
