import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openAudit} from "../../../pipeline/audit/open.js";
import {asOnlyScheduler} from "../../../pipeline/audit/schedule-lock.js";
import {feedSettings} from "../../../pipeline/config/feed.js";
import {readSettings} from "../../../pipeline/config/settings.js";
import type {Settings} from "../../../pipeline/config/settings.js";
import {auditLedger} from "../../../pipeline/feeds/tick-records.js";
import type {TickRecord} from "../../../pipeline/feeds/tick-records.js";
import {describeWith} from "../../services/available.js";
import {missingPostgres, startPostgres} from "../../services/postgres.js";
import type {PostgresServer} from "../../services/postgres.js";

const tickOf = (time: string, fields: Partial<TickRecord> = {}): TickRecord => ({
  ...{outcome: "started", files: null, note: null, at: new Date("2026-12-01T12:00:00Z")},
  ...{tick: new Date(`2026-12-01T${time}:00Z`)},
  ...fields
});

/** Describes what the records and the place of a scheduler promise; *claims* is how many claim at the same time. */
function describeRecords(name: string, claims: number, open: () => Promise<Settings>): void {
  describe(`${name}:`, () => {
    let settings: Settings;
    beforeAll(async () => {
      settings = await open();
    });
    afterAll(() => rm(settings.workspace, {recursive: true, force: true}));

    const ledgerOf = (feed: string) =>
      auditLedger(() => openAudit(feedSettings(settings, {name: feed, key: null}, {})));

    it("claim(record) of a time, or of later files, succeeds once", {timeout: 60_000}, async () => {
      const [a, b] = ["a", "b"].map(ledgerOf);
      const claimed = await Promise.all(
        Array.from({length: claims}, () => a.claim(tickOf("01:00")))
      );
      expect(claimed.filter(Boolean)).toHaveLength(1);
      expect(await b.claim(tickOf("01:00"))).toBe(true); // another feed
      expect(await a.claim(tickOf("00:30"))).toBe(false); // it is past
      await a.add(tickOf("02:00", {outcome: "missed", note: "1 missed"}));
      expect(await a.claim(tickOf("02:00"))).toBe(false);
      const files = (digest: string) => tickOf("", {tick: null, files: digest});
      expect(await a.claim(files("x"))).toBe(true);
      expect(await a.claim(files("x"))).toBe(false);
      expect(await a.claim(files("y"))).toBe(true);
      const {tick, files: last, started, newest} = await a.state();
      expect(tick).toEqual(new Date("2026-12-01T02:00:00Z"));
      expect(last).toBe("y");
      expect(started).toEqual(files("y"));
      expect(newest.map(({outcome}) => outcome)).toEqual([
        ...["started", "started", "missed", "started"]
      ]);
    });

    it(
      "asOnlyScheduler(settings, work) lets one work at a time, and the next one after it",
      {timeout: 60_000},
      async () => {
        const log: string[] = [];
        const one = (who: string) =>
          asOnlyScheduler(
            settings,
            async ({check}) => {
              check();
              log.push(`${who} begins`);
              await sleep(300);
              log.push(`${who} ends`);
            },
            () => undefined
          );
        await Promise.all([one("a"), one("b")]);
        const [first, second] = log[0].startsWith("a") ? ["a", "b"] : ["b", "a"];
        expect(log).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]); // prettier-ignore
      }
    );
  });
}

const newFolder = () => mkdtemp(join(tmpdir(), "tick-records-"));

describeRecords("in a workspace", 1, async () => readSettings({workspace: await newFolder()}, {}));

describeWith("with PostgreSQL", missingPostgres(), () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  describeRecords("on a server", 6, async () =>
    readSettings({workspace: await newFolder()}, {DATABASE_URL: server.url})
  );
});
