import {existsSync} from "node:fs";
import {mkdir, readFile, rename, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import type {ChainHead} from "../../../src/core/proof/chain.js";
import {objectsOf} from "../../../src/core/proof/statement.js";
import type {Code} from "../../../src/core/proof/statement.js";
import {canonicalJson, layerOf, phases} from "../../../src/core/schema/artifacts.js";
import type {Json, Manifest, Phase} from "../../../src/core/schema/artifacts.js";
import {sha256} from "../../artifacts/digest.js";
import {isQuiet, stampOf} from "../../artifacts/stamp.js";
import {receiptOf} from "../../audit/notes.js";
import type {Settings} from "../../config/settings.js";
import {findLogs} from "../../ingestion/find-logs.js";
import {listSources} from "../../proof/code.js";
import {maybeCurrentSigner} from "../../proof/key-folder.js";
import {readSigner} from "../../proof/keys.js";
import type {Signer} from "../../proof/keys.js";
import {listRuleFiles} from "../../rules/read-rules.js";
import {openStores} from "../../storage/open.js";
import type {RunRequest} from "../request.js";

/** What a run leaves for the next one to see that nothing is new; the key that signs runs signs it. */
export interface Receipt {
  format: "atalaya-receipt/1";
  /** The digest of the request, and of the stamps of all that it reads: code, rules, logs. */
  given: string;
  /** The digest of the stamps of every object of its artifacts. */
  objects: string;
  artifacts: Record<Phase, ReceiptPhase>;
  /** How many partitions it used. */
  partitions: number;
  code: Code;
  versions: {[component: string]: string};
  /** How far the audit went when it had ended. */
  head: ChainHead;
}

/** An artifact of a receipt: its key, the digest of its manifest, and what a run says of it beside. */
export interface ReceiptPhase {
  key: string;
  manifest: string;
  rowsIn: number;
  rowsOut: number;
  rejected: number;
  partial: string[];
}

/** All that a run of a request is given, as it is now. */
export interface Given {
  digest: string;
  /** Whether nothing of it changed so lately that a change from now on could have the same stamp. */
  isQuiet: boolean;
}

/** Returns whether a run of *request* can leave a receipt, or find one: store and audit are on this machine, and nobody follows it. */
export function canBeUnchanged(request: RunRequest, settings: Settings): boolean {
  const {openLineage, mlflow, prefect, warnings} = settings.tracking;
  if (settings.postgres || settings.minio || openLineage || mlflow || prefect) return false;
  return warnings.length === 0 && request.model === null && request.withModel === null;
}

/** Returns what a run of *request* is given now; undefined if a file is not found or not readable: the run says which. */
export async function readGiven(
  request: RunRequest,
  settings: Settings,
  now: Date
): Promise<Given | undefined> {
  try {
    const {input, trainOn, rules} = request;
    const lists = [await listSources()];
    for (const patterns of [input.kind === "files" ? input.patterns : [], trainOn])
      if (patterns.length > 0) lists.push((await findLogs(patterns)).map(({path}) => path));
    for (const folder of rules) lists.push(await listRuleFiles(folder));
    const stamps = lists.map((paths) => paths.map((path) => [path, stampOf(path) ?? null]));
    const place = [process.version, settings.store, settings.audit, {...settings.buckets}];
    const given = stamps.slice(1).flat(); // the sources are as this process was made of them
    return {
      digest: sha256(canonicalJson([request as unknown as Json, place, stamps])),
      isQuiet: given.every(([, stamp]) => stamp !== null && isQuiet(stamp, now.getTime()))
    };
  } catch {
    return undefined;
  }
}

/** Returns the paths on this machine of every object of the artifact of *manifest* but the manifest itself. */
export function pathsOf(manifest: Manifest, settings: Settings): string[] {
  const root = openStores(settings)[layerOf[manifest.phase]].location;
  return objectsOf(manifest).map(({name}) => join(root, ...name.split("/").slice(1)));
}

/** Returns the digest of the stamps that *stampOf* has of *paths*; undefined if it has none of one. */
export function digestOfStamps(
  paths: readonly string[],
  stampOf: (path: string) => string | undefined
): string | undefined {
  const stamps = paths.map((path) => [path, stampOf(path) ?? ""]);
  return stamps.some(([, stamp]) => stamp === "") ? undefined : sha256(canonicalJson(stamps));
}

/** Keeps *receipt*, in one step. */
export async function writeReceipt(receipt: Receipt, settings: Settings): Promise<void> {
  const signer = await maybeSigner(settings);
  if (!signer) return;
  const path = receiptOf(settings.audit);
  await mkdir(dirname(path), {recursive: true});
  await writeFile(`${path}.partial`, `${signatureOf(receipt, signer)} ${textOf(receipt)}`);
  await rename(`${path}.partial`, path);
}

/** Returns the receipt of the last run; undefined without one that the key of the workspace signed. */
export async function maybeReceipt(settings: Settings): Promise<Receipt | undefined> {
  const path = receiptOf(settings.audit);
  const signer = existsSync(path) ? await maybeSigner(settings) : undefined;
  const text = signer && (await readFile(path, "utf8").catch(() => undefined));
  if (!signer || !text) return undefined;
  const end = text.indexOf(" ");
  try {
    const receipt = JSON.parse(text.slice(end + 1)) as Receipt;
    return signatureOf(receipt, signer) === text.slice(0, end) ? receipt : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the manifests of *receipt*; undefined if one is missing or another. */
export async function maybeManifests(
  {artifacts}: Receipt,
  settings: Settings
): Promise<Record<Phase, Manifest> | undefined> {
  const stores = openStores(settings);
  const manifests: Partial<Record<Phase, Manifest>> = {};
  for (const phase of phases) {
    const {key, manifest: digest} = artifacts[phase];
    const path = join(stores[layerOf[phase]].location, "artifacts", key, "manifest.json");
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes || sha256(bytes) !== digest) return undefined;
    manifests[phase] = JSON.parse(bytes.toString("utf8")) as Manifest;
  }
  return manifests as Record<Phase, Manifest>;
}

async function maybeSigner({signingKey, keys}: Settings): Promise<Signer | undefined> {
  return signingKey
    ? readSigner(signingKey.reveal(), "ATALAYA_SIGNING_KEY")
    : maybeCurrentSigner(keys);
}

/** Returns the signature of *receipt*: equal ones have equal signatures. */
function signatureOf(receipt: Receipt, {sign}: Signer): string {
  const text = `atalaya-receipt ${textOf(receipt)}`; // nothing else that is signed begins so
  return Buffer.from(sign(new TextEncoder().encode(text))).toString("base64");
}

function textOf(receipt: Receipt): string {
  return canonicalJson(receipt as unknown as Json);
}
