import {suppressionSql} from "../../core/suppressions/suppression.js";
import type {Suppression} from "../../core/suppressions/suppression.js";
import {nameElement} from "../kit/clip.js";
import type {PublishedDatabase} from "../database/client.js";
import {element} from "../kit/element.js";
import {formatCount, formatScore, formatTime, plural} from "../kit/format.js";
import {pageHref} from "../site/url-state.js";
import {verdicts} from "./verdict-store.js";

/** An event that would be hidden although somebody said it matters. */
export interface TruePositive {
  event_id: number;
  time: number;
  src: string;
  dst: string;
  score: number;
  /** The label of the log; null if it is the reader’s verdict that says so. */
  label: string | null;
}

/** What a suppression would hide of a run. */
export interface SuppressionPreview {
  events: number;

  /** How many of them stand at or above the line. */
  alerts: number;

  /** How many are labelled attacks, and how many this browser’s reader judged true; the strangest of both. */
  attacks: number;
  judgedTrue: number;
  named: TruePositive[];
}

const columns = "event_id, time, src, dst, score";
const maxNamed = 5;

/** Returns what *rule* would hide of the events of *lake*, with *line* as the line. */
export async function previewSuppression(
  lake: PublishedDatabase,
  rule: Pick<Suppression, "where">,
  line: number
): Promise<SuppressionPreview> {
  const {sql, parameters} = suppressionSql([rule]);
  const [counts] = await lake.query<Omit<SuppressionPreview, "judgedTrue" | "named">>(
    `SELECT count(*) AS events, count(*) FILTER (score >= ?) AS alerts,
      count(*) FILTER (attack = 1) AS attacks FROM events WHERE ${sql}`,
    [line, ...parameters]
  );
  const judged = [...verdicts.all()].flatMap(([identity, {verdict}]) =>
    verdict === "true" ? [identity] : []
  );
  const judgedTrue = judged.length
    ? await lake.query<TruePositive>(
        `SELECT ${columns}, CAST(NULL AS VARCHAR) AS label FROM events JOIN files USING (file)
        WHERE sha256 || ':' || line IN (SELECT unnest(string_split(?, ','))) AND (${sql}) ORDER BY rank`,
        [judged.join(","), ...parameters]
      )
    : [];
  const attacks = counts.attacks
    ? await lake.query<TruePositive>(
        `SELECT ${columns}, coalesce(detailed_label, label) AS label FROM events
        WHERE attack = 1 AND (${sql}) ORDER BY rank LIMIT ${maxNamed}`,
        parameters
      )
    : [];
  const named = [...judgedTrue.slice(0, maxNamed), ...attacks];
  return {...counts, judgedTrue: judgedTrue.length, named};
}

/** Shows what would be hidden: the count, and, loudly, what is true of it. */
export function previewNode(preview: SuppressionPreview): HTMLElement {
  const {events, alerts, attacks, judgedTrue, named} = preview;
  const counted = element(
    "p",
    {},
    "It would hide ",
    element("b", {}, `${formatCount(events)} ${plural(events, "event")}`),
    ` of this run, ${formatCount(alerts)} of them at or above the line.`
  );
  if (attacks + judgedTrue === 0)
    return element(
      "div",
      {},
      counted,
      element(
        "p",
        {class: "about"},
        "No labelled attack and no event that you judged true is among them."
      )
    );
  const kinds = [
    ...(judgedTrue > 0 ? [`${formatCount(judgedTrue)} that you judged true`] : []),
    ...(attacks > 0 ? [`${formatCount(attacks)} labelled ${plural(attacks, "attack")}`] : [])
  ];
  const more = attacks + judgedTrue - named.length;
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
    label === null ? "judged true" : nameElement(label, 40, "plain")
  );
}
