import {mkdir, readdir} from "node:fs/promises";
import {dirname, join} from "node:path";
import type {Random} from "../../../src/core/forest/types.js";

/** What an attacker without the key did to a site. */
export interface SiteMutation {
  what: string;

  /** True if a browser that fetches the listed files can see it. */
  inBrowser: boolean;
}

/** What an attacker has: the folder to change, another signed site of the same key, and chance. */
export interface Attack {
  folder: string;
  older: string;
  random: Random;
}

/** Changes a site in one way. */
export type Mutate = (attack: Attack) => Promise<SiteMutation>;

/** Returns the paths of the files in *folder*, in order. */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Returns the path of one of the files in *folder* whose paths match *pattern*. */
export async function anyFile(folder: string, random: Random, pattern = /./): Promise<string> {
  return pick((await filesOf(folder)).filter((path) => pattern.test(path)), random); // prettier-ignore
}

/** Makes the folder of the file *path* in *folder*. */
export async function place(folder: string, path: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), {recursive: true});
}

/** Returns one of *values*. */
export function pick<T>(values: readonly T[], random: Random): T {
  return values[below(values.length, random)];
}

/** Returns an integer in [0, n). */
export function below(n: number, random: Random): number {
  return Math.floor(random() * n);
}
