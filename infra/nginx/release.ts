import {createHash} from "node:crypto";
import {createReadStream, createWriteStream, existsSync} from "node:fs";
import {
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile
} from "node:fs/promises";
import {basename, join, resolve} from "node:path";
import {pipeline} from "node:stream/promises";
import {createGzip} from "node:zlib";
import {UsageError} from "../../pipeline/config/errors.js";
import {contentSecurityPolicy} from "../../pipeline/site/serve/policy.js";
import {maybeSiteFile} from "../../pipeline/site/serve/site-file.js";

// node --import tsx infra/nginx/release.ts BUILT SITE
//
// Takes the site that `atalaya build` made in the folder BUILT into the folder SITE, from which nginx
// serves it, and makes it live: its files, what nginx needs of them, and then the link
// SITE/live, all at once. The release before it is kept, for pages that are open; others are removed.

const [built, site] = process.argv.slice(2);
try {
  if (!built || !site) throw new UsageError("missing folder; try release.ts BUILT SITE");
  console.error(await release(resolve(built), resolve(site)));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`release: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** Makes the site in *from* the live one of *to*; returns what it did, as a sentence. */
async function release(from: string, to: string): Promise<string> {
  if (!existsSync(join(from, "index.html")))
    throw new UsageError(`site not found: ${from}; run atalaya build with --out ${from} first`);
  const paths = await filesOf(from);
  const name = await digestOf(from, paths);
  const live = await liveRelease(to);
  if (name === live) {
    await rm(from, {recursive: true});
    return `${name} is live already`;
  }
  const folder = join(to, "releases", name);
  await rm(folder, {recursive: true, force: true}); // of a truncated release, or long ago
  await mkdir(folder, {recursive: true});
  for (const path of paths) await compress(join(from, path));
  await writeMaps(folder, from, paths, live === undefined ? undefined : join(to, "releases", live));
  await rename(from, join(folder, "site"));
  await goLive(to, name);
  await removeOthers(to, [name, ...(live === undefined ? [] : [live])]);
  return `${name} is live: ${paths.length} files`;
}

/** Returns the paths of the files of the site, in order; throws a UsageError if nginx could misread one. */
async function filesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, {recursive: true, withFileTypes: true});
  const files = entries.filter((entry) => !entry.isDirectory());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  for (const [i, path] of paths.entries()) {
    if (!files[i].isFile()) throw new UsageError(`invalid file: ${path}; a site has no links`);
    if (!/^[\w@,+-][\w@,+./-]*$/.test(path))
      throw new UsageError(`invalid file name: ${JSON.stringify(path)}; rename its page`);
  }
  return paths.filter((path) => !path.endsWith(".gz")).sort(); // those are of a truncated release
}

async function digestOf(root: string, paths: string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) {
    hash.update(`${path}\0${(await stat(join(root, path))).size}\0`);
    for await (const chunk of createReadStream(join(root, path))) hash.update(chunk as Uint8Array);
  }
  return hash.digest("hex").slice(0, 16);
}

/** Puts a gzip of the file at *path* beside it, of the same time, if that is smaller. */
async function compress(path: string): Promise<void> {
  const file = await maybeSiteFile(path);
  if (!file?.compressible) return;
  const twin = `${path}.gz`;
  await pipeline(createReadStream(path), createGzip({level: 9}), createWriteStream(twin));
  if ((await stat(twin)).size >= file.bytes) return rm(twin);
  const {atime, mtime} = await stat(path);
  await utimes(twin, atime, mtime);
}

async function writeMaps(
  folder: string,
  from: string,
  paths: string[],
  previous: string | undefined
): Promise<void> {
  const lines: string[] = [];
  for (const path of paths.filter((one) => one.endsWith(".html"))) {
    const scripts = scriptsIn(await readFile(join(from, path), "utf8"));
    if (scripts) lines.push(`"/${path}" "${scripts}";\n`);
  }
  await writeFile(join(folder, "scripts.map"), lines.join(""));
  await writeFile(join(folder, "root.map"), `live "${join(folder, "site")}";\n`);
  if (previous) await writeFile(join(folder, "previous.map"), `previous "${previous}/site";\n`);
}

/** Returns what the policy of *html* allows beside what every policy does: a space before each digest. */
function scriptsIn(html: string): string {
  const digests = contentSecurityPolicy(html).match(/ 'sha256-[A-Za-z0-9+/=]+'/g);
  return (digests ?? []).join("");
}

async function liveRelease(to: string): Promise<string | undefined> {
  const target = await readlink(join(to, "live")).catch(() => undefined);
  return target && basename(target);
}

/** Lets the link `live` lead to the release *name*, in one step. */
async function goLive(to: string, name: string): Promise<void> {
  const link = join(to, "live.partial");
  await rm(link, {force: true});
  await symlink(join("releases", name), link);
  await rename(link, join(to, "live"));
}

async function removeOthers(to: string, kept: string[]): Promise<void> {
  const names = await readdir(join(to, "releases"));
  const others = names.filter((name) => !kept.includes(name));
  for (const name of others) await rm(join(to, "releases", name), {recursive: true, force: true});
}
