import {stat} from "node:fs/promises";
import {basename, dirname, relative, resolve, sep} from "node:path";
import type {Unmeasured} from "../../src/core/evaluation/suite/measured.js";
import {quoted} from "../../src/core/readers/escapes.js";
import {lacksConnections} from "../../src/core/readers/registry.js";
import {UsageError} from "../config/errors.js";
import {inspectLog} from "../ingestion/inspect-log.js";
import type {LogFile} from "../ingestion/find-logs.js";
import {compareNaturally} from "../ingestion/natural-order.js";
import {walkFolder} from "../ingestion/walk-folder.js";
import {logHead} from "../logs/log-bytes.js";
import type {FoundSet, FoundSets} from "./labelled-set.js";
import {isNslKdd} from "./sets/read-nsl-kdd.js";

/** Enough of a file for its first line. */
const headBytes = 4_096;

/** A log of connections that makes its folder, with the logs of services beside it, one set. */
const sensorLog = /^conn(?:\.\d[^/]*)?\.log(?:\.gz)?$/;

/** The files of NSL-KDD by what they are for; the first that is there is used. */
const nslKdd = {train: ["KDDTrain+.txt", "KDDTrain+_20Percent.txt"], test: ["KDDTest+.txt"]};

/**
 * Finds the sets below *folder* by the heads of its files, in natural order of their paths: a file each, but for the logs of a
 * folder with a conn.log, and the files of NSL-KDD in one folder. Throws a UsageError if there is no such folder, or nothing in it.
 */
export async function findSets(folder: string): Promise<FoundSets> {
  const root = resolve(folder);
  const found = await stat(root).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`folder not found: ${folder}; name one with labelled sets`); // prettier-ignore
  const {paths, problems} = await walkFolder(root);
  const nameOf = (path: string) => relative(root, path).split(sep).join("/");
  const skipped: Unmeasured[] = [...problems].map(([path, reason]) => ({path: nameOf(path), reason})); // prettier-ignore
  const files = paths.map((path) => ({path, name: nameOf(path)}));
  if (files.length === 0) throw new UsageError(`empty folder: ${folder}; name one with labelled sets`); // prettier-ignore
  const logFolders = new Set(files.filter(({name}) => sensorLog.test(basename(name))).map(({path}) => dirname(path))); // prettier-ignore
  const sets: FoundSet[] = [...logFolders].map((at) => ({
    name: nameOf(at) || basename(root),
    kind: "flows",
    reader: "logs",
    files: inOrder(files.filter(({path}) => dirname(path) === at && /\.log(\.gz)?$/.test(path)))
  }));
  const isTaken = new Set(sets.flatMap((set) => set.files.map(({path}) => path)));
  const kdd: LogFile[] = [];
  for (const file of inOrder(files.filter(({path}) => !isTaken.has(path)))) {
    const kind = await kindOf(file);
    if (kind === "nsl-kdd") kdd.push(file);
    else if ("reason" in kind) skipped.push({path: file.name, reason: kind.reason});
    else sets.push({name: stemOf(file.name), files: [file], ...kind});
  }
  const paired = pairNslKdd(kdd);
  return {
    sets: distinct([...sets, ...paired.sets].sort((a, b) => compareNaturally(a.name, b.name))),
    skipped: [...skipped, ...paired.skipped].sort((a, b) => compareNaturally(a.path, b.path))
  };
}

type Kind = Pick<FoundSet, "kind" | "reader"> | {reason: string} | "nsl-kdd";

async function kindOf(file: LogFile): Promise<Kind> {
  const ending = /\.([a-z]+)(?:\.gz)?$/i.exec(file.name)?.[1].toLowerCase();
  if (ending === "parquet" || ending === "npz") return {kind: "table", reader: ending};
  const [first] = new TextDecoder().decode(await logHead(file.path, headBytes)).split(/\r?\n/);
  if (isNslKdd(first)) return "nsl-kdd";
  const {log, problem} = await inspectLog(file);
  if (log?.kind === "table") return {kind: "flows", reader: "logs"};
  if (log && !lacksConnections(log) && log.records.length > 0) return {kind: "flows", reader: "logs"}; // prettier-ignore
  if (ending === "csv") return {kind: "table", reader: "csv"};
  return {reason: problem ? problem.found : "no log of connections"};
}

/** Returns the sets of the files of NSL-KDD: the training and the test file of a folder are one. */
function pairNslKdd(files: readonly LogFile[]): FoundSets {
  const sets: FoundSet[] = [];
  const skipped: Unmeasured[] = [];
  const folders = new Set(files.map(({path}) => dirname(path)));
  for (const folder of folders) {
    const here = files.filter(({path}) => dirname(path) === folder);
    const findOne = (names: readonly string[]) =>
      names.flatMap((name) => here.find(({path}) => basename(path) === name) ?? []).at(0);
    const [train, test] = [findOne(nslKdd.train), findOne(nslKdd.test)];
    const pair = train && test ? [train, test] : [];
    if (pair.length > 0) sets.push({name: folderName(pair[0]), kind: "nsl-kdd", reader: "nsl-kdd", files: pair}); // prettier-ignore
    for (const file of here.filter((one) => !pair.includes(one))) {
      if (pair.length > 0 && nslKdd.train.includes(basename(file.path)))
        skipped.push({path: file.name, reason: `a part of ${quoted(basename(pair[0].path))}, which is read`}); // prettier-ignore
      else sets.push({name: stemOf(file.name), kind: "nsl-kdd", reader: "nsl-kdd", files: [file]});
    }
  }
  return {sets, skipped};
}

function folderName({name}: LogFile): string {
  return dirname(name) === "." ? "nsl-kdd" : dirname(name);
}

/** Returns *name* without what its ending says of the format. */
function stemOf(name: string): string {
  return name.replace(/\.gz$/i, "").replace(/\.(csv|parquet|npz|txt|log|labeled|binetflow|json)$/i, "").replace(/\.(conn\.)?log$/i, ""); // prettier-ignore
}

/** Gives sets of one name their complete paths. */
function distinct(sets: FoundSet[]): FoundSet[] {
  const counts = new Map<string, number>();
  for (const {name} of sets) counts.set(name, (counts.get(name) ?? 0) + 1);
  return sets.map((set) => (counts.get(set.name)! > 1 ? {...set, name: set.files[0].name} : set));
}

function inOrder(files: LogFile[]): LogFile[] {
  return files.sort((a, b) => compareNaturally(a.name, b.name));
}
