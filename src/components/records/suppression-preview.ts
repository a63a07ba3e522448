import {suppressionSql} from "../../core/suppressions/suppression.js";
import type {Suppression} from "../../core/suppressions/suppression.js";
import {nameElement} from "../kit/clip.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, formatTime, plural} from "../kit/format.js";
import {pageHref} from "../site/url-state.js";
import {verdicts} from "./verdict-store.js";

/** An event that would be hidden although a label or a verdict calls it an attack. */
export interface TruePositive {
  event_id: number;
  time: number;
  src: string;
  dst: string;
  score: number;
  /** The label of the log; null if it is the reader’s verdict. */
  label: string | null;
}

/** What a suppression would hide of a run. */
export interface SuppressionPreview {
  events: number;

  /** How many of them are at or above the threshold. */
  alerts: number;

  /** How many are labelled attacks, and how many have the verdict true; the most anomalous of both. */
  attacks: number;
  truePositives: number;
  named: TruePositive[];
}

const columns = "event_id, time, src, dst, score";
const maxNamed = 5;

/** Returns what *rule* would hide of the events of *database*, those at or above *threshold* being alerts. */
export async function previewSuppression(
  database: PublishedDatabase,
  rule: Pick<Suppression, "where">,
  threshold: number
): Promise<SuppressionPreview> {
  const {sql, parameters} = suppressionSql([rule]);
  const [counts] = await database.query<Omit<SuppressionPreview, "truePositives" | "named">>(
    `SELECT count(*) AS events, count(*) FILTER (score >= ?) AS alerts,
      count(*) FILTER (attack = 1) AS attacks FROM events WHERE ${sql}`,
    [threshold, ...parameters]
  );
  const confirmed = [...verdicts.all()].flatMap(([identity, {verdict}]) =>
    verdict === "true" ? [identity] : []
  );
  const truePositives = confirmed.length
    ? await database.query<TruePositive>(
        `SELECT ${columns}, CAST(NULL AS VARCHAR) AS label FROM events JOIN files USING (file)
        WHERE sha256 || ':' || line IN (SELECT unnest(string_split(?, ','))) AND (${sql}) ORDER BY rank`,
        [confirmed.join(","), ...parameters]
      )
    : [];
  const attacks = counts.attacks
    ? await database.query<TruePositive>(
        `SELECT ${columns}, coalesce(detailed_label, label) AS label FROM events
        WHERE attack = 1 AND (${sql}) ORDER BY rank LIMIT ${maxNamed}`,
        parameters
      )
    : [];
  const named = [...truePositives.slice(0, maxNamed), ...attacks];
  return {...counts, truePositives: truePositives.length, named};
}

/** Shows what would be hidden: the count, and, as an alert, the true positives among it. */
export function previewNode(preview: SuppressionPreview): HTMLElement {
  const {events, alerts, attacks, truePositives, named} = preview;
  const counted = element(
    "p",
    {},
    "It would hide ",
    element("b", {}, `${formatCount(events)} ${plural(events, "event")}`),
    ` of this run, ${formatCount(alerts)} of them at or above the threshold.`
  );
  if (attacks + truePositives === 0)
    return element(
      "div",
      {},
      counted,
      element(
        "p",
        {class: "about"},
        "No labelled attack and no event with your verdict true is among them."
      )
    );
  const kinds = [
    ...(truePositives > 0 ? [`${formatCount(truePositives)} with your verdict true`] : []),
    ...(attacks > 0 ? [`${formatCount(attacks)} labelled ${plural(attacks, "attack")}`] : [])
  ];
  const more = attacks + truePositives - named.length;
  return element(
    "div",
    {},
    counted,
    element(
      "div",
      {class: "message", role: "alert"},
      element("p", {}, element("b", {}, `It would hide true positives: ${kinds.join(" and ")}.`)),
      element("ul", {class: "rejected"}, ...named.map(namedItem)),
      more > 0 && element("p", {}, `and ${formatCount(more)} more.`)
    )
  );
}

function namedItem({event_id, time, src, dst, score, label}: TruePositive): HTMLElement {
  return element(
    "li",
    {},
    element("a", {href: pageHref("alert", {event: event_id})}, formatTime(time)),
    " ",
    nameElement(src, 24),
    " → ",
    nameElement(dst, 24),
    ` ${formatScore(score)}, `,
    label === null ? "your verdict" : nameElement(label, 40, "plain")
  );
}
