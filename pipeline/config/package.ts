import {readFileSync} from "node:fs";
import {delimiter, join} from "node:path";
import {fileURLToPath} from "node:url";
import type {Settings} from "./settings.js";

/** The folder of the package, wherever the current folder is. */
export const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/** Returns the version of the code, from package.json; e.g., `0.1.0`. */
export function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as {version: string}).version;
}

/**
 * Returns the environment for a program that builds or previews the site from *settings* into *out*;
 * Framework starts the loaders with `tsx`, which is then found though no script of npm set the path.
 */
export function siteEnvironment(
  {workspace}: Settings,
  out?: string
): Record<string, string | undefined> {
  return {
    ...process.env,
    PATH: `${join(packageRoot, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`,
    ATALAYA_WORKSPACE: workspace,
    OBSERVABLE_TELEMETRY_DISABLE: "true",
    ...(out && {ATALAYA_OUT: out})
  };
}
