import type {Severity} from "../../core/schema/incidents.js";
import type {PublishedDatabase, Row} from "../database/client.js";
import {element} from "../kit/element.js";
import {visible} from "../kit/format.js";
import {later} from "../kit/lazy-part.js";
import {severityMark} from "../kit/severity.js";
import {verdictMark} from "../records/verdict-mark.js";
import {pageHref} from "../site/url-state.js";
import type {AlertEvent} from "./alert-data.js";

/** Returns the most severe incident that an event belongs to, with the verdict on it; null if it belongs to none. */
export function incidentOf(
  {incident}: AlertEvent,
  database: Promise<PublishedDatabase>
): HTMLElement | null {
  if (typeof incident !== "number") return null;
  return later(async () => {
    const [found] = await (
      await database
    ).query<Row & {id: string; file: string; name: string; severity: Severity}>(
      "SELECT id, file, name, severity FROM incidents WHERE incident = ?",
      [incident]
    );
    if (!found) return null;
    const {id, file, name, severity} = found;
    return element(
      "p",
      {class: "standing of-incident"},
      "Part of ",
      severityMark(severity),
      " ",
      element("a", {href: pageHref("incident", {id})}, visible(name).slice(0, 200)),
      " ",
      verdictMark(`${file}:${id}`)
    );
  });
}
