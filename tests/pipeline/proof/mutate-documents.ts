import {cp, readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import type {Random} from "../../../src/core/forest/types.js";
import {below, pick} from "./site-attack.js";
import type {Attack, Mutate, SiteMutation} from "./site-attack.js";

const manifestPath = "site-manifest.json";
const proofPath = "data/proof.json";

/** The fields of site-manifest.json, as an attacker edits them. */
interface List {
  files: {path: string; sha256: string; bytes: number}[];
  run: string;
  format: string;
  signatures: {keyid: string; sig: string}[];
}

/** Returns *mutate* with the digests in the list changed to match. */
export function listed(mutate: Mutate): Mutate {
  return async (attack) => {
    const done = await mutate(attack);
    await relist(attack.folder);
    return {...done, what: `${done.what}, and its digest in the list`};
  };
}

/** Changes of the list of files. */
export const lists: Mutate[] = [
  (attack) => edit(attack, "a file removed with its entry", async (list, {folder, random}) => {
    const entry = pick(list.files, random);
    await rm(join(folder, entry.path));
    list.files.splice(list.files.indexOf(entry), 1);
  }), // prettier-ignore
  (attack) => edit(attack, "a file added with its entry", async (list, {folder}) => {
    await writeFile(join(folder, "z.html"), "added");
    list.files.push({path: "z.html", sha256: sha256("added"), bytes: 5});
  }), // prettier-ignore
  (attack) => edit(attack, "entries in another order", (list) => void list.files.reverse()),
  (attack) => edit(attack, "an entry twice", (list, {random}) => void list.files.push(pick(list.files, random))), // prettier-ignore
  (attack) => edit(attack, "another run", (list) => void (list.run = "20300101-000000-ffff")),
  (attack) => edit(attack, "no signature", (list) => void (list.signatures = [])),
  (attack) => edit(attack, "a signature more", (list) => void list.signatures.push({keyid: "", sig: "AAAA"})), // prettier-ignore
  (attack) => edit(attack, "its signature twice", (list) => void list.signatures.push(list.signatures[0])), // prettier-ignore
  (attack) => edit(attack, "another id of the key", (list) => void (list.signatures[0].keyid = "0".repeat(64))), // prettier-ignore
  (attack) => edit(attack, "a field more", (list) => void Object.assign(list, {a: 1})),
  (attack) => edit(attack, "the signature of the statement", async (list, {folder}) => {
    const proof = JSON.parse(await readFile(join(folder, proofPath), "utf8")) as Proof;
    list.signatures = proof.envelope!.signatures;
  }), // prettier-ignore
  async ({folder, older}) => {
    const path = join(folder, manifestPath);
    const mine = JSON.parse(await readFile(path, "utf8")) as List;
    const theirs = JSON.parse(await readFile(join(older, manifestPath), "utf8")) as List;
    await writeFile(path, `${JSON.stringify({...mine, signatures: theirs.signatures})}\n`);
    return {what: "the signature of an earlier list", inBrowser: true};
  },
  ...[
    ["a name twice", (text: string) => text.replace('"run":', '"run":"x","run":')],
    ["the files twice", (text: string) => text.replace('{"files":', '{"files":[],"files":')],
    ["white space", (text: string) => text.replaceAll(",", ", ")],
    ["an escape", (text: string) => text.replace("index.html", "\\u0069ndex.html")],
    ["a byte order mark", (text: string) => `\ufeff${text}`],
    ["no line end", (text: string) => text.trimEnd()],
    ["a number as another writes it", (text: string) => text.replace(/"bytes":(\d+)/, '"bytes":$1.0')] // prettier-ignore
  ].map(([what, mutate]): Mutate => async ({folder}) => {
    const path = join(folder, manifestPath);
    await writeFile(path, (mutate as (text: string) => string)(await readFile(path, "utf8")));
    return {what: `the list with ${what as string}`, inBrowser: true};
  })
];

/** The fields of proof.json, as an attacker edits them. */
interface Proof {
  run: string;
  envelope: {payload: string; payloadType: string; signatures: {keyid: string; sig: string}[]} | null; // prettier-ignore
  key: {jwk: {[name: string]: string}; pem: string} | null;
  manifests: {name: string; text: string}[];
  files: {path: string; name: string}[];
}

/** Changes of the proof, which the list then names. */
export const proofs: Mutate[] = [
  (attack) => prove(attack, "no envelope", (proof) => void (proof.envelope = null)),
  (attack) => prove(attack, "no envelope and no key", (proof) => void Object.assign(proof, {envelope: null, key: null})), // prettier-ignore
  (attack) => prove(attack, "another run", (proof) => void (proof.run = "20300101-000000-ffff")),
  (attack) => prove(attack, "a manifest removed", (proof, random) => void proof.manifests.splice(below(4, random), 1)), // prettier-ignore
  (attack) => prove(attack, "a manifest changed", (proof, random) => {
    const manifest = pick(proof.manifests, random);
    manifest.text = manifest.text.replace('"rows":20', '"rows":21');
  }), // prettier-ignore
  (attack) => prove(attack, "files removed", (proof) => void proof.files.splice(0, 2)),
  (attack) => prove(attack, "files renamed", (proof) => void proof.files.reverse().forEach((file, i) => (file.path = `${i}`))), // prettier-ignore
  (attack) => prove(attack, "the payload changed", (proof) => {
    const text = Buffer.from(proof.envelope!.payload, "base64").toString();
    proof.envelope!.payload = Buffer.from(text.replace("2026", "2027")).toString("base64");
  }), // prettier-ignore
  (attack) => prove(attack, "no signature", (proof) => void (proof.envelope!.signatures = [])),
  (attack) => prove(attack, "another type", (proof) => void (proof.envelope!.payloadType = "a/b")),
  (attack) => prove(attack, "another key", (proof) => void (proof.key!.jwk.x = proof.key!.jwk.x.split("").reverse().join(""))), // prettier-ignore
  (attack) => prove(attack, "another key as PEM", (proof) => void (proof.key!.pem = proof.key!.pem.replace("A", "B"))), // prettier-ignore
  async ({folder, older}) => {
    await cp(join(older, proofPath), join(folder, proofPath));
    await relist(folder);
    return {what: "the statement of another run, and its digest in the list", inBrowser: true};
  },
  async ({folder, older}) => {
    for (const path of [proofPath, manifestPath]) await cp(join(older, path), join(folder, path));
    return {what: "the statement and the list of another run", inBrowser: true};
  }
];

async function edit(
  attack: Attack,
  what: string,
  mutate: (list: List, attack: Attack) => void | Promise<void>
): Promise<SiteMutation> {
  const path = join(attack.folder, manifestPath);
  const list = JSON.parse(await readFile(path, "utf8")) as List;
  await mutate(list, attack);
  await writeFile(path, `${JSON.stringify(list)}\n`);
  return {what: `the list with ${what}`, inBrowser: true};
}

/** Changes the proof, and lists it as it is then. */
async function prove(
  {folder, random}: Attack,
  what: string,
  mutate: (proof: Proof, random: Random) => void
): Promise<SiteMutation> {
  const path = join(folder, proofPath);
  const proof = JSON.parse(await readFile(path, "utf8")) as Proof;
  mutate(proof, random);
  await writeFile(path, JSON.stringify(proof));
  await relist(folder);
  return {what: `the proof with ${what}, and its digest in the list`, inBrowser: true};
}

/** Writes the digests and sizes of the files as they are now into the list, without signing it. */
async function relist(folder: string): Promise<void> {
  const path = join(folder, manifestPath);
  let list: List;
  try {
    list = JSON.parse(await readFile(path, "utf8")) as List;
  } catch {
    return; // it is the list that was changed
  }
  for (const entry of list.files ?? []) {
    const content = await readFile(join(folder, entry.path)).catch(() => undefined);
    if (content) Object.assign(entry, {sha256: sha256(content), bytes: content.length});
  }
  await writeFile(path, `${JSON.stringify(list)}\n`);
}
