import {mkdir, mkdtemp, readdir, readFile, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {readSettings} from "../../../pipeline/config/settings.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import type {Reporter} from "../../../pipeline/artifacts/context.js";
import {run} from "../../../pipeline/run/flow.js";
import type {RunResult} from "../../../pipeline/run/flow.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import {normalFlows, smallLog} from "../small-log.js";

/** Says nothing. */
export const silent: Reporter = {begin() {}, progress() {}, end() {}, warn() {}};

/** A rule for flows, and a document that is none. */
const webRule = `title: Web
logsource: {product: zeek, service: conn}
detection: {selection: {id.resp_p: 443}, condition: selection}
---
title: No rule
`;

/** Runs two small logs, with a folder of rules, in folders and with brackets in a name, through all phases in the workspace of *settings*. */
export async function runSmallLogs(settings: Settings, logs: string): Promise<RunResult> {
  await mkdir(join(logs, "b"), {recursive: true});
  await writeFile(join(logs, "conn[1].log"), smallLog(normalFlows(40)));
  await writeFile(join(logs, "b", "conn.log"), smallLog(normalFlows(30, 1_700_090_000)));
  const patterns = [join(logs, "conn[1].log"), join(logs, "b", "*.log")];
  await mkdir(join(logs, "rules"), {recursive: true});
  await writeFile(join(logs, "rules", "web.yml"), webRule);
  const rules = [join(logs, "rules")];
  const request = {...defaultRequest, rules, trees: 5, sampleSize: 16, budgetPerDay: 3};
  return run({...request, input: {kind: "files", patterns}}, settings, silent);
}

/** Returns a new folder and the settings of a workspace in it. */
export async function newWorkspace(env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "proof-"));
  const settings = readSettings({workspace: join(folder, "workspace"), threads: 1}, env);
  return {folder, settings};
}

/** Returns the paths of all objects of the store, each with its name: the layer and the key. */
export async function objectsOf({
  store,
  buckets
}: Settings): Promise<{name: string; path: string}[]> {
  const objects: {name: string; path: string}[] = [];
  for (const [layer, bucket] of Object.entries(buckets)) {
    const root = join(store, bucket);
    for (const entry of await readdir(root, {recursive: true, withFileTypes: true})) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      objects.push({path, name: `${layer}/${path.slice(root.length + 1)}`});
    }
  }
  return objects.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Calls *work* while the file at *path* has other bytes, and puts back those it had. */
export async function whileChanged(
  path: string,
  change: (bytes: Buffer) => Buffer,
  work: () => Promise<void>
): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(path, change(Buffer.from(bytes)));
  try {
    await work();
  } finally {
    await writeFile(path, bytes);
  }
}
