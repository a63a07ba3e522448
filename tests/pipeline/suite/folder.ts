import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";

/** Returns what *use* returns, given a folder of its own that is removed. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "atalaya-suite-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** Returns a CSV of *rows* points around 0, of which the last *anomalies* lie far away, with the column `label`. */
export function clusterCsv(rows: number, anomalies: number, scale = 1): string {
  const lines = Array.from({length: rows}, (_, i) => {
    const isAnomaly = i >= rows - anomalies;
    const at = (k: number) => scale * (Math.sin(i * k) + (isAnomaly ? 30 + i : 0));
    return `${at(1.7)},${at(2.3)},host-${i},${isAnomaly ? 1 : 0}`;
  });
  return `a,b,name,label\n${lines.join("\n")}\n`;
}
