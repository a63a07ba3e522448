import {
  similarityScaleOf,
  similarEventsQuery,
  robustScales
} from "../../core/features/similar-events.js";
import type {Feature} from "../../core/features/list.js";
import type {ModelFile} from "../../core/schema/models.js";
import {nameElement} from "../kit/clip.js";
import type {PublishedDatabase, Row} from "../database/client.js";
import {element} from "../kit/element.js";
import {table} from "../kit/table.js";
import {isHour} from "./find-counterfactual.js";
import {featureText} from "../kit/feature-text.js";
import {formatCount, formatScore, formatTime, plural} from "../kit/format.js";
import {clockText, minuteOf} from "./time-of-day.js";
import {pageHref} from "../site/url-state.js";
import type {PageName} from "../../core/pages/registry.js";
import type {Rescore} from "./rescore.js";

/** A normal event, with its features. */
export type NormalEvent = Row & {
  event_id: number;
  time: number;
  src: string;
  dst: string;
  score: number;
};

/** The normal events that are nearest to an event. */
export interface NormalEvents {
  events: NormalEvent[];

  /** The number of normal events that were compared. */
  of: number;

  /** The query that gives them. */
  query: string;
}

/** Returns the ten normal events of the training window that are nearest to the event of a rank. */
export async function findNormalEvents(
  database: PublishedDatabase,
  rank: number,
  {features, profile}: Pick<ModelFile, "features" | "profile">
): Promise<NormalEvents> {
  const query = similarEventsQuery(features, robustScales(profile));
  const [{of}] = await database.query<{of: number}>("SELECT count(*) AS of FROM normal_events");
  const events = await database.query<NormalEvent>(query, [rank]);
  return {events, of, query: query.replace("rank = ?", `rank = ${rank}`)};
}

/** How to show normal events. */
export interface NormalTableOptions {
  /** The event that they are compared with. */
  rescored: Rescore;
  profile: ModelFile["profile"];

  /** The page that shows them; defaults to `alert`. */
  page?: PageName;
}

/**
 * Lists normal events: how far each is, and the two features in which it differs most. They lead to the page
 * that shows them.
 */
export function normalTable(
  {events, of}: Pick<NormalEvents, "events" | "of">,
  {rescored: {features, row}, profile, page = "alert"}: NormalTableOptions
): HTMLElement {
  if (events.length === 0)
    return element(
      "p",
      {class: "about"},
      "No sampled event of the training window is below the threshold; a longer training window would have some."
    );
  const scales = robustScales(profile);
  const compared = events.map((event) => {
    const normal = features.map(({name}) => Number(event[name]));
    const {distance, columns} = similarityScaleOf(row, normal, scales);
    return {event, distance, differs: differences(features, columns, {normal, actual: row})};
  });
  const label = `The ${formatCount(events.length)} ${plural(events.length, "event")} nearest to it among ${formatCount(of)} normal ones`;
  const link = ({event_id: id, time}: NormalEvent) =>
    element("a", {href: pageHref(page, {event: id}), "data-event": id}, formatTime(time));
  return table(compared, {
    class: "nearest-normal",
    label,
    columns: [
      {name: "time (UTC)", cell: ({event}) => link(event)},
      {name: "source", class: "address", cell: ({event}) => nameElement(event.src, 22)},
      {name: "destination", class: "address", cell: ({event}) => nameElement(event.dst, 22)},
      {name: "distance", number: true, cell: ({distance}) => distance.toFixed(2)},
      {
        name: "differs most in",
        class: "differs",
        cell: ({differs}) => differs.join("; ") || "no feature of the model"
      },
      {name: "score", number: true, cell: ({event}) => formatScore(event.score)}
    ]
  });
}

/** Returns the two features that differ most, as text; the sine and the cosine of the hour are one. */
function differences(
  features: readonly Feature[],
  columns: readonly number[],
  {normal, actual}: {normal: readonly number[]; actual: readonly number[]}
): string[] {
  const hours = features.flatMap((feature, j) => (isHour(feature) ? [j] : []));
  const [sine, cosine] = hours;
  const clock = (row: readonly number[]): string => clockText(minuteOf(row[sine], row[cosine]));
  const texts = columns.map((j) => {
    if (hours.length === 2 && hours.includes(j))
      return `time of day ${clock(normal)}, here ${clock(actual)}`;
    const [there, here] = [normal[j], actual[j]].map((value) => featureText(features[j], value));
    return there === here
      ? `${features[j].label} a little`
      : `${features[j].label} ${there}, here ${here}`;
  });
  return [...new Set(texts)].slice(0, 2);
}
