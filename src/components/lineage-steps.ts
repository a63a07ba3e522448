import type {Figure} from "../core/published/figure.js";
import {figures} from "../core/published/figure-list.js";
import {findFigure} from "../core/published/figures.js";
import type {LineageArtifact, LineagePage} from "../core/schema/lineage.js";
import {formatBytes, formatCount, formatDigest} from "./format.js";
import {figureTitle, pageTitle} from "./verify-depends.js";

/** What the URL asks for: a figure, the published file behind it, and a phase. */
export interface LineageWanted {
  figure: string | null;
  file: string | null;
  phase: string | null;
}

/** A step on the way from a number to the bytes it came from. */
export interface LineageStep {
  /** What it is: a page, a published file, an artifact, a log. */
  kind: string;
  title: string;

  /** What is known of it: rows, bytes, seconds. */
  about: string;

  /** Its digest; null for a page. */
  sha256: string | null;

  /** How to make it again, or to check it: a command or a rule in words. */
  again: string;

  /** The node of the figure that it is. */
  node: string;
}

/** Returns what the query string *search* asks for; what is not known there is left to `lineageSteps`. */
export function readWanted(search: string): LineageWanted {
  const params = new URLSearchParams(search);
  const read = (name: string) => params.get(name)?.slice(0, 200) || null;
  return {figure: read("figure"), file: read("file"), phase: read("phase")};
}

/** Returns the figure and the published file that are asked for; the first figure if none is. */
export function wantedFigure(
  page: LineagePage,
  {figure, file}: LineageWanted
): {title: string; how: string; file: string; known: Figure | undefined} {
  const known = findFigure(figure ?? "index.headline") ?? unknownFigure(figure);
  const published = publishedFiles(page).map(({path}) => path.slice("published/".length));
  const given =
    file !== null && [...published, "runs.json", "lineage.json"].includes(file) ? file : null;
  if (known) {
    return {
      title: figureTitle(known),
      how: known.how,
      file: given ?? known.parts[0].file,
      known
    };
  }
  const [where] = (figure ?? "").split(".");
  const isPage = /^[\w/-]{1,60}$/.test(where);
  return {
    title: isPage
      ? `${pageTitle(where)} · a figure of that page`
      : "A figure that is not on the list",
    how: "the query that stands under the figure",
    file: given ?? "events.duckdb",
    known: undefined
  };
}

/** Returns the steps from a figure to the bytes in RAW, the figure first. */
export function lineageSteps(page: LineagePage, wanted: LineageWanted): LineageStep[] {
  const {title, how, file} = wantedFigure(page, wanted);
  const {command} = page.provenance;
  const of = (phase: string) => page.artifacts.find((artifact) => artifact.phase === phase)!;
  const entry = publishedFiles(page).find(({path}) => path === `published/${file}`);
  const shown: LineageStep = {kind: "Figure", title, about: how, sha256: null, again: "open its page; the query stands under the figure", node: "pages"}; // prettier-ignore
  const data: LineageStep = {
    kind: "Published file",
    title: file,
    about: entry
      ? `${formatBytes(entry.bytes)}${entry.content ? "; digest of its bytes; of what its tables say: " + formatDigest(entry.content) : ""}`
      : "from the audit, when the site was built",
    sha256: entry?.sha256 ?? null,
    again: entry ? `sha256sum _file/data/${file.replace(/(\.\w+)$/, ".*$1")}` : "atalaya runs",
    node: "published"
  };
  const logs: LineageStep = {
    kind: "Logs",
    title:
      page.inputs.length === 1 ? page.inputs[0].name : `${formatCount(page.inputs.length)} files`,
    about: `${formatBytes(page.inputs.reduce((sum, {bytes}) => sum + bytes, 0))}, as they were read, byte for byte`,
    sha256: page.inputs.length === 1 ? page.inputs[0].sha256 : null,
    again:
      page.inputs.length === 1
        ? `sha256sum ${page.inputs[0].name}`
        : "each digest stands in the table of logs",
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
    again: phase === "ingestion" ? command : `atalaya reproduce ${run}`,
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
