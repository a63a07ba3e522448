import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {cpus, totalmem} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";

/** The root of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Returns what a speed was measured on. */
export function machine() {
  const processors = cpus();
  return {
    cpus: processors.length,
    model: processors[0]?.model.trim() ?? "unknown",
    memory_bytes: totalmem(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`
  };
}

/** Returns the version of the code, with the commit if it is a checkout. */
export function codeVersion(): string {
  const {version} = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  try {
    const commit = execFileSync("git", ["rev-parse", "--short=12", "HEAD"], {
      cwd: root,
      encoding: "utf8"
    });
    return `${version}+${commit.trim()}`;
  } catch {
    return version; // not a checkout
  }
}
