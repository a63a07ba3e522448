import {figures, figureTitle, findFigure} from "../../core/pages/figures.js";
import type {Figure} from "../../core/pages/figures.js";
import type {LineageArtifact, LineagePage} from "../../core/schema/lineage.js";
import {formatBytes, formatCount, formatDigest} from "../kit/format.js";
import {originFragment} from "../provenance/origin.js";
import {findPage} from "../../core/pages/registry.js";

/** The files of data that a build makes, besides those that the run published. */
const unsigned = ["runs.json", "lineage.json", "run-pairs.json", "suite.json"];

/** The request in the URL: a figure, the published file behind it, and a phase. */
export interface LineageRequest {
  figure: string | null;
  file: string | null;
  phase: string | null;
}

/** A step on the way from a number to the bytes it came from. */
export interface LineageStep {
  /** Its kind: a page, a published file, an artifact, a log. */
  kind: string;
  title: string;

  /** Its rows, bytes and seconds. */
  about: string;

  /** Its digest; null for a page. */
  sha256: string | null;

  /** What reproduces or checks it: a command, or a rule in words. */
  reproduce: string;

  /** The query of its row in the audit; null where it has none of its own. */
  audit: string | null;

  /** The node of the figure that it is. */
  node: string;
}

/**
 * Returns the request in the query string *search*, or else in the fragment *hash*, to which pages lead without a
 * script; unknown names are left to `lineageSteps`.
 */
export function readRequested(search: string, hash = ""): LineageRequest {
  const params = new URLSearchParams(search);
  const read = (name: string) => params.get(name)?.slice(0, 200) || null;
  const start = `#${originFragment}`;
  const named = hash.startsWith(start) ? hash.slice(start.length, 200) : null;
  return {figure: read("figure") ?? named, file: read("file"), phase: read("phase")};
}

/** Returns the requested figure and published file; the first figure if none is requested. */
export function requestedFigure(
  page: LineagePage,
  {figure, file}: LineageRequest
): {title: string; how: string; file: string; known: Figure | undefined} {
  const known = findFigure(figure ?? "index.headline") ?? unknownFigure(figure);
  const published = publishedFiles(page).map(({path}) => path.slice("published/".length));
  const requested = file !== null && [...published, ...unsigned].includes(file) ? file : null;
  if (known) {
    return {
      title: figureTitle(known),
      how: known.how,
      file: requested ?? known.parts[0].file,
      known
    };
  }
  const [where] = (figure ?? "").split(".");
  const isPage = /^[\w/-]{1,60}$/.test(where);
  return {
    title: isPage
      ? `${findPage(where)?.title ?? where} · a figure of that page`
      : "A figure that is not on the list",
    how: "the query that stands under the figure",
    file: requested ?? "events.duckdb",
    known: undefined
  };
}

/** Returns the steps from a figure to the bytes in RAW, the figure first. */
export function lineageSteps(page: LineagePage, requested: LineageRequest): LineageStep[] {
  const {title, how, file} = requestedFigure(page, requested);
  const {command} = page.provenance;
  const of = (phase: string) => page.artifacts.find((artifact) => artifact.phase === phase)!;
  const entry = publishedFiles(page).find(({path}) => path === `published/${file}`);
  const shown: LineageStep = {kind: "Figure", title, about: how, sha256: null, reproduce: "open its page; the query stands under the figure", audit: null, node: "pages"}; // prettier-ignore
  const data: LineageStep = {
    kind: "Published file",
    title: file,
    about: entry
      ? `${formatBytes(entry.bytes)}${entry.content ? "; digest of its bytes; of the content of its tables: " + formatDigest(entry.content) : ""}`
      : "made from the audit and the store when the site was built; its digest stands in site-manifest.json",
    sha256: entry?.sha256 ?? null,
    reproduce: `sha256sum _file/data/${file.replace(/(\.\w+)$/, ".*$1")}${entry ? "" : "; atalaya build"}`,
    audit: null,
    node: "published"
  };
  const logs: LineageStep = {
    kind: "Logs",
    title:
      page.inputs.length === 1 ? page.inputs[0].name : `${formatCount(page.inputs.length)} files`,
    about: `${formatBytes(page.inputs.reduce((sum, {bytes}) => sum + bytes, 0))}, as they were read, byte for byte`,
    sha256: page.inputs.length === 1 ? page.inputs[0].sha256 : null,
    reproduce:
      page.inputs.length === 1
        ? `sha256sum ${page.inputs[0].name}`
        : "each digest stands in the table of logs",
    audit: null,
    node: "logs"
  };
  const artifacts = (["evaluation", "training", "transformation", "ingestion"] as const).map(
    (phase) => artifactStep(of(phase), page.run, command)
  );
  return [shown, data, ...artifacts, logs];
}

function artifactStep(artifact: LineageArtifact, run: string, command: string): LineageStep {
  const {phase, layer, sha256, rows, files, seconds, reused} = artifact;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const time =
    seconds === null ? "" : reused ? ", made by an earlier run" : `, ${seconds.toFixed(1)} s`;
  return {
    kind: layer.toUpperCase(),
    title: phase,
    about: `${formatCount(rows)} rows, ${formatCount(files.length)} files, ${formatBytes(bytes)}${time}`,
    sha256,
    reproduce: phase === "ingestion" ? command : `atalaya reproduce ${run}`,
    audit: `SELECT * FROM ${phase}_events WHERE run = '${run}'`,
    node: phase
  };
}

/** Returns the files of the evaluation that the site shows. */
export function publishedFiles({artifacts}: LineagePage): LineageArtifact["files"] {
  const evaluation = artifacts.find(({phase}) => phase === "evaluation");
  return (evaluation?.files ?? []).filter(({path}) => path.startsWith("published/"));
}

/** Returns the first figure of the page of *name*, whose own heading is on no list. */
function unknownFigure(name: string | null): Figure | undefined {
  const [page] = (name ?? "").split(".");
  return figures.find((figure) => figure.page === page);
}
