import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {Records} from "../../../pipeline/audit/audit.js";
import type {StoredSuppression, Promotion, Verdict} from "../../../pipeline/audit/decisions.js";
import {UsageError} from "../../../pipeline/config/errors.js";
import {digest, eventOf, manifestOf, startOf} from "./contract.js";

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 15, 0, second, 5));

/** Describes what the records of people’s decisions promise; *open* returns new, empty, migrated ones. */
export function describeDecisions(name: string, open: () => Promise<Records>): void {
  describe(`${name} keeps what people decide:`, () => {
    let records: Records;

    beforeAll(async () => {
      records = await open();
      for (const [i, hex] of ["0001", "0002", "0003"].entries()) {
        const {run} = startOf(hex, i);
        await records.beginRun(startOf(hex, i));
        const training = manifestOf("training", digest("6"));
        await records.recordPhase(eventOf(run, training));
        const model = {key: training.key, bytes: 9, parameters: {}};
        await records.recordModels(run, [
          {...model, name: "forest", sha256: digest(i === 2 ? "a" : String(i))}, // the third: new
          {...model, name: "other", sha256: digest("f")} // always the same
        ]);
        await records.finishRun(run, "succeeded", at(59));
      }
    }, 60_000);
    afterAll(async () => {
      await records?.close();
    });

    const promotion = (version: number, stage: Promotion["stage"], second: number): Promotion => ({
      ...{name: "forest", version, stage, reason: `as ${stage}`},
      ...{promotedBy: "ana", promotedAt: at(second)}
    });

    const stagesOf = async () =>
      Object.fromEntries(
        (await records.modelVersions())
          .filter(({name: model}) => model === "forest")
          .map(({version, stage}) => [version, stage])
      );

    it("modelVersions() counts the files of a model, newest first, and each file once", async () => {
      const versions = await records.modelVersions();
      expect(
        versions.map(({name: model, version, sha256, firstRun}) => [
          model,
          version,
          sha256,
          firstRun
        ])
      ).toEqual([
        ["forest", 3, digest("a"), startOf("0003").run],
        ["forest", 2, digest("1"), startOf("0002").run],
        ["forest", 1, digest("0"), startOf("0001").run],
        ["other", 1, digest("f"), startOf("0001").run]
      ]);
      expect(versions[0]).toMatchObject({stage: "candidate", reason: null, promotedAt: null});
    });

    it("promote(promotion) keeps one champion, and the whole history", async () => {
      await records.promote(promotion(1, "champion", 1));
      await records.promote(promotion(2, "challenger", 2));
      expect(await stagesOf()).toEqual({1: "champion", 2: "challenger", 3: "candidate"});
      await records.promote(promotion(2, "champion", 3));
      expect(await stagesOf()).toEqual({1: "retired", 2: "champion", 3: "candidate"});
      const history = await records.promotions();
      expect(history.map(({version, stage, reason}) => [version, stage, reason])).toEqual([
        [1, "champion", "as champion"],
        [2, "challenger", "as challenger"],
        [1, "retired", "forest@2 took its place: as champion"],
        [2, "champion", "as champion"]
      ]);
      expect(history[0]).toMatchObject({promotedBy: "ana", promotedAt: at(1)});
      const champion = (await records.modelVersions()).find(({stage}) => stage === "champion");
      expect(champion).toMatchObject({version: 2, promotedBy: "ana", promotedAt: at(3).getTime()});
    });

    it("promote(promotion) leaves one champion though many are promoted at once", async () => {
      const versions = [1, 3, 1, 3];
      const all = versions.map((version, i) =>
        records.promote(promotion(version, "champion", 10 + i))
      );
      await Promise.allSettled(all); // one may be what it is to become already
      const champions = Object.values(await stagesOf()).filter((stage) => stage === "champion");
      expect(champions).toHaveLength(1);
      expect((await records.verify()).breaches).toEqual([]);
    });

    const wrong: [message: string, fields: Partial<Promotion>][] = [
      ["unknown model: forest@9", {version: 9}],
      ["unknown model: '; DROP TABLE runs; --@1", {name: "'; DROP TABLE runs; --", version: 1}],
      ["unknown stage: king", {stage: "king" as "champion"}],
      ["missing reason", {reason: " "}],
      ["missing name", {promotedBy: ""}]
    ];

    it.each(wrong)("promote(promotion) says %s, and records nothing", async (message, fields) => {
      const before = await records.auditHead();
      const promoting = records.promote({...promotion(1, "retired", 30), ...fields});
      await expect(promoting).rejects.toThrow(UsageError);
      await expect(promoting).rejects.toThrow(message);
      expect(await records.auditHead()).toEqual(before);
    });

    const verdictOfAna = {note: "", by: "ana"};
    const verdicts: Verdict[] = [
      {fileSha256: digest("1"), line: 7, verdict: "true", ...verdictOfAna, at: at(1)},
      {fileSha256: digest("1"), line: 8, verdict: "unsure", ...verdictOfAna, note: "?", at: at(2)},
      {eventId: "4625-17", verdict: "false", ...verdictOfAna, at: at(3)},
      {
        fileSha256: digest("1"),
        line: 7,
        verdict: "false",
        ...verdictOfAna,
        by: "bo",
        at: at(4)
      }
    ];

    it("recordVerdicts(verdicts) adds each once, and verdicts() returns the last on each event", async () => {
      expect(await records.recordVerdicts(verdicts)).toBe(4);
      expect(await records.recordVerdicts(verdicts)).toBe(0);
      const more: Verdict = {...verdicts[2], verdict: "true", at: at(5)};
      expect(await records.recordVerdicts([...verdicts, more, more])).toBe(1);
      expect(await records.verdicts()).toEqual([verdicts[1], verdicts[3], more]);
    });

    it("recordVerdicts(verdicts) adds all or none, and takes any text that is no JSON of ours", async () => {
      const before = await records.verdicts();
      const odd: Verdict = {
        eventId: "x",
        verdict: "true",
        note: "\0 ' \ud800 {",
        by: "ana",
        at: at(6)
      };
      const broken: Verdict = {...odd, eventId: "y", verdict: "maybe" as "true"};
      await expect(records.recordVerdicts([odd, broken])).rejects.toThrow();
      expect(await records.verdicts()).toEqual(before);
      expect(await records.recordVerdicts([odd])).toBe(1);
      expect((await records.verdicts()).at(-1)).toEqual({...odd, note: "\ufffd ' \ufffd {"});
      expect(await records.recordVerdicts([])).toBe(0);
      expect((await records.verify()).breaches).toEqual([]);
    });

    it("recordSuppressions(suppressions, by) adds each once, all or none; the later of one name holds", async () => {
      const given = (suppression: string, second: number, reason: string): StoredSuppression => ({
        ...{name: suppression, madeAt: at(second)},
        body: {name: suppression, reason}
      });
      const [scan, backup] = [given("scan", 2, "ours"), given("backup", 1, "nightly")];
      expect(await records.recordSuppressions([scan, backup], "ana")).toBe(2);
      expect(await records.recordSuppressions([scan, backup], "ben")).toBe(0);
      expect(await records.suppressions()).toEqual([backup, scan]);
      const later = given("backup", 3, "and weekly");
      const broken = given("no name", 4, "spaces");
      await expect(records.recordSuppressions([later, broken], "ana")).rejects.toThrow();
      expect(await records.suppressions()).toEqual([backup, scan]);
      expect(await records.recordSuppressions([later], "ana")).toBe(1);
      expect(await records.suppressions()).toEqual([scan, later]);
      expect((await records.verify()).breaches).toEqual([]);
    });
  });
}
