import {errorMessage} from "../../core/error-message.js";
import {scorer} from "../../core/forest/scorer.js";
import {exploreView} from "../../core/explore/view.js";
import {parseModel} from "../../core/forest/serialize.js";
import {digestsOf} from "./digests.js";
import {readLine, readLogs} from "./read-logs.js";
import {nearestNormalEvents} from "./nearest-normal.js";
import {eventRow, fullRow} from "./event-rows.js";
import type {ScoredLog} from "./event-rows.js";
import {scoreLogs} from "./score-logs.js";
import type {ReadyModel} from "./score-logs.js";
import {selectedMask, sortedRanks, mostAnomalousRanks} from "./select-events.js";
import type {ExploredLog} from "./select-events.js";
import {inspect} from "./log-text.js";
import type {Answer, FileToScore, Progress, Question, FullEvent} from "./messages.js";

const progressEvery = 100; // ms

let model: ReadyModel | undefined;
let kept: {log: ScoredLog; files: File[]; digests: Promise<string[]> | null} | undefined;
let explored: ExploredLog | undefined;
let cancelled = false;

class Cancelled extends Error {}

async function answer(question: Question): Promise<Answer> {
  switch (question.kind) {
    case "model": {
      const parsed = parseModel(question.text);
      model = {...parsed, score: scorer(parsed.forest)};
      const {columns} = parsed.forest;
      model.score({rows: 1, columns, values: new Float32Array(columns)}); // compiles it
      return {kind: "ready"};
    }
    case "look":
      return {
        kind: "looked",
        files: await Promise.all(
          question.files.map(async (file) => ({
            name: file.name,
            size: file.size,
            sniffed: await inspect(file)
          }))
        )
      };
    case "score":
      return score(question.files);
    case "event":
      return {kind: "event", event: findEvent(question.event)};
    case "rows":
      return {kind: "rows", rows: rowsBetween(question.from, question.until)};
    case "ranked":
      return {kind: "rows", rows: rowsOf(question.ranks)};
    case "explore":
      return exploreLog(question.line);
    case "ordinary":
      return findNormalEvents(question.event, question.line);
    case "record":
      return {kind: "record", raw: await findRecord(question.file, question.line)};
    case "locate":
      return {kind: "located", event: findEventAt(question.file, question.line)};
    case "digests":
      return digestFiles();
    case "mask":
    case "sorted":
    case "strangest":
      return explored ? select(explored, question) : {kind: "cancelled"};
    case "cancel":
      return {kind: "cancelled"};
  }
}

function select(
  log: ExploredLog,
  question: Extract<Question, {kind: "mask" | "sorted" | "strangest"}>
): Answer {
  switch (question.kind) {
    case "mask":
      return {kind: "mask", mask: selectedMask(log, question.filters)};
    case "sorted":
      return {kind: "ranks", ranks: sortedRanks(log, question.wanted)};
    case "strangest":
      return {kind: "ranks", ranks: mostAnomalousRanks(log, question.filters, question.most)};
  }
}

async function score(files: FileToScore[]): Promise<Answer> {
  if (!model) throw new Error("the model is not loaded yet; try again in a moment");
  cancelled = false;
  kept = explored = undefined; // the memory of the log before is needed for this one
  const progress: Progress = {stage: "read", done: 0, total: 1, events: 0, rejected: 0};
  let told = 0;
  const begun = performance.now();
  const logs = await readLogs(files, {
    isCancelled: () => cancelled,
    progress(done, total, {rows}, rejected) {
      Object.assign(progress, {done, total, events: rows, rejected});
      if (performance.now() - told < progressEvery) return;
      told = performance.now();
      postMessage({kind: "progress", progress} satisfies Answer);
    }
  });
  const reading = performance.now() - begun;
  if (cancelled) return {kind: "cancelled"};
  try {
    const {kept: log, scored} = await scoreLogs(logs, model, async (stage) => {
      postMessage({kind: "progress", progress: {...progress, stage}} satisfies Answer);
      await new Promise((resolve) => setTimeout(resolve)); // so that a cancellation is heard
      if (cancelled) throw new Cancelled();
    });
    scored.milliseconds.read = reading - logs.parsing;
    kept = {log, files: files.map(({file}) => file), digests: null};
    return {kind: "scored", scored};
  } catch (error) {
    if (error instanceof Cancelled) return {kind: "cancelled"};
    throw error;
  }
}

function findEvent(event: number): FullEvent | null {
  if (!kept || !(Number.isInteger(event) && event >= 0 && event < kept.log.scores.length)) {
    return null;
  }
  const {log} = kept;
  const {table, files} = log.logs;
  const file = table.file[event];
  const rank = log.order.indexOf(event) + 1;
  return {
    rank,
    fields: fullRow(log, event, rank),
    stranger: neighbour(log, rank - 1),
    lessAnomalous: neighbour(log, rank + 1),
    file,
    name: files[file].name,
    line: table.line[event]
  };
}

function neighbour(log: ScoredLog, rank: number): FullEvent["stranger"] {
  if (rank < 1 || rank > log.order.length) return null;
  const {event, src, dst, score} = eventRow(log, log.order[rank - 1]);
  return {rank, event_id: event, src, dst, score};
}

function findNormalEvents(event: number, line: number): Answer {
  if (!kept || !model) return {kind: "cancelled"};
  return {kind: "ordinary", ...nearestNormalEvents(kept.log, model.file, {event, line})};
}

/** Returns a line as it stands in its file; null if the file cannot be read any more. */
async function findRecord(file: number, line: number): Promise<string | null> {
  const found = kept?.files[file];
  return found ? readLine(found, line).catch(() => null) : null;
}

function findEventAt(file: number, line: number): number | null {
  if (!kept) return null;
  const {rows, ...table} = kept.log.logs.table;
  for (let i = 0; i < rows; ++i) if (table.line[i] === line && table.file[i] === file) return i;
  return null;
}

async function digestFiles(): Promise<Answer> {
  if (!kept) return {kind: "cancelled"};
  const {files} = kept;
  const digests = await (kept.digests ??= digestsOf(files));
  return {kind: "digests", files: files.map(({name}, i) => ({name, sha256: digests[i]}))};
}

function exploreLog(line: number): Answer {
  if (!kept) return {kind: "cancelled"};
  const {log} = kept;
  const {logs, scores, order} = log;
  explored = {log, view: exploreView({table: logs.table, scores, order}, line)};
  const {view} = explored;
  const codes = Object.entries(view.codes).map(([name, values]) => [name, values.slice()]);
  return {kind: "explore", view: {...view, codes: Object.fromEntries(codes)}}; // copies, to be given away
}

function rowsOf(ranks: readonly number[]) {
  if (!kept) return [];
  const {log} = kept;
  return ranks.map((rank) => fullRow(log, log.order[rank - 1], rank));
}

function rowsBetween(from: number, until: number) {
  if (!kept) return [];
  const {log} = kept;
  return Array.from(log.order.subarray(from, until), (event, i) =>
    fullRow(log, event, from + i + 1)
  );
}

/** Returns what the page is given for good: large arrays, which would be copied on its thread. */
function buffersOf(found: Answer): ArrayBufferLike[] {
  if (found.kind === "scored") return [found.scored.scores.buffer];
  if (found.kind === "mask") return [found.mask.buffer];
  if (found.kind === "explore") return Object.values(found.view.codes).map(({buffer}) => buffer);
  return [];
}

addEventListener("message", ({data}: MessageEvent<Question & {id: number}>) => {
  if (data.kind === "cancel") cancelled = true;
  answer(data).then(
    (found) => {
      postMessage({...found, id: data.id}, {transfer: buffersOf(found)});
    },
    (error: unknown) => {
      const reason = errorMessage(error);
      postMessage({kind: "failed", reason, id: data.id});
    }
  );
});

new PerformanceObserver((list) => {
  const names = list.getEntries().map(({name}) => name);
  postMessage({kind: "requests", names} satisfies Answer);
}).observe({type: "resource"});
