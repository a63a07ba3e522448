import {mkdtempSync, writeFileSync} from "node:fs";
import {rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gunzipSync} from "node:zlib";
import {afterAll, expect, it} from "vitest";
import {inspectLog} from "../../../pipeline/ingestion/inspect-log.js";
import {readLog} from "../../../pipeline/ingestion/read-log.js";
import type {LineCounts} from "../../../pipeline/ingestion/read-log.js";
import {inspect} from "../../../src/components/your-log/log-text.js";
import {readLogs} from "../../../src/components/your-log/read-logs.js";
import {hostileFiles} from "./hostile-files.js";
import type {HostileFile} from "./hostile-files.js";

const folder = mkdtempSync(join(tmpdir(), "hostile-"));
const files = hostileFiles();

afterAll(() => rm(folder, {recursive: true}));

/** Returns how many lines *bytes* have, by their line feeds alone; null if that cannot be counted: damaged gzip. */
function countLines(bytes: Buffer): number | null {
  let text = bytes;
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) text = gunzipSync(bytes);
  } catch {
    return null;
  }
  let lines = 0;
  for (const byte of text) if (byte === 10) ++lines;
  return lines + (text.length > 0 && text[text.length - 1] !== 10 ? 1 : 0);
}

/** What a reader made of a file: its account, or why it is refused. */
type Account = Pick<LineCounts, "lines" | "comments" | "accepted" | "rejected"> | {refused: string};

/** Fails unless *account* is of every line of *file*, of no line twice, and of all that can be read. */
function checkAccount(file: HostileFile, account: Account): void {
  if ("refused" in account) {
    expect(file.least, account.refused).toBeNull();
    expect(account.refused).toMatch(/^.{4,}$/);
    return;
  }
  const {lines, comments, accepted, rejected} = account;
  expect(comments + accepted + rejected).toBe(lines);
  expect(lines).toBe(countLines(file.bytes) ?? lines);
  expect(accepted).toBeGreaterThanOrEqual(file.least ?? 0);
}

async function ingested(name: string, bytes: Buffer): Promise<Account & {listed?: number}> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const {log, problem} = await inspectLog({name, path});
  if (problem) return {refused: problem.message};
  let [listed, taken] = [0, 0];
  const counts = await readLog({name, path}, log, {
    accept: () => void ++taken,
    acceptRow: () => void ++taken,
    reject({rejection}) {
      ++listed;
      expect(rejection!.reason).toMatch(/^[^\n]{8,300}$/);
      expect(rejection!.excerpt.length).toBeLessThanOrEqual(200);
    },
    progress() {}
  });
  expect([taken, listed]).toEqual([counts.accepted, counts.rejected]);
  return counts;
}

async function dropped(name: string, bytes: Buffer): Promise<Account> {
  const file = new File([new Uint8Array(bytes)], name);
  const detected = await inspect(file);
  if (detected.kind === "unsupported") return {refused: `${detected.found}; ${detected.remedy}`};
  const mapping = detected.kind === "table" ? detected.mapping : null;
  const logs = await readLogs([{file, mapping}], {progress: () => {}, isCancelled: () => false});
  expect(logs.rejections.length).toBe(logs.files[0].rejected);
  return logs.files[0];
}

it("readLog(file) accounts for every line of every file of the hostile corpus, and reads its benign rows", async () => {
  for (const file of files) checkAccount(file, await ingested(file.name, file.bytes));
});

it("readLogs(files) of Your log gives the account of the hostile corpus that ingestion gives", async () => {
  for (const file of files) {
    if (file.name.startsWith("gz-")) continue; // a browser inflates with another program: what it says of a damaged file differs
    const [ours, theirs] = [await dropped(file.name, file.bytes), await ingested(file.name, file.bytes)]; // prettier-ignore
    if ("refused" in ours || "refused" in theirs) {
      const isEmpty = !("refused" in theirs) && theirs.accepted === 0;
      expect("refused" in ours && ("refused" in theirs || isEmpty), file.name).toBe(true);
      continue;
    }
    const {lines, comments, accepted, rejected} = ours;
    expect({name: file.name, lines, comments, accepted, rejected}).toEqual({
      name: file.name,
      lines: theirs.lines,
      comments: theirs.comments,
      accepted: theirs.accepted,
      rejected: theirs.rejected
    });
  }
});
