import {userInfo} from "node:os";
import {openExistingAudit} from "../../audit/open.js";
import {findOrphans, removeOrphans} from "../../maintenance/gc.js";
import type {Orphan} from "../../maintenance/gc.js";
import {withWorkspace} from "../../run/workspace-lock.js";
import type {Fence} from "../../run/workspace-lock.js";
import {fencedStores} from "../../storage/fenced.js";
import {openStores} from "../../storage/open.js";
import type {Command} from "./command.js";

/** Removes what killed runs left behind. */
export const command: Command = {
  usage: "",
  description: `Finds what killed runs left behind: files of artifacts that were never finished,
artifacts that no run recorded, bytes of logs that nothing was made from, writes
that never ended, work in progress. Shows them; removes them with --apply, and
records that in the audit. Nothing that a run recorded is ever removed.`,
  options: {apply: {type: "boolean"}, by: {type: "string"}},
  optionHelp: [
    ["--apply", "remove what was found"],
    ["--by NAME", "who removes it, for the audit (the name of the user)"]
  ],
  async run({values, json, settings, reporter, print}) {
    const apply = values.apply === true;
    const by = (values.by as string | undefined) ?? userInfo().username;
    const onWait = (message: string) => reporter.warn(message);
    const collect = async (fence: Fence) => {
      const records = await openExistingAudit(settings, {onWait});
      try {
        return await records.withoutRuns(async () => {
          const orphans = await findOrphans(settings, records);
          if (apply) {
            const stores = fencedStores(openStores(settings), fence);
            await removeOrphans(orphans, settings, records, {by, stores});
          }
          return orphans;
        });
      } finally {
        await records.close();
      }
    };
    const orphans = await withWorkspace(settings, collect, onWait);
    if (json) print(JSON.stringify({applied: apply, orphans}));
    else print(textOf(orphans, apply));
    return 0;
  }
};

function textOf(orphans: readonly Orphan[], applied: boolean): string {
  if (orphans.length === 0) return "nothing to remove";
  const lines = orphans.map(({layer, reason, name, keys}) => {
    const files = keys.length === 1 ? "1 file" : `${keys.length} files`;
    return `${(layer ?? "scratch").padEnd(8)} ${reason.padEnd(16)} ${name}${keys.length > 0 ? ` (${files})` : ""}`;
  });
  const end = applied ? "removed" : "nothing was removed; `atalaya gc --apply` does";
  return [...lines, `${orphans.length} found: ${end}`].join("\n");
}
