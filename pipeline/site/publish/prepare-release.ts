import {createReadStream, createWriteStream} from "node:fs";
import {readFile, rm, stat, utimes, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {pipeline} from "node:stream/promises";
import {createGzip} from "node:zlib";
import {UsageError} from "../../config/errors.js";
import {contentSecurityPolicy} from "../serve/policy.js";
import {maybeSiteFile} from "../serve/site-file.js";
import {syncPath} from "./check-built.js";

/** The name of the folder of a release that holds the files of the site. */
export const siteFolder = "site";

/** Throws a UsageError if nginx could misread one of *paths*, the files of a site. */
export function checkNames(paths: readonly string[]): void {
  for (const path of paths)
    if (!/^[\w@,+-][\w@,+./-]*$/.test(path) || path.endsWith(".gz"))
      throw new UsageError(`invalid file name: ${JSON.stringify(path)}; rename its page`);
}

/**
 * Makes the release in *folder*, whose files of the site *paths* are in it already, complete for nginx: a gzip
 * beside each file that is smaller so, the policy of each page, and its root, which is to be *root*.
 */
export async function prepareRelease(
  folder: string,
  paths: readonly string[],
  root: string
): Promise<void> {
  const site = join(folder, siteFolder);
  const lines: string[] = [];
  for (const path of paths) {
    await compress(join(site, path));
    if (!path.endsWith(".html")) continue;
    const scripts = scriptsIn(await readFile(join(site, path), "utf8"));
    if (scripts) lines.push(`"/${path}" "${scripts}";\n`);
  }
  await writeFile(join(folder, "scripts.map"), lines.join(""));
  await writeFile(join(folder, "root.map"), `live "${root}/${siteFolder}";\n`);
}

/** Lets open pages of the release in *previous* go on to read its files, once that in *folder* is live. */
export async function writePrevious(folder: string, previous: string): Promise<void> {
  const path = join(folder, "previous.map");
  await writeFile(path, `previous "${previous}/${siteFolder}";\n`);
  await syncPath(path);
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

/** Returns what the policy of *html* allows beside what every policy does: a space before each digest. */
function scriptsIn(html: string): string {
  const digests = contentSecurityPolicy(html).match(/ 'sha256-[A-Za-z0-9+/=]+'/g);
  return (digests ?? []).join("");
}
