import type {AlertSource, Written} from "../../core/exports/alert.js";
import {csv} from "../../core/exports/csv.js";
import {jsonLines} from "../../core/exports/json-lines.js";
import {navigatorLayer} from "../../core/exports/navigator.js";
import {stixBundle} from "../../core/exports/stix.js";
import {timesketch} from "../../core/exports/timesketch.js";
import type {ColumnOptions, TableRow} from "../../core/exports/table.js";
import {figurePng, figureSvg} from "./figure-image.js";
import {formatCount, plural} from "../kit/format.js";

/** The inputs of a format. */
export interface ExportMaterial {
  rows: () => Promise<readonly TableRow[]>;
  figure: () => SVGSVGElement | null;
  /** The query behind the rows, or null. */
  query: string | null;
  /** Columns that hold times, see `ColumnOptions`. */
  times?: readonly string[];
  /** Columns whose text is JSON, see `ColumnOptions`. */
  json?: readonly string[];
  source: AlertSource;
  /** Returns the documents of the rules that the rows name, by their places. */
  patterns?: () => Promise<ReadonlyMap<number, string>>;
  title: string;
  description: string;
}

/** A file, and its description. */
export interface ExportedFile {
  blob: Blob;
  /** What is in it; e.g., `150 rows`. */
  contents: string;
  remarks: string[];
}

/** A format of exports. */
export interface ExportFormat {
  /** The label in the menu. */
  label: string;

  /** The end of the file’s name, without a leading dot. */
  extension: string;

  /** What it needs: rows, a figure, alerts, a query. */
  needs: "rows" | "figure" | "alerts" | "query";
  make(material: ExportMaterial): Promise<ExportedFile>;
}

/** Every format, in the order of the menu. */
export const exportFormats: readonly ExportFormat[] = [
  rowFormat("CSV", "csv", "text/csv", csv),
  {
    label: "Parquet",
    extension: "parquet",
    needs: "rows",
    async make({rows, times}) {
      const table = await rows();
      const {parquet} = await import("./parquet.js"); // its writer is large
      const blob = new Blob([parquet(table, {times})], {type: "application/vnd.apache.parquet"});
      return {blob, contents: rowCount(table.length), remarks: []};
    }
  },
  rowFormat("JSON lines", "jsonl", "application/jsonl", jsonLines),
  alertFormat("STIX 2.1", "stix.json", "application/stix+json", stixBundle),
  alertFormat("ATT&CK Navigator", "layer.json", "application/json", navigatorLayer),
  alertFormat("Timesketch", "timesketch.csv", "text/csv", timesketch),
  {
    label: "SVG",
    extension: "svg",
    needs: "figure",
    async make(material) {
      const svg = svgOf(material);
      return {blob: new Blob([svg], {type: "image/svg+xml"}), contents: "the figure", remarks: []};
    }
  },
  {
    label: "PNG",
    extension: "png",
    needs: "figure",
    async make(material) {
      return {blob: await figurePng(svgOf(material)), contents: "the figure", remarks: []};
    }
  },
  {
    label: "SQL",
    extension: "sql",
    needs: "query",
    async make({query}) {
      const blob = new Blob([`${query}\n`], {type: "application/sql"});
      return {blob, contents: "the query", remarks: []};
    }
  }
];

function rowFormat(
  label: string,
  extension: string,
  type: string,
  write: (rows: readonly TableRow[], options: ColumnOptions) => string
): ExportFormat {
  return {
    label,
    extension,
    needs: "rows",
    async make({rows, times, json}) {
      const table = await rows();
      const blob = new Blob([write(table, {times, json})], {type});
      return {blob, contents: rowCount(table.length), remarks: []};
    }
  };
}

function alertFormat(
  label: string,
  extension: string,
  type: string,
  write: (rows: readonly TableRow[], source: AlertSource) => Written
): ExportFormat {
  return {
    label,
    extension,
    needs: "alerts",
    async make({rows, source, patterns}) {
      const {text, count, noun, remarks} = write(await rows(), {
        ...source,
        patterns: await patterns?.()
      });
      const contents = `${formatCount(count)} ${plural(count, noun.replace(/s$/, ""), noun)}`;
      return {blob: new Blob([text], {type}), contents, remarks};
    }
  };
}

function svgOf({figure, title, description}: ExportMaterial): string {
  const drawn = figure();
  if (!drawn) throw new Error("figure not drawn yet; try again in a moment");
  return figureSvg(drawn, {title, description});
}

function rowCount(n: number): string {
  return `${formatCount(n)} ${plural(n, "row")}`;
}
