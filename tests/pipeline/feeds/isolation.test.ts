import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {auditExists, openAudit} from "../../../pipeline/audit/open.js";
import {schemaBreaches} from "../../../pipeline/audit/schema-breaches.js";
import {openPostgres} from "../../../pipeline/audit/postgres.js";
import {feedSettings} from "../../../pipeline/config/feed.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import type {Feed} from "../../../pipeline/feeds/feed.js";
import {readStatus} from "../../../pipeline/feeds/status.js";
import {findOrphans, removeOrphans} from "../../../pipeline/maintenance/gc.js";
import {listKeys} from "../../../pipeline/proof/key-folder.js";
import {run} from "../../../pipeline/run/flow.js";
import {findLatest} from "../../../pipeline/run/latest.js";
import {firstRun} from "../../../pipeline/run/materialise.js";
import {defaultRequest} from "../../../pipeline/run/request.js";
import {openStores} from "../../../pipeline/storage/open.js";
import {layers} from "../../../src/core/schema/artifacts.js";
import {describeWith} from "../../services/available.js";
import {minioBuildTimeout, missingMinio, startMinio} from "../../services/minio.js";
import {missingPostgres, startPostgres} from "../../services/postgres.js";
import {silent} from "../proof/small-run.js";
import {normalFlows, smallLog} from "../small-log.js";

/** Describes that feeds have nothing in common, in the installation that *open* returns. */
function describeIsolation(name: string, open: () => Promise<Settings>): void {
  describe(`${name}:`, () => {
    let logs: string;
    let none: Settings;
    let [a, b] = [] as Settings[];
    const names: string[] = [];

    beforeAll(async () => {
      logs = await mkdtemp(join(tmpdir(), "feeds-logs-"));
      none = await open();
      [a, b] = ["a", "b"].map((feed) => feedSettings(none, {name: feed, key: null}, {}));
      await mkdir(none.workspace, {recursive: true});
      for (const [i, settings] of [none, a, b].entries()) {
        const path = join(logs, `${i}.log`);
        await writeFile(path, smallLog(normalFlows(40 + i)));
        const input = {kind: "files", patterns: [path]} as const;
        const options = {trees: 5, sampleSize: 16, budgetPerDay: 3, fast: true, ownRules: false};
        const request = {...defaultRequest, ...options, input: {...input, patterns: [path]}};
        names.push((await run(request, settings, silent)).run);
      }
    }, 120_000);

    afterAll(async () => {
      await rm(logs, {recursive: true, force: true});
      await rm(none.workspace, {recursive: true, force: true});
    });

    const all = () => [none, a, b];

    const recorded = async (settings: Settings) => {
      const audit = await openAudit(settings);
      try {
        const runs = await audit.runs();
        const versions = await audit.modelVersions();
        const breaches = (await audit.verify()).breaches;
        return {runs: runs.map(({run: one, command}) => ({run: one, command})), versions, breaches};
      } finally {
        await audit.close();
      }
    };

    it("has a latest run, an audit, a registry and a key for each feed", async () => {
      for (const [i, settings] of all().entries()) {
        expect((await findLatest(openStores(settings)))?.run).toBe(names[i]);
        const {runs, versions, breaches} = await recorded(settings);
        expect(runs.map(({run: one}) => one)).toEqual([names[i]]);
        expect(runs[0].command.startsWith(`atalaya run ${i > 0 ? `--feed ${"ab"[i - 1]} ` : ""}--`)).toBe(true); // prettier-ignore
        expect(new Set(versions.map(({firstRun: first}) => first))).toEqual(new Set([names[i]]));
        expect(breaches).toEqual([]);
      }
      const keys = await Promise.all(all().map(async ({keys: folder}) => (await listKeys(folder))[0].keyId)); // prettier-ignore
      expect(new Set(keys).size).toBe(3);
    });

    it("lists the keys of one feed, or of none, and no others", async () => {
      for (const layer of layers) {
        const lists = await Promise.all(all().map((one) => openStores(one)[layer].list("")));
        for (const keys of lists) expect(keys.some((key) => key.startsWith("feeds/"))).toBe(false);
        const artifacts = lists.map((keys) => keys.filter((key) => key.startsWith("artifacts/")));
        expect(new Set(artifacts.flat()).size, layer).toBe(artifacts.flat().length);
      }
    });

    it("promotes in one registry", async () => {
      const audit = await openAudit(a);
      const [{name: model, version}] = await audit.modelVersions();
      await audit.promote({
        ...{name: model, version, stage: "champion"},
        ...{reason: "test", promotedBy: "ana", promotedAt: new Date()}
      });
      await audit.close();
      for (const settings of [none, b])
        expect((await recorded(settings)).versions.some(({stage}) => stage === "champion")).toBe(
          false
        );
    });

    it("collects the garbage of one, and changes nothing of the others", async () => {
      const before = await Promise.all([none, b].map((one) => openStores(one).raw.list("")));
      for (const settings of [a, none]) {
        await openStores(settings).raw.write("bytes/of-nothing", new Uint8Array(3));
        const audit = await openAudit(settings);
        const orphans = await findOrphans(settings, audit);
        expect(orphans.map(({name: one}) => one)).toEqual(["of-nothing"]);
        await removeOrphans(orphans, settings, audit, {by: "ana"});
        await audit.close();
      }
      const after = await Promise.all([none, b].map((one) => openStores(one).raw.list("")));
      expect(after).toEqual(before);
    });

    it("has no synthetic run for a feed without one, and shows it without making anything", async () => {
      const c = feedSettings(none, {name: "c", key: null}, {});
      await expect(firstRun(c, silent)).rejects.toThrow("run not found: the feed c has none yet");
      const status = (settings: Settings, feed: string) =>
        readStatus(feedOf(feed), settings, new Date("2026-12-01T00:00:00Z"));
      expect(await status(c, "c")).toMatchObject({run: null, latest: null, dataUntil: null});
      expect(await auditExists(c)).toBe(false);
      expect(await status(b, "b")).toMatchObject({
        run: {run: names[2], status: "succeeded"},
        latest: names[2],
        next: "2026-12-01T00:30:00.000Z"
      });
    });
  });
}

const feedOf = (name: string): Feed => ({
  ...{name, key: null, input: [], options: {}, trigger: null, site: null, retention: null},
  schedule: {everyMinutes: 30}
});

const newFolder = () => mkdtemp(join(tmpdir(), "feeds-"));

describeIsolation("an installation in a folder", async () =>
  readSettings({workspace: await newFolder(), threads: 1}, {})
);

const missing = missingPostgres() ?? missingMinio();

describeWith("with MinIO and PostgreSQL", missing, () => {
  let servers: {stop(): Promise<void>}[] = [];
  let env: Record<string, string>;

  beforeAll(async () => {
    const [minio, postgres] = await Promise.all([startMinio(), startPostgres()]);
    servers = [minio, postgres];
    env = {...minio.env, DATABASE_URL: postgres.url};
  }, minioBuildTimeout);

  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  describeIsolation("an installation on servers", async () =>
    readSettings({workspace: await newFolder(), threads: 1}, env)
  );

  it("openAudit(settings) of a feed sees no table of another schema, and has what the migrations make", async () => {
    const settings = readSettings({workspace: await newFolder()}, env);
    const feed = feedSettings(settings, {name: "only-0", key: null}, {});
    await (await openAudit(feed)).close();
    const database = await openPostgres(feed.postgres!);
    expect(await schemaBreaches(database)).toEqual([]);
    const [{path}] = await database.query<{path: string}>(
      "SELECT current_setting('search_path') AS path"
    );
    expect(path).toBe('"feed_only_0"');
    await database.close();
    await rm(settings.workspace, {recursive: true, force: true});
  });
});
