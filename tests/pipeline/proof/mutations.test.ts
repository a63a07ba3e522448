import {readFileSync} from "node:fs";
import {rm} from "node:fs/promises";
import {afterAll, beforeAll, expect, it} from "vitest";
import {UsageError} from "../../../pipeline/config/errors.js";
import {verifyRun} from "../../../pipeline/proof/verify-run.js";
import {seeded} from "../../../src/core/forest/random.js";
import {auditMutations} from "./mutator/audit.js";
import {fileMutations} from "./mutator/files.js";
import {forgeries} from "./mutator/forgeries.js";
import {diceOf} from "./mutator/mutation.js";
import {newVictim} from "./mutator/workspace.js";
import {silent} from "./small-run.js";

const mutations = [...fileMutations, ...forgeries, ...auditMutations];

/** How many changes are made: each kind once, unless ATALAYA_TEST_MUTATIONS says how many. */
const count = Number(process.env.ATALAYA_TEST_MUTATIONS ?? mutations.length);
const seed = Number(process.env.ATALAYA_TEST_SEED ?? 37);

let victim: Awaited<ReturnType<typeof newVictim>>;

beforeAll(async () => {
  victim = await newVictim();
}, 300_000);

afterAll(() => rm(victim.folder, {recursive: true, force: true}));

/** Returns the names of what is not what it was; a UsageError counts as one, with what it says. */
async function namesOf(run: string): Promise<string[]> {
  const {settings, key, anchor} = victim;
  try {
    const options = {run, key, anchors: [anchor]};
    const {ok, parts} = await verifyRun(settings, options, silent);
    const names = parts.flatMap(({findings}) => findings.map(({what}) => what));
    expect(ok).toBe(names.length === 0);
    return names;
  } catch (error) {
    if (error instanceof UsageError) return [error.message];
    throw error;
  }
}

it(
  "verifyRun(settings, {key, anchors}) names whatever somebody without the key changes",
  async () => {
    const dice = diceOf(seeded(seed));
    const missed: string[] = [];
    const counts = {named: 0, unnamed: 0};
    for (let i = 0; i < count; ++i) {
      const {kind, make} = mutations[i % mutations.length];
      const run = dice.pick(victim.runs);
      const expected = await make(victim, run, dice);
      const names = await namesOf(run).catch((error: Error) => [`error: ${error.stack}`]);
      await victim.restore();
      if (typeof expected !== "string") {
        ++counts[names.length > 0 ? "named" : "unnamed"];
        expect(exceptions).toContain(expected.unnamed);
      } else if (names.some((name) => name.includes(expected))) ++counts.named;
      else {
        missed.push(`${i} ${kind}: ${expected}; it names ${names.slice(0, 5).join(", ")}`);
        console.log(missed.at(-1)); // a long round says at once what it found
      }
    }
    expect(missed).toEqual([]);
    console.log(
      `${count} changes, seed ${seed}: ${counts.named} named, ${counts.unnamed} that nothing has to name`
    );
    for (const run of victim.runs) expect(await namesOf(run)).toEqual([]); // all was put back
  },
  Math.max(300_000, count * 20_000)
);

/** The first column of what docs/security.md says that verify does not name. */
const exceptions = readFileSync(new URL("../../../docs/security.md", import.meta.url), "utf8");
