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
import {isHour} from "./find-counterfactual.js";
import {featureText} from "../kit/feature-text.js";
import {formatCount, formatScore, formatTime, plural} from "../kit/format.js";
import {clockText, minuteOf} from "./time-of-day.js";
import {pageHref} from "../site/url-state.js";
import type {PageName} from "../site/url-state.js";
import type {Rescore} from "./rescore.js";

/** An ordinary event, and how far it is. */
export type NormalEvent = Row & {
  event_id: number;
  time: number;
  src: string;
  dst: string;
  score: number;
};

/** The ordinary events that are most like one. */
export interface NormalEvents {
  events: NormalEvent[];

  /** The number of events they are the nearest among. */
  of: number;

  /** The query that gives them. */
  query: string;
}

/** Finds the ten ordinary events of the training window that are most like the event of a rank. */
export async function findNormalEvents(
  lake: PublishedDatabase,
  rank: number,
  {features, profile}: Pick<ModelFile, "features" | "profile">
): Promise<NormalEvents> {
  const query = similarEventsQuery(features, robustScales(profile));
  const [{of}] = await lake.query<{of: number}>("SELECT count(*) AS of FROM ordinary");
  const events = await lake.query<NormalEvent>(query, [rank]);
  return {events, of, query: query.replace("rank = ?", `rank = ${rank}`)};
}

/** What ordinary events are compared with, and where. */
export interface NormalTableOptions {
  /** The event that they are like. */
  again: Rescore;
  profile: ModelFile["profile"];

  /** The page that shows them; defaults to `alert`. */
  page?: PageName;
}

/**
 * Lists ordinary events: how far each is, and the two features in which it differs most. They lead to
 * the page that shows them.
 */
export function normalTable(
  {events, of}: Pick<NormalEvents, "events" | "of">,
  {again: {features, row}, profile, page = "alert"}: NormalTableOptions
): HTMLElement {
  if (events.length === 0)
    return element(
      "p",
      {class: "about"},
      "No ordinary event to compare it with stands below the line."
    );
  const scales = robustScales(profile);
  const lines = events.map((event) => normalRow(event, {features, row, scales, page}));
  const heads = ["time (UTC)", "source", "destination", "distance", "differs most in", "score"];
  const caption = `The ${formatCount(events.length)} ${plural(events.length, "event")} most like it among ${formatCount(of)} ordinary ones`;
  const table = element(
    "table",
    {class: "ordinary"},
    element("caption", {class: "unseen"}, caption),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...heads.map((head) =>
          element("th", {scope: "col", class: /distance|score/.test(head) ? "number" : null}, head)
        )
      )
    ),
    element("tbody", {}, ...lines)
  );
  return element(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": caption},
    table
  );
}

interface NormalRowOptions extends Pick<Rescore, "features" | "row"> {
  scales: readonly number[];
  page: PageName;
}

function normalRow(
  event: NormalEvent,
  {features, row, scales, page}: NormalRowOptions
): HTMLElement {
  const {event_id: id, time, src, dst, score} = event;
  const other = features.map(({name}) => Number(event[name]));
  const {distance, columns} = similarityScaleOf(row, other, scales);
  const differs = differences(features, columns, {ordinary: other, actual: row});
  const link = element(
    "a",
    {href: pageHref(page, {event: id}), "data-event": id},
    formatTime(time)
  );
  return element(
    "tr",
    {},
    element("td", {}, link),
    element("td", {class: "address"}, nameElement(src, 22)),
    element("td", {class: "address"}, nameElement(dst, 22)),
    element("td", {class: "number"}, distance.toFixed(2)),
    element("td", {class: "differs"}, differs.join("; ") || "in nothing that the model sees"),
    element("td", {class: "number"}, formatScore(score))
  );
}

/** Returns the two things that differ most, in words; the sine and the cosine of the hour are one. */
function differences(
  features: readonly Feature[],
  columns: readonly number[],
  {ordinary, actual}: {ordinary: readonly number[]; actual: readonly number[]}
): string[] {
  const hours = features.flatMap((feature, j) => (isHour(feature) ? [j] : []));
  const [sine, cosine] = hours;
  const clock = (row: readonly number[]): string => clockText(minuteOf(row[sine], row[cosine]));
  const texts = columns.map((j) => {
    if (hours.length === 2 && hours.includes(j))
      return `time of day ${clock(ordinary)}, here ${clock(actual)}`;
    const [there, here] = [ordinary[j], actual[j]].map((value) => featureText(features[j], value));
    return there === here
      ? `${features[j].label} a little`
      : `${features[j].label} ${there}, here ${here}`;
  });
  return [...new Set(texts)].slice(0, 2);
}
