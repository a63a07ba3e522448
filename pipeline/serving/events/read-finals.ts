import {readFile} from "node:fs/promises";
import {nextFinal, pieceRows} from "./events-folder.js";
import type {EventsFolder} from "./events-folder.js";

/** Some final scores, in the order in which windows closed. */
export interface FinalScores {
  /** The number of the last score that is in *lines*, or that is not stored any more: what to ask after next. */
  next: number;

  /** How many scores between what was asked after and the first of *lines* are not stored any more. */
  dropped: number;

  /** The scores, a JSON object each. */
  lines: string[];
}

/** Returns the final scores after number *after*, at most *limit*: those of the next windows that are stored. */
export async function readFinals(
  folder: EventsFolder,
  after: number,
  limit: number
): Promise<FinalScores> {
  const end = nextFinal(folder.windows) - 1;
  const oldest = folder.windows[0]?.first ?? end + 1;
  const from = Math.min(after, end);
  const dropped = Math.max(0, oldest - 1 - from);
  const lines: string[] = [];
  let next = from + dropped;
  while (lines.length < limit && next < end) {
    const stored = folder.windows.find(({first, rows}) => first + rows > next + 1);
    if (!stored) break;
    const row = next + 1 - stored.first;
    if (row < 0) break; // removed meanwhile: what was dropped is said by the next request
    const piece = Math.floor(row / pieceRows);
    const text = await maybeRead(folder.pieceOf(stored, piece));
    if (text === undefined) break;
    const rows = text.split("\n").slice(row - piece * pieceRows, -1);
    if (rows.length === 0) break;
    const taken = rows.slice(0, limit - lines.length);
    lines.push(...taken);
    next += taken.length;
  }
  return {next, dropped, lines};
}

async function maybeRead(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
