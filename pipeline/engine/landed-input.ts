import {constants, copyFile, link, mkdir, stat} from "node:fs/promises";
import {basename, dirname, relative, resolve, sep} from "node:path";
import type {SkippedFile} from "../../src/core/schema/raw-facts.js";
import {checkedPath} from "../artifacts/artifacts.js";
import {sha256OfFile} from "../artifacts/digest.js";
import {UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {digestLogs} from "../ingestion/digest-logs.js";
import {bytesKey, landBytes} from "../ingestion/land-bytes.js";
import type {LogFile} from "../ingestion/find-logs.js";
import {compareNaturally} from "../ingestion/natural-order.js";
import {selectLogs} from "../ingestion/select-logs.js";
import {makeScratch} from "../lease/scratch.js";
import {listRuleFiles} from "../rules/read-rules.js";
import type {RunInput, RunRequest} from "../run/request.js";
import {openStores} from "../storage/open.js";
import type {Store} from "../storage/store.js";

/** A file whose bytes are in RAW under their digest. */
export interface LandedFile {
  name: string;
  sha256: string;
  bytes: number;
}

/** The logs that patterns meant where a run was submitted. */
export interface LandedLogs {
  files: LandedFile[];
  skipped: SkippedFile[];
}

/** The files of a request, as a worker on another machine finds them. */
export interface LandedInput {
  /** The logs; null for the synthetic feed. */
  input: LandedLogs | null;
  /** The logs of the clean past; null for none. */
  past: LandedLogs | null;
  /** The files of each folder of rules. */
  rules: LandedFile[][];
  /** The external model; null for none. */
  withModel: LandedFile | null;
  /** The frozen model, if it is a file; null for none. */
  model: LandedFile | null;
}

/** How many files are copied out of RAW at a time. */
const copiedAtATime = 8;

/**
 * Lands all files that *request* names in RAW, and returns them with the request; null if it names none. Throws a UsageError if
 * one cannot be read, or if the logs are none.
 */
export async function landInput(
  request: RunRequest,
  settings: Settings,
  onMessage: (message: string) => void = () => {}
): Promise<{request: RunRequest; input: LandedInput | null}> {
  const {input, trainOn, rules, withModel, model} = request;
  const modelFile = model !== null && (await isFile(model)) ? model : null;
  if (input.kind === "synthetic" && trainOn.length + rules.length === 0 && !withModel && !modelFile)
    return {request, input: null};
  const scratch = await makeScratch(settings.scratch);
  try {
    const land = lander(openStores(settings).raw, settings, scratch.folder, onMessage);
    const one = async (path: string | null) =>
      path === null ? null : (await land([{name: basename(path), path}])).files[0];
    return {
      request,
      input: {
        input: input.kind === "files" ? await landLogs(input.patterns, land) : null,
        past: trainOn.length > 0 ? await landLogs(trainOn, land) : null,
        rules: await inTurn(rules, async (folder) => (await land(await ruleFiles(folder))).files),
        withModel: await one(withModel),
        model: await one(modelFile)
      }
    };
  } finally {
    scratch.remove();
  }
}

type Land = (files: readonly LogFile[]) => Promise<LandedLogs>;

/** Returns what lands files in *raw*, and returns them with those whose bytes came before. */
function lander(
  raw: Store,
  settings: Settings,
  folder: string,
  onMessage: (message: string) => void
): Land {
  let calls = 0;
  return async (files) => {
    const own = resolve(folder, String(calls++));
    await mkdir(own);
    const silent = () => {};
    const reporter = {begin: silent, progress: silent, end: silent, warn: onMessage};
    const stores = openStores(settings);
    const context = {stores, scratch: own, reporter, threads: settings.threads};
    const {logs, twins, copy} = await digestLogs(files, own, context);
    const missing: Awaited<ReturnType<typeof copy>>[] = [];
    for (const log of logs) if (!(await hasBytes(raw, log.sha256))) missing.push(await copy(log));
    await landBytes(raw, missing);
    return {files: logs.map(({name, sha256, bytes}) => ({name, sha256, bytes})), skipped: twins};
  };
}

/** Returns whether *raw* has the bytes with the digest *sha256*; those of a folder are digested, those of a server where they are read. */
async function hasBytes(raw: Store, sha256: string): Promise<boolean> {
  const key = bytesKey(sha256);
  if (!(await raw.has(key))) return false;
  return !raw.isLocal || (await sha256OfFile(await raw.localPath(key))).sha256 === sha256;
}

async function landLogs(patterns: readonly string[], land: Land): Promise<LandedLogs> {
  const {logs, skipped} = await selectLogs(patterns);
  const landed = await land(logs);
  const all = [...skipped, ...landed.skipped].sort((a, b) => compareNaturally(a.name, b.name));
  return {files: landed.files, skipped: all};
}

async function ruleFiles(folder: string): Promise<LogFile[]> {
  const root = (await stat(folder).catch(() => null))?.isDirectory() ? folder : dirname(folder);
  return (await listRuleFiles(folder)).map((path) => ({
    name: relative(root, path).split(sep).join("/"),
    path
  }));
}

/**
 * Copies the files of *landed* out of RAW into *folder*, and returns *request* with their paths there, in place of those
 * where it was submitted: a run of it has the same digests. Throws a NotFoundError if RAW has one no longer,
 * and a ChangedFileError if its bytes are others.
 */
export async function localRequest(
  request: RunRequest,
  landed: LandedInput | null,
  raw: Store,
  folder: string
): Promise<{request: RunRequest; pastSkipped?: readonly SkippedFile[]}> {
  if (!landed) return {request};
  const fetchAll = async (files: readonly LandedFile[], below: string) => {
    const paths = files.map(({name}) => pathOf(resolve(folder, below), name));
    for (let i = 0; i < files.length; i += copiedAtATime)
      await Promise.all(
        files.slice(i, i + copiedAtATime).map((file, j) => fetchFile(raw, file, paths[i + j]))
      );
    return paths;
  };
  const one = async (file: LandedFile | null, below: string) =>
    file && (await fetchAll([file], below))[0];
  const input = await localInput(request.input, landed, (files) => fetchAll(files, "logs"));
  const trainOn = landed.past ? await fetchAll(landed.past.files, "past") : [];
  const rules = await inTurn(landed.rules, async (files, i) => {
    await fetchAll(files, `rules/${i}`);
    return resolve(folder, `rules/${i}`);
  });
  const withModel = await one(landed.withModel, "with-model");
  const model = (await one(landed.model, "model")) ?? request.model;
  return {
    request: {...request, input, trainOn, rules, withModel, model},
    ...(landed.past && {pastSkipped: landed.past.skipped})
  };
}

async function localInput(
  input: RunInput,
  landed: LandedInput,
  fetchAll: (files: readonly LandedFile[]) => Promise<string[]>
): Promise<RunInput> {
  if (input.kind === "synthetic" || !landed.input) return input;
  const {files, skipped} = landed.input;
  return {...input, patterns: await fetchAll(files), skipped};
}

async function fetchFile(raw: Store, {sha256}: LandedFile, path: string): Promise<void> {
  const stored = await checkedPath(raw, bytesKey(sha256), sha256);
  await mkdir(dirname(path), {recursive: true});
  await link(stored, path).catch(() => copyFile(stored, path, constants.COPYFILE_FICLONE)); // nobody writes to it
}

/** Returns where the file called *name* goes; throws a UsageError if that would be outside of *folder*. */
function pathOf(folder: string, name: string): string {
  const path = resolve(folder, name);
  if (path.startsWith(folder + sep) && !path.includes("\0")) return path;
  throw new UsageError(`invalid name of a file: ${JSON.stringify(name)}; it leaves its folder`);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}

async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item, i: number) => Promise<Result>
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [i, item] of items.entries()) results.push(await work(item, i));
  return results;
}
