import type {Provenance} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {exportMenu} from "../exports/export-menu.js";
import type {ExportOptions, ExportRow, ExportSource} from "../exports/export-menu.js";
import {formatCount, formatDigest} from "../kit/format.js";
import {pageHref} from "../site/url-state.js";
import {checksumLines} from "./log-identity.js";
import type {LogIdentity} from "./log-identity.js";

/** The provenance of a figure of a dropped log: the log, and the published model. */
interface YourSource {
  /** The provenance of the site, which the model is of. */
  provenance: Provenance;
  identity: () => Promise<LogIdentity>;
}

/**
 * Returns the line under a figure of a dropped log: n, the digest of the log as soon as it is known, the
 * digest of the model, and how to reproduce the figure. An export has the digest of the log, never that of
 * the published run.
 */
export function yourProvenanceLine(
  source: YourSource,
  {n, exports}: {n: number; exports?: ExportSource}
): HTMLElement {
  const {training} = source.provenance.artifacts;
  const own = element("span", {class: "log-digest"}, "your log …");
  const reproduce = element("pre", {}, reproduceText(null, training));
  source.identity().then(
    (identity) => {
      const several =
        identity.files.length > 1 ? `, over ${formatCount(identity.files.length)} files` : "";
      own.title = `sha256 ${identity.sha256}${several}`;
      own.textContent = `your log ${formatDigest(identity.sha256)}`;
      reproduce.textContent = reproduceText(identity, training);
    },
    () => (own.textContent = "your log, no longer readable")
  );
  const model = element(
    "a",
    {
      href: pageHref("lineage", {phase: "training"}),
      title: `which bytes made the model: sha256 ${training}`
    },
    `model ${formatDigest(training)}`
  );
  return element(
    "div",
    {class: "provenance"},
    element("span", {}, `n = ${formatCount(n)}`),
    exports && exportMenu(exports, yourExportOptions(source)),
    own,
    model,
    element("details", {}, element("summary", {}, "Reproduce"), reproduce)
  );
}

/** Returns options that put the digest of the dropped log into exports. */
export function yourExportOptions({identity, provenance}: YourSource): ExportOptions {
  const {training} = provenance.artifacts;
  return {
    log: async () => {
      const found = await identity();
      return {sha256: found.sha256, description: `${checksumLines(found)}; model ${training}`};
    }
  };
}

/** Returns *rows* with the name and the digest of the file of each, whose index is their column `file`. */
export async function withFiles(
  rows: readonly ExportRow[],
  identity: () => Promise<LogIdentity>
): Promise<ExportRow[]> {
  const {files} = await identity();
  return rows.map((row) => {
    const {name, sha256} = files[Number(row.file)];
    return {...row, file_name: name, file_sha256: sha256};
  });
}

function reproduceText(identity: LogIdentity | null, training: string): string {
  const sums = identity ? `\n\n${checksumLines(identity)}` : "";
  return `Drop the same bytes on this page of a site with the model\n${training}${sums}`;
}
