import {spawnSync} from "node:child_process";
import {cp, mkdir, readFile, readdir, rename, rm, symlink, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {sha256} from "../../../pipeline/artifacts/digest.js";
import type {Random} from "../../../src/core/forest/types.js";
import {listed, lists, proofs} from "./mutate-documents.js";
import {anyFile, below, filesOf, pick, place} from "./site-attack.js";
import type {Attack, Mutate, SiteMutation} from "./site-attack.js";

/** Changes the site in *folder* in one way, at random by *random*. */
export async function mutateSite(attack: Attack): Promise<SiteMutation> {
  return pick(mutations, attack.random)(attack);
}

/** Returns a text that differs if anything below *folder* does: names, bytes, links, empty folders. */
export async function treeOf(folder: string): Promise<string> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const lines = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const content = entry.isFile() ? sha256(await readFile(path)) : "";
    return `${path.slice(folder.length)} ${entry.isFile()} ${entry.isDirectory()} ${content}`;
  });
  return (await Promise.all(lines)).sort().join("\n");
}

const bytes: Mutate[] = [
  (attack) => change(attack, "a bit flipped", (content, random) => flip(content, random)),
  (attack) => change(attack, "the end removed", (content, random) => content.subarray(0, below(content.length, random))), // prettier-ignore
  (attack) => change(attack, "a byte appended", (content, random) => Buffer.concat([content, Buffer.of(below(256, random))])), // prettier-ignore
  (attack) => change(attack, "a byte inserted", (content, random) => {
    const at = below(content.length, random);
    return Buffer.concat([content.subarray(0, at), Buffer.of(65), content.subarray(at)]);
  }), // prettier-ignore
  (attack) => change(attack, "a digit changed", (content) => changeDigit(content), /\.(html|json|js|css)$/), // prettier-ignore
  (attack) => change(attack, "emptied", () => Buffer.alloc(0))
];

const names: Mutate[] = [
  async ({folder, random}) => {
    const path = await anyFile(folder, random);
    await rm(join(folder, path));
    return {what: `${path} removed`, inBrowser: true};
  },
  async ({folder, random}) => {
    const path = await anyFile(folder, random);
    const to = pick([`${path}.old`, path.toUpperCase(), `x-${path.replaceAll("/", "-")}`], random);
    await place(folder, to);
    await rename(join(folder, path), join(folder, to));
    return {what: `${path} renamed to ${to}`, inBrowser: true};
  },
  async ({folder, random}) => {
    const [a, b] = [await anyFile(folder, random), await anyFile(folder, random)];
    const [first, second] = [await readFile(join(folder, a)), await readFile(join(folder, b))];
    await writeFile(join(folder, a), second);
    await writeFile(join(folder, b), first);
    return {what: `${a} and ${b} swapped`, inBrowser: true};
  },
  async ({folder, older, random}) => {
    const path = await anyFile(folder, random);
    const from = (await filesOf(older)).find((one) => publicName(one) === publicName(path)) ?? "index.html"; // prettier-ignore
    await cp(join(older, from), join(folder, path));
    return {what: `${path} as it was in an earlier site`, inBrowser: true};
  }
];

const added: Mutate[] = [
  async ({folder, random}) => {
    const names = [".hidden", ".htaccess", "_file/.x", "alert.html.bak", "index.html ", "a\nb.html", "sw.js", "404.html", "data/x/y/z.json", "notes.gz", "_file/data/events.duckdb", "SITE-MANIFEST.json"]; // prettier-ignore
    const path = pick(names, random);
    await place(folder, path);
    await writeFile(join(folder, path), "added");
    return {what: `${JSON.stringify(path)} added`, inBrowser: false};
  },
  async ({folder, random}) => {
    const path = pick(["alert/index.html", "verify/index.html", "alert"], random);
    await place(folder, path);
    await writeFile(join(folder, path), "<h1>No alerts</h1>");
    return {what: `${path} added, which is served in the place of a page`, inBrowser: true};
  },
  async ({folder, random}) => {
    const path = pick(["empty", "_file/empty", ".git", "a/b/c"], random);
    await mkdir(join(folder, path), {recursive: true});
    return {what: `an empty folder ${path} added`, inBrowser: false};
  },
  async ({folder, random}) => {
    const path = pick(["link.html", "_file/link", ".link"], random);
    const to = pick(["index.html", "/etc/passwd", ".", "nowhere"], random);
    await symlink(to, join(folder, path));
    return {what: `a link ${path} to ${to} added`, inBrowser: false};
  },
  async ({folder, older, random}) => {
    const path = await anyFile(folder, random);
    const kept = join(older, "..", `kept-${sha256(path).slice(0, 8)}`);
    await rename(join(folder, path), kept);
    await symlink(kept, join(folder, path));
    return {what: `${path} replaced by a link to the same bytes`, inBrowser: false};
  },
  async ({folder, older, random}) => {
    const path = pick(["data", "_file", "_import/components"], random);
    const kept = join(older, "..", `kept-${path.replaceAll("/", "-")}`);
    await rm(kept, {recursive: true, force: true});
    await rename(join(folder, path), kept);
    await symlink(kept, join(folder, path));
    return {what: `the folder ${path} replaced by a link to it`, inBrowser: false};
  },
  async ({folder, random}) => {
    const path = await anyFile(folder, random);
    await rm(join(folder, path));
    spawnSync("mkfifo", [join(folder, path)]);
    return {what: `${path} replaced by a pipe`, inBrowser: true};
  },
  async ({folder, random}) => {
    const path = await anyFile(folder, random);
    const content = await readFile(join(folder, path));
    const twins: [string, Buffer][] = [
      ["of other bytes", gzipSync(flip(Buffer.concat([content, Buffer.of(0)]), random))],
      ["with bytes behind its end", Buffer.concat([gzipSync(content), Buffer.from("more")])],
      ["of two members", Buffer.concat([gzipSync(content), gzipSync("more")])],
      ["with a wrong checksum", flipAt(gzipSync(content), gzipSync(content).length - 6)],
      ["with a time", flipAt(gzipSync(content), 4)],
      ["of a size that is another’s", flipAt(gzipSync(content), gzipSync(content).length - 1)]
    ];
    const [how, twin] = pick(twins, random);
    await writeFile(join(folder, `${path}.gz`), twin);
    return {what: `a gzip of ${path} ${how} added`, inBrowser: false};
  }
];

const mutations = [
  ...bytes,
  ...bytes,
  ...names,
  ...added,
  ...bytes.slice(0, 5).map(listed),
  ...lists,
  ...proofs
];

async function change(
  {folder, random}: Attack,
  what: string,
  mutate: (content: Buffer, random: Random) => Buffer,
  pattern = /./
): Promise<SiteMutation> {
  const path = await anyFile(folder, random, pattern);
  const at = join(folder, path);
  await writeFile(at, mutate(await readFile(at), random));
  return {what: `${path}: ${what}`, inBrowser: true};
}

function publicName(path: string): string {
  return path.replace(/\.[0-9a-f]{8}(?=\.\w+$)/, "");
}

function flip(content: Buffer, random: Random): Buffer {
  return flipAt(content, below(content.length, random), below(8, random));
}

function flipAt(content: Buffer, at: number, bit = 0): Buffer {
  const changed = Buffer.from(content);
  changed[at] ^= 1 << bit;
  return changed;
}

function changeDigit(content: Buffer): Buffer {
  const text = content
    .toString("latin1")
    .replace(/\d/, (digit) => String((Number(digit) + 1) % 10));
  return Buffer.from(text, "latin1");
}
