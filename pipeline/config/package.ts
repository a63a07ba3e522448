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

/** The inputs of a site. */
export interface SiteOptions {
  /** The folder that it is written to. */
  out?: string;

  /** True for pages without data: the marks in which numbers stand are left in; defaults to false. */
  skeleton?: boolean;

  /** The addresses of modules to load first, in the program and in every other of Node that it starts. */
  preloads?: string[];
}

/**
 * Returns the environment for a program that builds or previews the site from *settings*; Framework starts
 * the loaders with `tsx`, which is then found though no script of npm set the path.
 */
export function siteEnvironment(
  {workspace}: Settings,
  {out, skeleton = false, preloads = []}: SiteOptions = {}
): Record<string, string | undefined> {
  const options = [process.env.NODE_OPTIONS, ...preloads.map((url) => `--import=${url}`)];
  return {
    ...process.env,
    NODE_OPTIONS: options.filter(Boolean).join(" "),
    PATH: `${join(packageRoot, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`,
    ATALAYA_WORKSPACE: workspace,
    OBSERVABLE_TELEMETRY_DISABLE: "true",
    ATALAYA_SKELETON: skeleton ? "1" : undefined,
    ...(out && {ATALAYA_OUT: out})
  };
}
