import {errorMessage} from "../../core/error-message.js";
import {scorer} from "../../core/forest/scorer.js";
import {exploreView} from "../../core/explore/view.js";
import {explainingForest, readSiteModel} from "../../core/published/site-models.js";
import {parseModel} from "../../core/forest/serialize.js";
import {digestsOf} from "./file-digests.js";
import {readLine, readLogs} from "./read-logs.js";
import {nearestNormalEvents} from "./nearest-normal.js";
import {eventRow, fullRow} from "./event-rows.js";
import type {ScoredLog} from "./event-rows.js";
import {scoreLogs} from "./score-logs.js";
import type {ReadyModel} from "./score-logs.js";
import {selectedMask, sortedRanks, mostAnomalousRanks} from "./select-events.js";
import type {ExploredLog} from "./select-events.js";
import {inspect} from "./log-text.js";
import type {Answer, FileToScore, OtherModel, Progress, Question, FullEvent} from "./messages.js";

const progressEvery = 100; // ms

let model: ReadyModel | undefined;
let stored: {log: ScoredLog; files: File[]; digests: Promise<string[]> | null} | undefined;
let explored: ExploredLog | undefined;
let cancelled = false;

class Cancelled extends Error {}

async function answer(question: Question): Promise<Answer> {
  switch (question.kind) {
    case "model": {
      model = readyModel(question.text, question.other);
      const {columns} = model.forest;
      model.score({rows: 1, columns, values: new Float32Array(columns)}); // compiles it
      return {kind: "ready"};
    }
    case "inspect":
      return {
        kind: "inspected",
        files: await Promise.all(
          question.files.map(async (file) => ({
            name: file.name,
            size: file.size,
            detected: await inspect(file)
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
      return exploreLog(question.threshold);
    case "normal":
      return findNormalEvents(question.event, question.threshold);
    case "record":
      return {kind: "record", raw: await findRecord(question.file, question.line)};
    case "locate":
      return {kind: "located", event: findEventAt(question.file, question.line)};
    case "digests":
      return digestFiles();
    case "mask":
    case "sorted":
    case "mostAnomalous":
      return explored ? select(explored, question) : {kind: "cancelled"};
    case "cancel":
      return {kind: "cancelled"};
  }
}

/** Returns the model that scores: the *other*, if there is one, or else that of the run in *text*. */
function readyModel(text: string, other: OtherModel | null): ReadyModel {
  const read = other && readSiteModel(other.text, other.scale);
  const explaining = explainingForest(parseModel(text), read);
  const score = read && !read.forest ? read.score : scorer(explaining.forest);
  return {...explaining, score};
}

function select(
  log: ExploredLog,
  question: Extract<Question, {kind: "mask" | "sorted" | "mostAnomalous"}>
): Answer {
  switch (question.kind) {
    case "mask":
      return {kind: "mask", mask: selectedMask(log, question.filters)};
    case "sorted":
      return {kind: "ranks", ranks: sortedRanks(log, question.wanted)};
    case "mostAnomalous":
      return {kind: "ranks", ranks: mostAnomalousRanks(log, question.filters, question.max)};
  }
}

async function score(files: FileToScore[]): Promise<Answer> {
  if (!model) throw new Error("model not loaded yet; try again in a moment");
  cancelled = false;
  stored = explored = undefined; // the memory of the previous log is needed for this one
  const progress: Progress = {stage: "read", done: 0, total: 1, events: 0, rejected: 0};
  let notifiedAt = 0;
  const begun = performance.now();
  const logs = await readLogs(files, {
    isCancelled: () => cancelled,
    progress(done, total, {rows}, rejected) {
      Object.assign(progress, {done, total, events: rows, rejected});
      if (performance.now() - notifiedAt < progressEvery) return;
      notifiedAt = performance.now();
      postMessage({kind: "progress", progress} satisfies Answer);
    }
  });
  const reading = performance.now() - begun;
  if (cancelled) return {kind: "cancelled"};
  try {
    const {log, scored} = await scoreLogs(logs, model, async (stage) => {
      postMessage({kind: "progress", progress: {...progress, stage}} satisfies Answer);
      await new Promise((resolve) => setTimeout(resolve)); // so that a cancellation is received
      if (cancelled) throw new Cancelled();
    });
    scored.milliseconds.read = reading - logs.parsing;
    stored = {log, files: files.map(({file}) => file), digests: null};
    return {kind: "scored", scored};
  } catch (error) {
    if (error instanceof Cancelled) return {kind: "cancelled"};
    throw error;
  }
}

function findEvent(event: number): FullEvent | null {
  if (!stored || !(Number.isInteger(event) && event >= 0 && event < stored.log.scores.length)) {
    return null;
  }
  const {log} = stored;
  const {table, files} = log.logs;
  const file = table.file[event];
  const rank = log.order.indexOf(event) + 1;
  return {
    rank,
    fields: fullRow(log, event, rank),
    moreAnomalous: neighbour(log, rank - 1),
    lessAnomalous: neighbour(log, rank + 1),
    file,
    name: files[file].name,
    line: table.line[event]
  };
}

function neighbour(log: ScoredLog, rank: number): FullEvent["moreAnomalous"] {
  if (rank < 1 || rank > log.order.length) return null;
  const {event, src, dst, score} = eventRow(log, log.order[rank - 1]);
  return {rank, event_id: event, src, dst, score};
}

function findNormalEvents(event: number, threshold: number): Answer {
  if (!stored || !model) return {kind: "cancelled"};
  return {kind: "normal", ...nearestNormalEvents(stored.log, model.file, {event, threshold})};
}

/** Returns a line of a file; null if the file cannot be read any more. */
async function findRecord(file: number, line: number): Promise<string | null> {
  const found = stored?.files[file];
  return found ? readLine(found, line).catch(() => null) : null;
}

function findEventAt(file: number, line: number): number | null {
  if (!stored) return null;
  const {rows, ...table} = stored.log.logs.table;
  for (let i = 0; i < rows; ++i) if (table.line[i] === line && table.file[i] === file) return i;
  return null;
}

async function digestFiles(): Promise<Answer> {
  if (!stored) return {kind: "cancelled"};
  const {files} = stored;
  const digests = await (stored.digests ??= digestsOf(files));
  return {kind: "digests", files: files.map(({name}, i) => ({name, sha256: digests[i]}))};
}

function exploreLog(threshold: number): Answer {
  if (!stored) return {kind: "cancelled"};
  const {log} = stored;
  const {logs, scores, order} = log;
  explored = {log, view: exploreView({table: logs.table, scores, order}, threshold)};
  const {view} = explored;
  const codes = Object.entries(view.codes).map(([name, values]) => [name, values.slice()]);
  return {kind: "explore", view: {...view, codes: Object.fromEntries(codes)}}; // copies, to be transferred
}

function rowsOf(ranks: readonly number[]) {
  if (!stored) return [];
  const {log} = stored;
  return ranks.map((rank) => fullRow(log, log.order[rank - 1], rank));
}

function rowsBetween(from: number, until: number) {
  if (!stored) return [];
  const {log} = stored;
  return Array.from(log.order.subarray(from, until), (event, i) =>
    fullRow(log, event, from + i + 1)
  );
}

/** Returns the buffers to transfer to the page: large arrays, which would be copied on its thread. */
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
