import {spawnSync} from "node:child_process";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {shortRun} from "./logs.js";
import {isComplete} from "./matrix.js";
import {placeIn} from "./places.js";
import {atalayaAt} from "./processes.js";
import {findHalfWritten, listRuns, readAudit, readDigests} from "./published.js";
import type {Digests} from "./published.js";

const minutes = 60_000;
const enough = "512m";

/** Shares of the space that a run needs: too little for the audit, for the artifacts, for the last of them. */
const shares = isComplete ? [0.02, 0.3, 0.8, 0.9, 0.97] : [0.9];

/** Mounts a disk of *size* in memory at *folder*, or changes its size; returns whether it could. */
function mount(folder: string, size: string, ...options: string[]): boolean {
  const args = ["-t", "tmpfs", "-o", [...options, `size=${size}`].join(), "tmpfs", folder];
  return spawnSync("mount", args).status === 0;
}

function unmount(folder: string): void {
  const {status, stderr} = spawnSync("umount", [folder], {encoding: "utf8"});
  if (status !== 0) throw new Error(`umount failed: ${stderr}`);
}

function usedKilobytes(folder: string): number {
  const {stdout} = spawnSync("df", ["-k", "--output=used", folder], {encoding: "utf8"});
  return Number(stdout.split("\n")[1]);
}

/** Returns why no small disk can be had here; undefined if one can. */
async function missingDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "atalaya-disk-"));
  try {
    if (!mount(folder, "1m")) return "no small disk to fill: mounting a tmpfs needs root, on Linux";
    unmount(folder);
    return undefined;
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

const missing = await missingDisk();
if (missing) it.skip(missing, () => undefined);

describe.skipIf(missing)("on a disk that is full:", () => {
  let folder: string;
  let disk: string;
  let args: string[];
  let digests: Digests;
  let used: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "atalaya-full-"));
    disk = await mkdtemp(join(tmpdir(), "atalaya-disk-"));
    args = await shortRun(join(folder, "conn.log"));
    mount(disk, enough);
    try {
      const place = placeIn(disk);
      expect((await atalayaAt(place, args)).code).toBe(0);
      digests = await readDigests(place);
      used = usedKilobytes(disk);
    } finally {
      unmount(disk);
    }
  }, 5 * minutes);

  afterAll(async () => {
    await rm(folder, {recursive: true, force: true});
    await rm(disk, {recursive: true, force: true});
  });

  it.each(shares)(
    "atalaya run with %d of the space that it needs says so, and ends with the same once there is more",
    {timeout: 5 * minutes},
    async (share) => {
      mount(disk, `${Math.floor(used * share)}k`);
      try {
        const place = placeIn(disk);
        const {code, stderr} = await atalayaAt(place, args);
        const last = stderr.trim().split("\n").at(-1);
        expect([code, last], stderr).toEqual([1, expect.stringMatching(/^atalaya: .*no space/i)]);
        expect(last).not.toContain("unexpected error");
        expect(stderr).not.toContain("    at ");

        mount(disk, enough, "remount");
        expect(await findHalfWritten(place)).toEqual([]);
        expect((await listRuns(place)).map(({status}) => status)).not.toContain("running");
        const again = await atalayaAt(place, args);
        expect([again.code, again.stderr]).toEqual([0, again.stderr]);
        expect(await readDigests(place)).toEqual(digests);
        expect((await readAudit(place)).breaches).toEqual([]);
      } finally {
        unmount(disk);
      }
    }
  );
});
