import {readdir, readFile} from "node:fs/promises";
import {join} from "node:path";
import type {Code} from "../../src/core/proof/statement.js";
import {canonicalJson} from "../../src/core/schema/artifacts.js";
import {packageRoot, readVersion} from "../config/package.js";
import {sha256} from "../artifacts/digest.js";

/** The folders whose files decide what a run makes. */
const folders = ["pipeline", "src/core"];

/** The packages that do. */
const packages = ["@duckdb/node-api", "@electric-sql/pglite", "minio", "ml-isolation-forest", "pg"];

/**
 * Returns which code this is. The digest is that of the list of its source files with theirs, so that
 * it sees what was changed and not committed; the commit is what is checked out.
 */
export async function readCode(): Promise<Code> {
  const lock = await maybeRead(join(packageRoot, "package-lock.json"));
  return {
    version: readVersion(),
    sha256: await codeDigest(),
    lockSha256: lock === undefined ? null : sha256(lock),
    commit: (await findCommit(packageRoot)) ?? null
  };
}

/** Returns the versions of Node.js and of the packages that decide what a run makes, as installed. */
export async function readVersions(): Promise<{[component: string]: string}> {
  const versions: {[component: string]: string} = {node: process.versions.node};
  for (const name of packages) {
    const text = await maybeRead(join(packageRoot, "node_modules", name, "package.json"));
    if (text !== undefined) versions[name] = (JSON.parse(text) as {version: string}).version;
  }
  return versions;
}

/** Returns the paths of all that readCode and readVersions look at, in order. */
export async function listSources(): Promise<string[]> {
  const files = ["package.json", "package-lock.json", "node_modules/.package-lock.json"];
  const paths = [...files, ".git/HEAD", ".git/logs/HEAD"].map((path) => join(packageRoot, path));
  for (const folder of folders) paths.push(...(await filesIn(join(packageRoot, folder))));
  return paths.sort();
}

async function filesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, {recursive: true, withFileTypes: true});
  return entries.filter((one) => one.isFile()).map(({parentPath, name}) => join(parentPath, name));
}

async function codeDigest(): Promise<string> {
  const files: {path: string; sha256: string}[] = [];
  for (const folder of folders) {
    for (const path of await filesIn(join(packageRoot, folder))) {
      const name = path.slice(packageRoot.length).split("\\").join("/");
      files.push({path: name, sha256: sha256(await readFile(path))});
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return sha256(canonicalJson(files.map(({path, sha256}) => ({path, sha256}))));
}

/** Returns the commit that is checked out in *root*, without asking git; undefined if it cannot be determined. */
async function findCommit(root: string): Promise<string | undefined> {
  const folder = join(root, ".git");
  const head = (await maybeRead(join(folder, "HEAD")))?.trim();
  if (head === undefined || isCommit(head)) return head;
  const ref = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
  if (!ref || ref.includes("..")) return undefined;
  const loose = (await maybeRead(join(folder, ref)))?.trim();
  if (loose && isCommit(loose)) return loose;
  const packed = (await maybeRead(join(folder, "packed-refs"))) ?? "";
  const line = packed.split("\n").find((text) => text.endsWith(` ${ref}`));
  return line && isCommit(line.slice(0, 40)) ? line.slice(0, 40) : undefined;
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

async function maybeRead(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
