import type {Manifest} from "../../src/core/schema/artifacts.js";
import {partitionNames, rejectedPath} from "../../src/core/schema/raw-facts.js";
import type {RawFacts} from "../../src/core/schema/raw-facts.js";
import {fileKey} from "../artifacts/artifacts.js";
import type {Store} from "../storage/store.js";

/** Returns where the rejected lines of the file called *name* of the ingestion *raw* are listed. */
export function rejectedList(
  raw: Manifest,
  name: string,
  {location}: Pick<Store, "location">
): string {
  const {files} = raw.facts as unknown as RawFacts;
  const names = partitionNames(files.map(({sha256}) => sha256));
  const {sha256} = files.find((file) => file.name === name)!;
  return `${location}/${fileKey(raw, rejectedPath(names.get(sha256)!))}`;
}

/**
 * Returns a sentence if most of the lines that should be records were rejected: how many, the most common
 * reason, and where the lines of the file with the first of them are listed. Undefined otherwise.
 */
export function mostlyRejected(raw: Manifest, store: Pick<Store, "location">): string | undefined {
  const {accepted, rejected, reasons, files} = raw.facts as unknown as RawFacts;
  if (!(rejected > accepted)) return undefined;
  const count = (n: number) => n.toLocaleString("en-US");
  const [top] = reasons;
  const place = top.field === null ? "" : ` in field ${top.field}`;
  const most = `most often “${top.reason}”${place} (${count(top.lines)}, the first in ${top.file}, line ${count(top.line)})`;
  const listed = files.filter(({rejected}) => rejected > 0).length;
  const others = listed > 1 ? ` of that file, one of ${count(listed)},` : "";
  return `most lines were rejected: ${count(rejected)} of ${count(rejected + accepted)}; ${most}; the list${others} is ${rejectedList(raw, top.file, store)}`;
}
