import type {Manifest} from "../../src/core/schema/artifacts.js";
import type {RawFacts} from "../../src/core/schema/raw-facts.js";
import {fileKey} from "../artifacts/artifacts.js";
import {rejectedPath} from "../ingestion/event-table.js";
import type {Store} from "../storage/store.js";

/** Returns where the rejected lines of the ingestion *raw* are listed. */
export function rejectedList(raw: Manifest, {location}: Pick<Store, "location">): string {
  return `${location}/${fileKey(raw, rejectedPath)}`;
}

/**
 * Returns a sentence if most of the lines that should be records were rejected: how many, the most common
 * reason, and where the list is. Undefined otherwise.
 */
export function mostlyRejected(raw: Manifest, store: Pick<Store, "location">): string | undefined {
  const {accepted, rejected, reasons} = raw.facts as unknown as RawFacts;
  if (!(rejected > accepted)) return undefined;
  const count = (n: number) => n.toLocaleString("en-US");
  const [top] = reasons;
  const place = top.field === null ? "" : ` in field ${top.field}`;
  const most = `most often “${top.reason}”${place} (${count(top.lines)}, the first in ${top.file}, line ${count(top.line)})`;
  return `most lines were rejected: ${count(rejected)} of ${count(rejected + accepted)}; ${most}; the list is ${rejectedList(raw, store)}`;
}
