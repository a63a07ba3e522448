import {errorMessage} from "../../core/error-message.js";
import {hiddenIncidentsSql} from "../../core/suppressions/hidden-incidents.js";
import {suppressionSql} from "../../core/suppressions/suppression.js";
import type {Suppression} from "../../core/suppressions/suppression.js";
import {element} from "../kit/element.js";
import {formatCount, plural, visible} from "../kit/format.js";
import {suppressions, suppressionsInForce} from "./suppression-store.js";

/** What the suppressions of this browser hide of a run. */
export interface Hidden {
  /** The places of the incidents of which every event, and every hit of a rule without one, is hidden. */
  incidents: ReadonlySet<number>;

  /** The scores of the hidden events, descending: of the 2,000 most anomalous of them. */
  scores: readonly number[];
}

/** Nothing hidden: no suppression is in force. */
export const nothingHidden: Hidden = {incidents: new Set(), scores: []};

let known: {key: string; hidden: Promise<Hidden>} | undefined;

/** Returns what *held* hide of the run at *url*, the URL of `events.duckdb`, which is opened only if there are any. */
export function readHidden(url: string, held: readonly Suppression[]): Promise<Hidden> {
  if (held.length === 0) return Promise.resolve(nothingHidden);
  const key = JSON.stringify([url, held]);
  if (known?.key !== key) known = {key, hidden: queryHidden(url, held)};
  return known.hidden;
}

async function queryHidden(url: string, held: readonly Suppression[]): Promise<Hidden> {
  const {openDatabase} = await import("../database/client.js"); // 34 MB that nobody needs without suppressions
  const database = await openDatabase(url);
  const {sql, parameters} = suppressionSql(held);
  const hidden = hiddenIncidentsSql(held);
  const incidents = await database.query<{incident: number}>(hidden.sql, hidden.parameters);
  const scores = await database.query<{score: number}>(
    `SELECT score FROM events WHERE ${sql} ORDER BY rank LIMIT 2000`,
    parameters
  );
  return {
    incidents: new Set(incidents.map(({incident}) => incident)),
    scores: scores.map(({score}) => score)
  };
}

/** Gets what is hidden, and a note on it with a button that shows it; null where nothing is. */
export type OnHidden = (hidden: Hidden, note: HTMLElement | null) => void;

/**
 * Calls *onHidden* with what the suppressions of this browser hide of the run at *url*, as soon as it is known and
 * whenever they change, until *node* has left the page; of what the reader asks to be shown, with nothing hidden.
 */
export function followHidden(node: Node, url: string, onHidden: OnHidden): void {
  let isShown = false;
  let turn = 0;
  const follow = async (): Promise<void> => {
    const held = suppressionsInForce();
    const mine = ++turn;
    if (held.length === 0) return onHidden(nothingHidden, null);
    try {
      const hidden = await readHidden(url, held);
      if (mine !== turn) return; // others came meanwhile
      const note = hiddenNote(hidden, held.length, isShown, () => {
        isShown = !isShown;
        void follow();
      });
      onHidden(isShown ? nothingHidden : hidden, note);
    } catch (error) {
      if (mine !== turn) return;
      const reason = visible(errorMessage(error));
      onHidden(nothingHidden, element("p", {class: "message"}, `Suppressions not applied: ${reason}`)); // prettier-ignore
    }
  };
  suppressions.listen(node, () => void follow());
  if (suppressionsInForce().length > 0) void follow();
}

function hiddenNote(
  {incidents}: Hidden,
  by: number,
  isShown: boolean,
  toggle: () => void
): HTMLElement {
  const n = incidents.size;
  const button = element("button", {type: "button", class: "plain"}, isShown ? "Hide them" : "Show them"); // prettier-ignore
  button.addEventListener("click", toggle);
  const verb = isShown ? "would be suppressed" : "suppressed";
  const text = `${formatCount(n)} ${plural(n, "incident")} ${verb} by ${formatCount(by)} ${plural(by, "suppression")} of this browser. `;
  return element("p", {class: "about suppressed"}, text, n > 0 && button);
}
