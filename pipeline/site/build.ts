import {spawn} from "node:child_process";
import {existsSync} from "node:fs";
import {readdir, readFile, rename, rm, stat, writeFile} from "node:fs/promises";
import {join, resolve} from "node:path";
import {UsageError} from "../config/errors.js";
import {packageRoot, siteEnvironment} from "../config/package.js";
import type {SiteOptions} from "../config/package.js";
import type {Settings} from "../config/settings.js";
import type {Reporter} from "../artifacts/context.js";
import type {Latest} from "../run/latest.js";
import {firstRun} from "../run/materialise.js";
import {withCache} from "./page-cache.js";
import {writeSiteManifest} from "../proof/site-manifest.js";
import {withPolicy} from "./serve/policy.js";
import {withPreloads} from "./serve/preload.js";

/** A site that was built. */
export interface BuiltSite {
  /** Its folder. */
  out: string;
  pages: number;
  files: number;
  bytes: number;
}

/**
 * Builds the site from the latest run into *out*, all of it from that one run; if there is no run yet, the synthetic feed makes the
 * first. What earlier builds cached is thrown away, since it may be of another run. Rejects with the
 * last lines of the builder if it fails.
 */
export async function buildSite(
  out: string,
  settings: Settings,
  reporter: Reporter
): Promise<BuiltSite> {
  const target = resolve(out);
  await checkTarget(target);
  const shown = await firstRun(settings, reporter);
  const onWait = (message: string) => reporter.warn(message);
  await withCache(() => buildAside(target, shown, settings, reporter), onWait);
  const site = await measure(target);
  reporter.end("build", `${site.pages} pages, ${(site.bytes / 1e6).toFixed(1)} MB in ${out}`);
  return site;
}

async function buildAside(
  target: string,
  latest: Latest,
  settings: Settings,
  reporter: Reporter
): Promise<void> {
  reporter.begin("build");
  const partial = `${target}.partial`; // so that a build that fails leaves the site as it was
  await rm(partial, {recursive: true, force: true});
  try {
    const shown = JSON.stringify(latest);
    const options = {out: partial, shown, quiet: true};
    const {code, output} = await observable(["build"], settings, options);
    if (code !== 0) throw new Error(`build failed (exit code ${code}): ${lastLines(output)}`);
    await finishPages(partial);
    await writeSiteManifest(partial, latest, settings); // the last step: it holds the digest of every file
    await rm(target, {recursive: true, force: true});
    await rename(partial, target);
  } finally {
    await rm(partial, {recursive: true, force: true});
  }
}

/** Puts preloads into each page of *folder*, and the policy of `atalaya serve`, for servers that send none. */
async function finishPages(folder: string): Promise<void> {
  const entries = await readdir(folder, {recursive: true});
  for (const name of entries.filter((entry) => entry.endsWith(".html"))) {
    const path = join(folder, name);
    await writeFile(path, withPolicy(withPreloads(await readFile(path, "utf8"))));
  }
}

/** The options of calling Observable Framework. */
export interface ObservableOptions extends SiteOptions {
  /** True if its output is returned to the caller rather than shown. */
  quiet?: boolean;
}

/** Runs Observable Framework in the folder of the package; returns its exit code and output. */
export async function observable(
  args: string[],
  settings: Settings,
  {quiet = false, ...site}: ObservableOptions = {}
): Promise<{code: number; output: string}> {
  const bin = join(packageRoot, "node_modules/@observablehq/framework/dist/bin/observable.js");
  if (!existsSync(bin))
    throw new UsageError(
      "Observable Framework not found; run `npm ci` in the folder of the package"
    );
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: packageRoot,
    env: siteEnvironment(settings, site) as NodeJS.ProcessEnv,
    stdio: quiet ? ["ignore", "pipe", "pipe"] : ["inherit", 2, 2]
  });
  let output = "";
  const keep = (chunk: Buffer) => void (output = (output + chunk.toString()).slice(-20_000));
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const stop = () => void child.kill("SIGTERM");
  process.once("exit", stop);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode) => resolve(exitCode ?? 1));
    });
    return {code, output};
  } finally {
    process.off("exit", stop);
  }
}

/** Throws a UsageError if *target* is a folder that is no site: the build empties it. */
async function checkTarget(target: string): Promise<void> {
  const entries = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    throw new UsageError(`invalid --out: ${target} (${error.code}); name a folder`, {cause: error});
  });
  if (entries.length === 0 || entries.includes("_observablehq")) return;
  throw new UsageError(
    `invalid --out: ${target} holds something else than a site, and a build would empty it; name a new folder`
  );
}

function lastLines(output: string): string {
  const lines = output
    .replace(/\u001b\[[0-9;]*m/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  return lines.slice(-6).join("\n");
}

async function measure(out: string): Promise<BuiltSite> {
  const entries = await readdir(out, {recursive: true, withFileTypes: true});
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const file of files) bytes += (await stat(join(file.parentPath, file.name))).size;
  const pages = files.filter(({name}) => name.endsWith(".html") && name !== "404.html").length;
  return {out, pages, files: files.length, bytes};
}
