import {spawn} from "node:child_process";
import {existsSync} from "node:fs";
import {join} from "node:path";
import {UsageError} from "../../config/errors.js";
import {packageRoot, siteEnvironment} from "../../config/package.js";
import type {SiteOptions} from "../../config/package.js";
import type {Settings} from "../../config/settings.js";

/** The options of calling Observable Framework. */
export interface ObservableOptions extends SiteOptions {
  /** True if its output is returned to the caller rather than shown. */
  quiet?: boolean;
}

/**
 * Runs Observable Framework in the folder of the package; returns its exit code and output. It ends with
 * this process, even if that is killed, and so does all that it started.
 */
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
  const preloads = [endWithParent(process.pid), ...(site.preloads ?? [])];
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: packageRoot,
    env: siteEnvironment(settings, {...site, preloads}) as NodeJS.ProcessEnv,
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

/** Returns the address of a preload that ends a process with its parent, for what process *builder* starts. */
export function endWithParent(builder: number): string {
  return new URL(`end-with-parent.js?builder=${builder}`, import.meta.url).href;
}

/** Returns the address of a preload that lets a preview answer requests for hosts called *names* only. */
export function checkHosts(names: readonly string[]): string {
  const url = new URL("check-hosts.js", import.meta.url);
  for (const name of names) url.searchParams.append("name", name);
  return url.href;
}
