import {rm, statfs, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {errorMessage} from "../../src/core/error-message.js";
import {objectsOf} from "../../src/core/proof/statement.js";
import {layerOf, phases} from "../../src/core/schema/artifacts.js";
import {openAudit} from "../audit/open.js";
import {chromiumRemedy, findChromium, thisMachine} from "../config/chromium.js";
import {NotFoundError, UsageError} from "../config/errors.js";
import type {Settings} from "../config/settings.js";
import {findLatest} from "../run/latest.js";
import {findManifest} from "../artifacts/artifacts.js";
import {sha256OfFile} from "../artifacts/digest.js";
import {openStores} from "../storage/open.js";
import type {Store} from "../storage/store.js";
import {probeStore} from "../storage/s3/probe.js";
import {makeFolder} from "../lease/make-folder.js";

/** The result of a check. */
export interface Check {
  name: string;
  status: "ok" | "warn" | "fail";
  /** The finding and, unless it is ok, the remedy. */
  message: string;
}

type Finding = Pick<Check, "status" | "message">;

/** Checks all that a run needs, and the latest run; never rejects. */
export async function checkAll(settings: Settings): Promise<Check[]> {
  const checks: [string, () => Promise<Finding>][] = [
    ["node", checkNode],
    ["duckdb", checkDuckDB],
    ["workspace", () => checkWorkspace(settings)],
    ["disk", () => checkDisk(settings)],
    ["object store", () => checkObjectStore(settings)],
    ["audit", () => checkAudit(settings)],
    ["latest run", () => checkLatest(settings)],
    ["chromium", checkChromium]
  ];
  const found: Check[] = [];
  for (const [name, check] of checks) {
    const finding = await check().catch((error: Error) => fail(error.message.split("\n")[0]));
    found.push({name, ...finding});
  }
  return found;
}

async function checkNode(): Promise<Finding> {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return ok(process.version);
  return fail(`${process.version} is too old; install Node.js 20.19 or later`);
}

async function checkDuckDB(): Promise<Finding> {
  try {
    const {version} = await import("@duckdb/node-api");
    return ok(`DuckDB ${version()}`);
  } catch (error) {
    return fail(`DuckDB does not load (${errorMessage(error).split("\n")[0]}); run \`npm ci\``);
  }
}

async function checkWorkspace({workspace}: Settings): Promise<Finding> {
  const probe = join(workspace, `probe-${process.pid}`);
  try {
    await makeFolder(workspace);
    await writeFile(probe, "");
    return ok(workspace);
  } catch (error) {
    return fail(
      `${workspace} cannot be written (${(error as NodeJS.ErrnoException).code}); name another with --workspace`
    );
  } finally {
    await rm(probe, {force: true}).catch(() => {});
  }
}

async function checkDisk({workspace}: Settings): Promise<Finding> {
  const {bavail, bsize} = await statfs(workspace);
  const free = bavail * bsize;
  const message = `${(free / 1e9).toFixed(1)} GB free`;
  if (free < 0.5e9) return fail(`${message}; the demo needs 0.5 GB`);
  return free < 5e9 ? warn(`${message}; 10 million events need 5 GB`) : ok(message);
}

const tolerableSkewSeconds = 60;

async function checkObjectStore({minio, buckets, store}: Settings): Promise<Finding> {
  if (!minio) return ok(`none; the store is ${store}`);
  const {address, missing, skewSeconds} = await probeStore(minio, Object.values(buckets));
  if (Math.abs(skewSeconds ?? 0) > tolerableSkewSeconds) {
    const than = (skewSeconds ?? 0) > 0 ? "ahead of" : "behind";
    const by = Math.abs(skewSeconds ?? 0);
    return warn(
      `${address}: its clock is ${by} s ${than} ours; set one of them, since it rejects requests at 15 minutes`
    );
  }
  if (missing.length > 0)
    return warn(`${address}: no bucket ${missing.join(", ")} yet; \`atalaya run\` makes it`);
  return ok(`${address}: all ${Object.keys(buckets).length} buckets are there`);
}

async function checkAudit(settings: Settings): Promise<Finding> {
  try {
    return await countRuns(settings);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return fail(
      `${errorMessage(error).split("\n")[0]}; if ${settings.audit} is damaged, move it away: artifacts stay, the list of runs begins anew`
    );
  }
}

async function countRuns(settings: Settings): Promise<Finding> {
  const audit = await openAudit(settings);
  try {
    const runs = (await audit.runs(10_000)).length;
    return ok(`${runs} run${runs === 1 ? "" : "s"} in ${audit.location}`);
  } finally {
    await audit.close();
  }
}

async function checkLatest(settings: Settings): Promise<Finding> {
  if (settings.minio) await probeStore(settings.minio, [settings.buckets.eval]); // no use in waiting long
  const stores = openStores(settings);
  const latest = await findLatest(stores);
  if (!latest) return warn("no run yet; try `atalaya run`");
  let files = 0;
  for (const phase of phases) {
    const manifest = await findManifest(stores, phase, latest[phase]);
    if (!manifest) return fail(`artifact missing: ${phase} ${latest[phase]}; run again`);
    const objects = objectsOf(manifest);
    for (const {name, digest} of objects) {
      const failure = await checkObject(stores[layerOf[phase]], name, digest.sha256);
      if (failure) return failure;
    }
    files += objects.length;
  }
  return ok(`${latest.run}: ${files} files are what their manifests say`);
}

/** Checks the object that is called *name*: its layer, and its key in *store*. */
async function checkObject(
  store: Store,
  name: string,
  sha256: string
): Promise<Finding | undefined> {
  const key = name.slice(name.indexOf("/") + 1);
  const artifact = key.split("/").slice(0, 2).join("/");
  const remedy = `remove ${store.location}/${artifact} and run again`;
  const local = await store.localPath(key).catch(unlessAbsent);
  if (!local) return fail(`file missing: ${key}; ${remedy}`);
  const found = await sha256OfFile(local);
  if (found.sha256 === sha256) return undefined;
  return fail(`file changed: ${key} has the digest ${found.sha256}, not ${sha256}; ${remedy}`);
}

function unlessAbsent(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
  return undefined;
}

async function checkChromium(): Promise<Finding> {
  const own = await import("playwright-core").then(
    ({chromium}) => chromium.executablePath(),
    () => "" // not installed without the tools of development
  );
  const found = findChromium(thisMachine(own));
  if (found) return ok(`${found}, for the browser tests`);
  return warn(`not found; only the browser tests need it: ${chromiumRemedy}`);
}

function ok(message: string): Finding {
  return {status: "ok", message};
}

function warn(message: string): Finding {
  return {status: "warn", message};
}

function fail(message: string): Finding {
  return {status: "fail", message};
}
