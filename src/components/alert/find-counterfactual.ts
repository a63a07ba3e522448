import type {Feature} from "../../core/features/list.js";
import {quantileDistance} from "../../core/forest/counterfactual/distance.js";
import type {Distance} from "../../core/forest/counterfactual/distance.js";
import {counterfactuals} from "../../core/forest/counterfactual/counterfactuals.js";
import {scoreMatrix} from "../../core/forest/score.js";
import type {Forest} from "../../core/forest/types.js";
import type {ModelFile} from "../../core/schema/models.js";
import {featureText} from "../kit/feature-text.js";
import {readingOf} from "./feature-reading.js";
import type {Rescore} from "./rescore.js";
import {clockText, minuteOf, minutesApart, minutesOfDay} from "./time-of-day.js";

/** One value of an event that would have to change. */
export interface ChangedPart {
  /** The label of the feature; e.g., `bytes out`. */
  label: string;

  /** The value it has, and the one it would have to have; e.g., `18.4 MB`. */
  from: string;
  to: string;
}

/** The smallest change that was found to bring an event below the threshold. */
export interface Change {
  /** The values that would change: one, or two. */
  parts: ChangedPart[];

  /** The score that the event would then have, rescored. */
  score: number;
}

/** A change, and how far it is in training rows. */
interface FarChange extends Change {
  distance: number;
}

/**
 * Returns the smallest change of an event that brings its score below *threshold*, everything else
 * equal: of one feature, or else of two (`counterfactuals` in src/core/forest/counterfactual/counterfactuals.ts),
 * counted in training rows passed. The sine and the cosine of the hour move together, as the time of
 * day, a minute at a time. Null if none was found.
 */
export function findChange(
  {file, forest}: {file: ModelFile; forest: Forest},
  {features, row}: Rescore,
  threshold: number
): Change | null {
  const distance = quantileDistance(file.profile);
  const readings = features.map((feature, j) =>
    readingOf(feature, isHour(feature) ? row[j] : undefined)
  );
  const find = counterfactuals(forest);
  const search = (columns: 1 | 2) =>
    find(row, {threshold, distance, readings, least: columns, most: columns});
  const single = search(1);
  const hour = findHour(forest, {features, row}, threshold, distance);
  if (hour && !(single && single.distance <= hour.distance)) return hour;
  const found = single ?? search(2);
  if (!found) return null;
  const parts = found.changes.map(({column, from, to}) => ({
    label: features[column].label,
    ...partTexts(features[column], from, to)
  }));
  return {parts, score: found.score};
}

/** Returns both values as people read them; if they read alike, which of them is the greater. */
function partTexts(feature: Feature, from: number, to: number): {from: string; to: string} {
  const texts = {from: featureText(feature, from), to: featureText(feature, to)};
  if (texts.from !== texts.to) return texts;
  return {...texts, to: `a little ${to < from ? "less" : "more"}`};
}

/** Returns whether a feature is the sine or the cosine of the time of day. */
export function isHour({name}: Feature): boolean {
  return name === "hour_sin" || name === "hour_cos";
}

/** Returns the change of the time of day alone that suffices, to the nearest minute of those that do. */
function findHour(
  forest: Forest,
  {features, row}: Pick<Rescore, "features" | "row">,
  threshold: number,
  distance: Distance
): FarChange | undefined {
  const sine = features.findIndex(({name}) => name === "hour_sin");
  const cosine = features.findIndex(({name}) => name === "hour_cos");
  if (sine < 0 || cosine < 0) return undefined;
  const angle = (minute: number) => (2 * Math.PI * minute) / minutesOfDay;
  const values = new Float32Array(minutesOfDay * row.length);
  for (let minute = 0; minute < minutesOfDay; ++minute) {
    values.set(row, minute * row.length);
    values[minute * row.length + sine] = Math.sin(angle(minute));
    values[minute * row.length + cosine] = Math.cos(angle(minute));
  }
  const scores = scoreMatrix(forest, {rows: minutesOfDay, columns: row.length, values});
  const now = minuteOf(row[sine], row[cosine]);
  let best: number | undefined;
  for (let minute = 0; minute < minutesOfDay; ++minute) {
    if (minute === now || !(scores[minute] < threshold)) continue;
    if (best === undefined || minutesApart(minute, now) < minutesApart(best, now)) best = minute;
  }
  if (best === undefined) return undefined;
  const far = (column: number) => distance(column, row[column], values[best * row.length + column]);
  const part = {label: "time of day", from: clockText(now), to: clockText(best)};
  return {parts: [part], score: scores[best], distance: far(sine) + far(cosine)};
}
