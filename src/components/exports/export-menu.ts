import {errorMessage} from "../../core/error-message.js";
import type {Provenance} from "../../core/schema/published.js";
import {element} from "../kit/element.js";
import {exportFormats} from "./formats.js";
import type {ExportFormat, ExportMaterial} from "./formats.js";
import {formatBytes, formatDigest} from "../kit/format.js";

/**
 * A row of an exported table: values by column, each row with the same columns in the same order. Times
 * are Dates, or ms since the epoch in the columns that `ExportSource.times` names.
 */
export type ExportRow = Readonly<Record<string, string | number | boolean | bigint | Date | null>>;

/** The export of a figure or table. */
export interface ExportSource {
  /** The stem of the file’s name; lower case and hyphens; e.g., `alerts-by-day`. */
  name: string;

  /** Returns the rows behind the figure; called when the reader asks. */
  rows: () => readonly ExportRow[] | Promise<readonly ExportRow[]>;

  /** Returns the figure as it stands, for SVG and PNG; absent or null for a table. */
  figure?: () => SVGSVGElement | null;

  /** Whether the rows are events of the table `events`; these are offered as STIX, Navigator and Timesketch too. */
  alerts?: boolean;

  /** The columns whose numbers are times in ms since the epoch; defaults to `timeNames` of src/core/exports/table.ts. */
  times?: readonly string[];

  /** The columns whose text is JSON, which JSON lines hold as values; none by default. */
  json?: readonly string[];

  /** Returns the documents of the rules that the column `rules` names, by their places; STIX holds them. */
  patterns?: () => Promise<ReadonlyMap<number, string>>;

  /** The threshold of the alerts, in (0, 1); written into the export. */
  threshold?: number;
}

/** The source of an export, where it is a log of the reader’s own. */
export interface ExportedLog {
  /** Its digest, in hexadecimal. */
  sha256: string;

  /** The description in an exported figure. */
  description: string;
}

/** The source of an export. */
export interface ExportOptions {
  /** The provenance of the figure; without it the file’s name has no digest. */
  provenance?: Provenance;

  /** The artifact whose digest is in the file’s name; defaults to `evaluation`. */
  phase?: keyof Provenance["artifacts"];

  /** The query behind the figure; offered as `.sql`. */
  query?: string;

  /** Returns the log that takes the place of the provenance, where it is the reader’s own. */
  log?: () => Promise<ExportedLog>;
}

/**
 * Returns the menu that exports *source* as a file named `atalaya-<name>-<digest>.<extension>`. It
 * opens in place; arrow keys move between formats, Escape closes it. What was written, or what went
 * wrong, is said below.
 */
export function exportMenu(source: ExportSource, options: ExportOptions = {}): HTMLElement {
  const summary = element("summary", {}, "export");
  const status = element("p", {class: "export-status", role: "status", "aria-live": "polite"});
  const items = element("div", {class: "export-formats", role: "group", "aria-label": `Export ${source.name}`}); // prettier-ignore
  const menu = element("details", {class: "export"}, summary, items, status);
  for (const format of exportFormats) {
    if (!isOffered(format, source, options)) continue;
    const button = element("button", {type: "button"}, format.label);
    button.addEventListener("click", () => void run(format, source, options, {items, status}));
    items.append(button);
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      summary.focus();
    } else if (move(items, event.key)) {
      event.preventDefault();
    }
  });
  return menu;
}

function isOffered(
  {needs}: ExportFormat,
  {figure, alerts = false}: ExportSource,
  {query}: ExportOptions
): boolean {
  if (needs === "figure") return figure !== undefined;
  if (needs === "alerts") return alerts;
  return needs === "query" ? query !== undefined : true;
}

/** Moves the focus between the buttons of *items*; returns whether *key* does that. */
function move(items: HTMLElement, key: string): boolean {
  const buttons = [...items.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const places: {[key: string]: number | undefined} = {
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    ArrowLeft: at < 0 ? -1 : at - 1,
    ArrowUp: at < 0 ? -1 : at - 1,
    Home: 0,
    End: -1
  };
  const place = places[key];
  if (place === undefined) return false;
  buttons.at(place % buttons.length)?.focus();
  return true;
}

async function run(
  format: ExportFormat,
  source: ExportSource,
  options: ExportOptions,
  {items, status}: {items: HTMLElement; status: HTMLElement}
): Promise<void> {
  if (items.getAttribute("aria-busy") === "true") return;
  items.setAttribute("aria-busy", "true");
  status.textContent = `Writing ${format.label} …`;
  try {
    const log = await options.log?.();
    const {blob, contents, remarks} = await format.make(
      log ? ownMaterial(source, log) : materialOf(source, options)
    );
    const name = fileName(source, log?.sha256 ?? digestOf(options), format.extension);
    download(blob, name);
    const rest = remarks.map((remark) => ` ${remark}.`).join("");
    status.textContent = `${name}: ${contents}, ${formatBytes(blob.size)}.${rest}`;
  } catch (error) {
    status.textContent = `${format.label} not written: ${errorMessage(error)}.`;
  } finally {
    items.removeAttribute("aria-busy");
  }
}

function materialOf(source: ExportSource, options: ExportOptions): ExportMaterial {
  const {provenance, query} = options;
  const synthetic = provenance?.synthetic ?? false;
  const digest = digestOf(options);
  return {
    rows: async () => source.rows(),
    figure: () => source.figure?.() ?? null,
    query: query ?? null,
    times: source.times,
    json: source.json,
    patterns: source.patterns,
    source: {
      evaluation: provenance?.artifacts.evaluation,
      threshold: source.threshold,
      synthetic
    },
    title: `Atalaya: ${source.name.replaceAll("-", " ")}`,
    description: [
      ...(digest ? [`${options.phase ?? "evaluation"} ${digest}`] : []),
      ...(provenance ? [provenance.command] : []),
      ...(synthetic ? ["synthetic data"] : [])
    ].join("; ")
  };
}

function ownMaterial(source: ExportSource, {sha256, description}: ExportedLog): ExportMaterial {
  const {threshold} = source;
  return {...materialOf(source, {}), source: {log: sha256, threshold}, description};
}

function fileName({name}: ExportSource, digest: string | undefined, extension: string): string {
  const stem = name.replace(/[^a-z0-9-]+/gi, "-").slice(0, 80); // names may come from a log
  return `atalaya-${stem}${digest ? `-${formatDigest(digest)}` : ""}.${extension}`;
}

function digestOf({provenance, phase = "evaluation"}: ExportOptions): string | undefined {
  return provenance?.artifacts[phase];
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = element("a", {href: url, download: name, hidden: true});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may still be reading it
}
