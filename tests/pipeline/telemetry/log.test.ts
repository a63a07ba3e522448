import {inspect} from "node:util";
import {expect, it} from "vitest";
import {Secret, withoutSecrets} from "../../../pipeline/config/secret.js";
import {jsonLog, noLog, textLog} from "../../../pipeline/telemetry/log.js";
import type {LogOptions} from "../../../pipeline/telemetry/log.js";
import {logReporter} from "../../../pipeline/telemetry/log-reporter.js";

const now = () => new Date("2026-01-02T03:04:05.678Z");

function recorder() {
  let text = "";
  return {write: (more: string) => void (text += more), text: () => text};
}

function recorded(options?: LogOptions) {
  const stream = recorder();
  const log = jsonLog(stream, {now, ...options});
  const lines = () => stream.text().split("\n").slice(0, -1);
  return {log, lines, parsed: () => lines().map((line) => JSON.parse(line) as object)};
}

it("jsonLog(stream) writes one object a line: time, level, message, and the fields of the log and of the line", () => {
  const {log, lines} = recorded();
  const ofTask = log.with({run: "r1"}).with({task: "silver/day=1", feed: undefined});
  ofTask.warn("slow", {seconds: 3.5, total: null, retried: true});
  log.error("down");
  log.debug("unseen");
  expect(lines()).toEqual([
    '{"time":"2026-01-02T03:04:05.678Z","level":"warn","message":"slow","run":"r1","task":"silver/day=1","seconds":3.5,"total":null,"retried":true}',
    '{"time":"2026-01-02T03:04:05.678Z","level":"error","message":"down"}'
  ]);
});

it("jsonLog(stream) keeps a hostile text on one line, without control characters, as it was for whoever parses it", () => {
  const {log, lines, parsed} = recorded();
  const hostile = 'a\n{"level":"error"}\r\u001b[31m\u0085\u009b2J\u202eb\u2028\u2066"\\\ud800é';
  log.info(hostile, {host: hostile, ["message"]: "forged", [hostile]: 1});
  expect(lines().length).toBe(1);
  expect(lines()[0]).toMatch(/^[ -~é]+$/);
  expect(parsed()[0]).toMatchObject({message: hostile, host: hostile, message_: "forged"});
});

it("jsonLog(stream) truncates what is long, and leaves out fields of which there are too many", () => {
  const {log, lines, parsed} = recorded();
  const fields = Object.fromEntries(Array.from({length: 1000}, (_, i) => [`f${i}`, "y".repeat(5000)])); // prettier-ignore
  log.info("x".repeat(1e6), fields);
  expect(lines()[0].length).toBeLessThan(60_000);
  expect(Object.keys(parsed()[0]).length).toBe(43);
});

it("no log holds a secret that was read, in any form, nor its beginning where a text is truncated", () => {
  const token = new Secret("Bearer s3cr3t/t0ken+9");
  const key =
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEA\n-----END-----";
  const pem = new Secret(key);
  const forms = ["s3cr3t/t0ken+9", "s3cr3t%2Ft0ken%2B9", "AQEFAASCBKcwggSjAgEA", key];
  for (const make of [jsonLog, textLog]) {
    const stream = recorder();
    const log = make(stream, {now});
    const message = `${"x".repeat(7_995)}s3cr3t/t0ken+9`;
    for (const form of forms) log.warn(`refused: ${form}`, {why: form, [form]: inspect({token})});
    log.error(message, {pem: String(pem)});
    for (const part of ["s3c", "t0ken", "MIIEvQ", "AQEFAASC"]) expect(stream.text()).not.toContain(part); // prettier-ignore
    expect(stream.text()).toContain("refused: [secret]");
  }
  expect(withoutSecrets("a short one stays: abc")).toBe("a short one stays: abc");
});

it("textLog(stream) writes lines for people, and no control character", () => {
  const stream = recorder();
  const log = textLog(stream).with({task: "a\u001b[31mb"});
  log.info("done\nforged");
  log.warn("slow", {seconds: 3});
  log.error("down");
  noLog().error("nothing");
  expect(stream.text()).toBe(
    "done\\x0aforged (task=a\\x1b[31mb)\nwarning: slow (task=a\\x1b[31mb, seconds=3)\nerror: down (task=a\\x1b[31mb)\n"
  );
});

it("logReporter(log) writes steps with their seconds, and progress each half minute", () => {
  const {log, parsed} = recorded();
  let clock = 0;
  const reporter = logReporter(log, () => clock).with!({run: "r1"});
  reporter.begin("ingestion");
  for (; clock < 61_000; clock += 1_000) reporter.progress(clock, 61_000, "lines");
  reporter.warn("conn.log: truncated");
  reporter.end("ingestion", "61,000 events");
  const about = {time: now().toISOString(), run: "r1"};
  const step = "ingestion";
  const ofProgress = {level: "info", step, event: "progress", total: 61_000, unit: "lines"};
  expect(parsed()).toEqual([
    {...about, level: "info", message: "ingestion …", step, event: "begin"},
    {...about, ...ofProgress, message: "ingestion: 30,000 lines", done: 30_000},
    {...about, ...ofProgress, message: "ingestion: 60,000 lines", done: 60_000},
    {...about, level: "warn", message: "conn.log: truncated"},
    {...about, level: "info", message: "ingestion: 61,000 events", step, event: "end", seconds: 61}
  ]);
});
