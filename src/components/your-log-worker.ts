import {scorer} from "../core/forest/scorer.js";
import {exploreView} from "../core/explore/view.js";
import {parseModel} from "../core/forest/serialize.js";
import {readLine, readLogs} from "./your-log-read.js";
import {wholeRow} from "./your-log-rows.js";
import type {ScoredLog} from "./your-log-rows.js";
import {scoreLogs} from "./your-log-score.js";
import type {ReadyModel} from "./your-log-score.js";
import {selectedMask, sortedRanks, strangestRanks} from "./your-log-select.js";
import type {ExploredLog} from "./your-log-select.js";
import {lookAt} from "./your-log-text.js";
import type {Answer, FileToScore, Progress, Question, WholeEvent} from "./your-log-types.js";

const progressEvery = 100; // ms

let model: ReadyModel | undefined;
let kept: {log: ScoredLog; files: File[]} | undefined;
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
            sniffed: await lookAt(file)
          }))
        )
      };
    case "score":
      return score(question.files);
    case "event":
      return {kind: "event", event: await findEvent(question.event)};
    case "rows":
      return {kind: "rows", rows: rowsBetween(question.from, question.until)};
    case "ranked":
      return {kind: "rows", rows: rowsOf(question.ranks)};
    case "explore":
      return exploreLog(question.line);
    case "mask":
      return explored
        ? {kind: "mask", mask: selectedMask(explored, question.filters)}
        : {kind: "cancelled"};
    case "sorted":
      return explored
        ? {kind: "ranks", ranks: sortedRanks(explored, question.wanted)}
        : {kind: "cancelled"};
    case "strangest":
      return explored
        ? {kind: "ranks", ranks: strangestRanks(explored, question.filters, question.most)}
        : {kind: "cancelled"};
    case "cancel":
      return {kind: "cancelled"};
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
    kept = {log, files: files.map(({file}) => file)};
    return {kind: "scored", scored};
  } catch (error) {
    if (error instanceof Cancelled) return {kind: "cancelled"};
    throw error;
  }
}

async function findEvent(event: number): Promise<WholeEvent | null> {
  if (!kept || !(Number.isInteger(event) && event >= 0 && event < kept.log.scores.length)) {
    return null;
  }
  const {log, files} = kept;
  const {table, files: reports} = log.logs;
  const [file, line] = [table.file[event], table.line[event]];
  return {
    rank: log.order.indexOf(event) + 1,
    fields: wholeRow(log, event, log.order.indexOf(event) + 1),
    file: reports[file].name,
    line,
    raw: await readLine(files[file], line).catch(() => null)
  };
}

function exploreLog(line: number): Answer {
  if (!kept) return {kind: "cancelled"};
  const {log} = kept;
  const {logs, scores, order} = log;
  explored = {log, view: exploreView({table: logs.table, scores, order}, line)};
  return {kind: "explore", view: explored.view};
}

function rowsOf(ranks: readonly number[]) {
  if (!kept) return [];
  const {log} = kept;
  return ranks.map((rank) => wholeRow(log, log.order[rank - 1], rank));
}

function rowsBetween(from: number, until: number) {
  if (!kept) return [];
  const {log} = kept;
  return Array.from(log.order.subarray(from, until), (event, i) =>
    wholeRow(log, event, from + i + 1)
  );
}

addEventListener("message", ({data}: MessageEvent<Question & {id: number}>) => {
  if (data.kind === "cancel") cancelled = true;
  answer(data).then(
    (found) => {
      const transfer = found.kind === "scored" ? [found.scored.scores.buffer] : [];
      postMessage({...found, id: data.id}, {transfer});
    },
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      postMessage({kind: "failed", reason, id: data.id});
    }
  );
});

new PerformanceObserver((list) => {
  const names = list.getEntries().map(({name}) => name);
  postMessage({kind: "requests", names} satisfies Answer);
}).observe({type: "resource"});
