import {userInfo} from "node:os";
import {openExistingAudit} from "../../audit/open.js";
import {UsageError} from "../../config/errors.js";
import {withWorkspace} from "../../run/workspace-lock.js";
import {maxDays, maxRuns, readPolicy, uniformPolicy} from "../../maintenance/retention/policy.js";
import type {RetentionPolicy} from "../../maintenance/retention/policy.js";
import {findExpired, removeExpired} from "../../maintenance/retention/retention.js";
import type {Expired} from "../../maintenance/retention/retention.js";
import type {Fence} from "../../run/workspace-lock.js";
import {fencedStores} from "../../storage/fenced.js";
import {openStores} from "../../storage/open.js";
import type {Command, OptionValues} from "./command.js";
import {maybeInteger, maybeNumber} from "../option-values.js";

/** Removes artifacts that a policy no longer keeps. */
export const command: Command = {
  usage: "",
  description: `Shows what a policy no longer keeps, by layer; removes it with --apply, and records
that in the audit. Without a policy, everything is kept. What is kept keeps what it
was made from. The latest run, what the models in charge were made from, the audit
and the signed statements are always kept.`,
  options: {
    "keep-runs": {type: "string"},
    "keep-days": {type: "string"},
    policy: {type: "string"},
    apply: {type: "boolean"},
    by: {type: "string"}
  },
  optionHelp: [
    ["--keep-runs N", "keep the newest N runs that succeeded"],
    ["--keep-days D", "keep what began within D days; with --keep-runs, what either keeps"],
    ["--policy FILE", "keep by the policy in this file, layer by layer (JSON)"],
    ["--apply", "remove the rest"],
    ["--by NAME", "who removes it, for the audit (the name of the user)"]
  ],
  async run({values, json, settings, reporter, print}) {
    const apply = values.apply === true;
    const by = (values.by as string | undefined) ?? userInfo().username;
    const policy = await policyOf(values);
    const stores = openStores(settings);
    const onWait = (message: string) => reporter.warn(message);
    const collect = async (fence: Fence) => {
      const records = await openExistingAudit(settings, {onWait});
      try {
        return await records.withoutRuns(async () => {
          const expired = await findExpired(policy, records, stores, new Date());
          if (apply) await removeExpired(expired, records, fencedStores(stores, fence), {by});
          return expired;
        });
      } finally {
        await records.close();
      }
    };
    const expired = await withWorkspace(settings, collect, onWait);
    if (json) print(JSON.stringify({applied: apply, policy, expired}));
    else print(textOf(expired, policy, apply));
    return 0;
  }
};

async function policyOf(values: OptionValues): Promise<RetentionPolicy> {
  const keepRuns = maybeInteger(values, "keep-runs", {min: 1, max: maxRuns});
  const keepDays = maybeNumber(values, "keep-days", {min: 0, max: maxDays});
  const hasRule = keepRuns !== undefined || keepDays !== undefined;
  if (values.policy === undefined) return hasRule ? uniformPolicy({keepRuns, keepDays}) : {};
  if (hasRule)
    throw new UsageError(
      "ambiguous policy: --policy and --keep-runs or --keep-days; omit one of them"
    );
  return readPolicy(String(values.policy));
}

function textOf(expired: readonly Expired[], policy: RetentionPolicy, applied: boolean): string {
  if (Object.keys(policy).length === 0)
    return "everything is kept: there is no policy; try --keep-runs, --keep-days or --policy";
  if (expired.length === 0) return "nothing to remove: all of it is kept";
  const head = ["layer", "bytes", "what", "why"];
  const rows = expired.map(({layer, bytes, name, keys, reason}) => {
    const what = keys[0].startsWith("bytes/") ? "log" : "artifact";
    return [layer, bytes.toLocaleString("en-US"), `${what} ${name.slice(0, 16)}`, reason];
  });
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, i) => (i === 1 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join("  ")
      .trimEnd()
  );
  const total = expired.reduce((sum, {bytes}) => sum + bytes, 0);
  const end = applied ? "removed" : "nothing was removed; --apply does";
  return [...lines, `${expired.length} found, ${total.toLocaleString("en-US")} bytes: ${end}`].join(
    "\n"
  );
}
