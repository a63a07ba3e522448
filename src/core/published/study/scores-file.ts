import {decodeArray, encodeArray} from "../../forest/arrays.js";
import {regimes} from "../../schema/study.js";
import type {Regime} from "../../schema/study.js";

/** The files of a study: what it says, and the scores of its first seed. */
export const studyFile = "study.json";
export const scoresFile = "scores.json";

/** The scores of a method in a regime, of the events of the study in the order of their ids. */
export interface PartScores {
  name: string;
  regime: Regime;
  scores: Float32Array;
}

const format = "atalaya-study-scores/1";

/** The most scores of a part that are read. */
const maxScores = 1_000_000;

/** Returns the scores of the first *seed* as JSON: single precision, little-endian, in base64. */
export function scoresToJson(seed: number, parts: readonly PartScores[]): string {
  const listed = parts.map(({name, regime, scores}) => ({
    ...{name, regime},
    scores: encodeArray(scores, "float32")
  }));
  return JSON.stringify({format, seed, parts: listed});
}

/** Reads what `scoresToJson` wrote; throws a RangeError or a ModelError unless it is sound. */
export function parseScores(value: unknown): {seed: number; parts: PartScores[]} {
  const file = value as {format?: unknown; seed?: unknown; parts?: unknown} | null;
  if (file?.format !== format || !Array.isArray(file.parts))
    throw new RangeError("invalid scores: format is another");
  const parts = (file.parts as {[field: string]: unknown}[]).map((part, i) => {
    const regime = regimes.find((one) => one === part?.regime);
    if (!regime || typeof part.name !== "string" || typeof part.scores !== "string")
      throw new RangeError(`invalid scores: part ${i} is wrong`);
    const scores = decodeArray(part.scores, "float32", maxScores, `parts[${i}].scores`);
    return {name: part.name, regime, scores};
  });
  return {seed: Number(file.seed), parts};
}
