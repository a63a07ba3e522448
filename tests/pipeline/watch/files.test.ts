import {appendFile, mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, describe, expect, it} from "vitest";
import {messageOf} from "../../../pipeline/watch/message.js";
import {newIncidents} from "../../../pipeline/watch/new-incidents.js";
import {isSame, takeSnapshot} from "../../../pipeline/watch/snapshot.js";
import {findState, statePath, writeState} from "../../../pipeline/watch/state.js";
import type {WatchState} from "../../../pipeline/watch/state.js";
import {atalayaInProcess} from "../cli/in-process.js";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "atalaya-watch-"))));
afterEach(() => rm(folder, {recursive: true}));

describe("takeSnapshot(patterns)", () => {
  it("differs after a file is added, grows, changes its time or is renamed, and not otherwise", async () => {
    const path = join(folder, "conn.log");
    const changes: [string, () => Promise<unknown>][] = [
      ["added", () => writeFile(join(folder, "dns.log"), "1")],
      ["grown", () => appendFile(path, "2")],
      ["time", () => utimes(path, 5, 5)],
      ["renamed", () => rename(path, join(folder, "conn.1.log"))]
    ];
    await writeFile(path, "1");
    for (const [name, change] of changes) {
      const before = await takeSnapshot([folder]);
      expect(isSame(before.files, (await takeSnapshot([folder])).files), name).toBe(true);
      await change();
      expect(isSame(before.files, (await takeSnapshot([folder])).files), name).toBe(false);
    }
  });

  it("says why there are no files, of an empty folder, one that is gone and a glob", async () => {
    const reasons: [string, RegExp][] = [
      [folder, /^empty folder: /],
      [join(folder, "gone"), /^file not found: /],
      [join(folder, "*.log"), /^file not found: /]
    ];
    for (const [pattern, reason] of reasons)
      expect((await takeSnapshot([pattern])).missing).toMatch(reason);
  });

  it("holds the files of one pattern when another means none", async () => {
    await writeFile(join(folder, "conn.log"), "1");
    const {files, missing} = await takeSnapshot([join(folder, "none"), folder]);
    expect([files.length, missing]).toEqual([1, null]);
  });
});

describe("findState(path)", () => {
  const state: WatchState = {
    format: "atalaya-watch/1",
    command: "atalaya run -- logs",
    files: [["conn.log", 1, 1.5]],
    run: "r",
    known: [["10.0.0.1/actor/1", "high"]],
    fresh: 1,
    finished: true,
    pending: {webhook: messageOf("r", "high", [])}
  };

  it("returns what writeState wrote, and leaves nothing beside it", async () => {
    const path = statePath(folder, ["logs"]);
    await writeState(path, state);
    expect(await findState(path)).toEqual(state);
    expect(await readdir(join(folder, "watch"))).toHaveLength(1);
  });

  it("returns undefined of a file that is not there, not JSON or of another version", async () => {
    const path = join(folder, "state.json");
    expect(await findState(path)).toBeUndefined();
    for (const text of ["{", "null", "[]", '{"format": "atalaya-watch/2"}']) {
      await writeFile(path, text);
      expect(await findState(path)).toBeUndefined();
    }
  });

  it("has one path for the same folders in any order, and another for others", () => {
    expect(statePath("w", ["a", "b"])).toBe(statePath("w", ["b", "./a"]));
    expect(statePath("w", ["a"])).not.toBe(statePath("w", ["a", "b"]));
  });
});

it("newIncidents(incidents, known, least) counts one that became as severe, and none that stays or is below", () => {
  const incidents = (["a", "b", "c", "d"] as const).map((id) => ({
    id,
    severity: id === "d" ? ("medium" as const) : ("high" as const)
  }));
  const found = newIncidents(incidents, [["a", "critical"], ["b", "low"]], "high"); // prettier-ignore
  expect(found.map(({id}) => id)).toEqual(["b", "c"]);
});

describe("atalaya watch", () => {
  it.each([
    [[], /^atalaya: missing folder; name one to watch/],
    [["s3://bucket/logs"], /^atalaya: missing MINIO_ENDPOINT: s3:.* is in an object store; set it/],
    [["s3://bucket/*.log"], /^atalaya: invalid address: s3:.*wildcards/],
    [["none"], /^atalaya: folder not found: none; make or mount it/],
    [["logs", "--every", "0"], /^atalaya: invalid --every: 0; it is a number from 1 to 86400/],
    [["logs", "--fail-on", "urgent"], /^atalaya: invalid --fail-on: urgent/],
    [
      ["logs", "--webhook", "https://u:p@host"],
      /^atalaya: invalid --webhook: it holds credentials/
    ],
    [
      ["logs", "--out", "logs/site"],
      /^atalaya: invalid folder: logs holds .*site, which runs write/
    ],
    [["logs", "--out", "x", "--no-build"], /^atalaya: ambiguous site/],
    [["logs", "--flows", "2000"], /^atalaya: ambiguous input: --flows/],
    [["logs", "--rules", "none"], /^atalaya: .*none/]
  ] as [string[], RegExp][])("%j is misused: exit code 2", async (args, message) => {
    await mkdir(join(folder, "logs"));
    const outcome = await atalayaInProcess(["watch", ...args, "--once"], {cwd: folder});
    expect([outcome.code, outcome.stdout]).toEqual([2, ""]);
    expect(outcome.stderr).toMatch(message);
  });

  it("--once of a folder without logs says so: exit code 0, and no workspace", async () => {
    await mkdir(join(folder, "logs"));
    const args = ["watch", "logs", "--once", "--settle", "0", "--json"];
    const empty = await atalayaInProcess(args, {cwd: folder});
    expect(empty).toMatchObject({code: 0, stdout: ""});
    expect(empty.stderr).toMatch(/no logs yet: empty folder: logs/);
    await writeFile(join(folder, "logs", "a\u001b]0;x.txt"), "nothing");
    const other = await atalayaInProcess(args, {cwd: folder});
    expect(other).toMatchObject({code: 0, stdout: ""});
    expect(other.stderr).toMatch(/no logs yet: not a log of connections: a\\x1b/);
    expect(await readdir(folder)).toEqual(["logs"]);
  });
});
