import type {BoundedReader} from "../../src/core/readers/bounded-reader.js";
import type {DetectedLog, DetectedTable} from "../../src/core/readers/format.js";
import {forEachLine} from "../../src/core/readers/reader.js";
import type {LineKind, LogReader} from "../../src/core/readers/reader.js";
import type {ByteRows} from "../../src/core/readers/rows/byte-rows.js";
import {openLog} from "../../src/core/readers/registry.js";
import type {KindTotals, LineTotals, RawFile} from "../../src/core/schema/raw-facts.js";
import {logBytes} from "../logs/log-bytes.js";
import {byteLines} from "./byte-lines.js";
import type {LogFile} from "./find-logs.js";

/** The account of the lines of a file. */
export type LineCounts = Omit<RawFile, "name" | "slot" | "sha256" | "bytes" | "days">;

/** A receiver of the records and rejected lines of a file. */
export interface LogSink {
  /** Takes the record of the line just read; the reader’s values are good until the next line. */
  accept(reader: LogReader): void;

  /** Takes the record that *rows* has read from *bytes*, which are good until this returns; it stands in line *line*. */
  acceptRow(rows: ByteRows, bytes: Uint8Array, line: number): void;

  /** Takes the rejection of the line just read. */
  reject(reader: LogReader): void;

  /** Called between pieces of the file, and waited for. */
  progress(bytesRead: number): void | Promise<void>;

  /** Returns *reader* with bounds of time, by what the log calls its time; by default there are none. */
  bound?(reader: LogReader, timeField: string): BoundedReader;
}

/**
 * Reads the log *file*, whose format is *log*, into *sink*. A gzip file that is truncated or damaged is
 * read as far as it goes; what stands there without a line end counts as one rejected line. A file that
 * ends in the middle of a line is partial too.
 */
export async function readLog(
  file: LogFile,
  log: DetectedLog | DetectedTable,
  sink: LogSink
): Promise<LineCounts> {
  const opened = openLog(log);
  const bounded = sink.bound?.(opened, timeFieldOf(log));
  const reader = bounded ?? opened;
  const account = lineAccount();
  let last: LineKind | null = null;
  const take = (line: LineKind): void => {
    account.add(line, reader.kind?.name ?? null);
    if (line === "event") sink.accept(reader);
    if (line === "rejected") sink.reject(reader);
    last = line;
  };
  const lines = byteLines({
    rows: () => reader.bytes?.rows(anySpan) ?? null,
    takeRow(rows, bytes) {
      reader.bytes!.pass();
      account.add("event", rows.kind.name);
      sink.acceptRow(rows, bytes, reader.line);
    },
    takeText: (line) => forEachLine(reader, reader.read(line), take)
  });
  const {pieces, bytesRead, fault} = logBytes(file.path);
  for await (const piece of pieces) {
    lines.push(piece);
    await sink.progress(bytesRead());
  }
  let partial = fault();
  const rest = lines.rest();
  if (partial !== null) forEachLine(reader, reader.refuse(rest, partial), take);
  else if (rest) {
    last = null;
    forEachLine(reader, reader.read(rest), take);
    if (endsWithin(last, reader)) partial = `it ends in the middle of its line ${reader.line}`;
  }
  const open = reader.end();
  if (open !== null) partial ??= `it ends within the quote that its line ${reader.line} opens`;
  forEachLine(reader, open, take);
  const counts = account.finish(reader.kind?.name ?? firstOf(log), reader.line);
  checkCounts(counts, file.name);
  return {...counts, partial, outside: bounded?.outside ?? 0};
}

const anySpan = {from: -Infinity, to: Infinity};

/** Returns whether a file ends within its last line, which has no end and is no record. */
function endsWithin(last: LineKind | null, {rejection}: LogReader): boolean {
  return last === "rejected" && rejection?.field === null;
}

function firstOf(log: DetectedLog | DetectedTable): string | null {
  return log.kind === "log" ? (log.records[0] ?? null) : null;
}

function timeFieldOf(log: DetectedLog | DetectedTable): string {
  return log.kind === "table" ? log.mapping.fields.time : "ts";
}

const unknown = "unknown";

/** Counts lines by kind of record; comments before the first kind belong to it. */
function lineAccount() {
  const kinds = new Map<string, KindTotals>();
  let current: KindTotals | undefined;
  let waiting = 0;
  const settle = (kind: string): KindTotals => {
    let totals = kinds.get(kind);
    if (!totals) kinds.set(kind, (totals = {kind, ...noLines()}));
    totals.comments += waiting;
    waiting = 0;
    return totals;
  };
  return {
    add(line: LineKind, kind: string | null): void {
      if (line === "comment" && kind === null) return void ++waiting;
      if (current?.kind !== kind || waiting > 0) current = settle(kind ?? unknown);
      const totals = current!;
      if (line === "event") ++totals.accepted;
      else if (line === "rejected") ++totals.rejected;
      else ++totals.comments;
    },
    finish(kind: string | null, lines: number): LineTotals & {kinds: KindTotals[]} {
      if (waiting > 0) settle(kind ?? unknown);
      const found = [...kinds.values()];
      for (const one of found) one.lines = one.comments + one.accepted + one.rejected;
      return {...sumOf(found), lines, kinds: found};
    }
  };
}

function noLines(): LineTotals {
  return {lines: 0, comments: 0, accepted: 0, rejected: 0};
}

/** Returns the sums of *totals*. */
export function sumOf(totals: readonly LineTotals[]): LineTotals {
  const sum = noLines();
  for (const {lines, comments, accepted, rejected} of totals) {
    sum.lines += lines;
    sum.comments += comments;
    sum.accepted += accepted;
    sum.rejected += rejected;
  }
  return sum;
}

/** Throws if *counts* do not add up, which would be our mistake. */
export function checkCounts(counts: LineTotals, name: string): void {
  const {lines, comments, accepted, rejected} = counts;
  if (lines === comments + accepted + rejected) return;
  throw new Error(
    `lines lost in ${name}: ${lines} read, ${comments} comments + ${accepted} accepted + ${rejected} rejected`
  );
}
