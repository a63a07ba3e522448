import {existsSync} from "node:fs";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, it} from "vitest";
import {readSettings} from "../../../pipeline/config/settings.js";
import {lockWatch} from "../../../pipeline/run/lock.js";
import {withWorkspace} from "../../../pipeline/run/workspace-lock.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "workspace-lock-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

it("withWorkspace(settings, work) holds the lock of the workspace while *work* is at work", async () => {
  const settings = readSettings({workspace: join(folder, "embedded")}, {});
  const look = lockWatch(settings.lock);
  const held = await withWorkspace(
    settings,
    async () => (await look()).isHeld,
    () => {}
  );
  expect([held, (await look()).isHeld]).toEqual([true, false]);
});

it("withWorkspace(settings, work) makes and waits for no file if the audit is on a PostgreSQL server", async () => {
  const env = {PG_HOST: "db", PG_USER: "atalaya", PG_PASSWORD: "x", PG_DATABASE: "atalaya"};
  const settings = readSettings({workspace: join(folder, "served")}, env);
  expect(settings.postgres).not.toBeNull();
  const two = () =>
    withWorkspace(
      settings,
      async () => "in",
      () => {}
    );
  expect(await withWorkspace(settings, two, () => {})).toBe("in");
  expect(existsSync(settings.workspace)).toBe(false);
});
