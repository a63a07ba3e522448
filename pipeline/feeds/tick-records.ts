import type {Json} from "../../src/core/schema/artifacts.js";
import type {Records} from "../audit/audit.js";

/** What became of a time at which a feed was due, or of files that changed; `follows` is the time from which its schedule counts. */
export type TickOutcome = "follows" | "started" | "skipped" | "missed";

/** A record of the scheduler about a feed: an action in the audit of the feed. */
export interface TickRecord {
  outcome: TickOutcome;

  /** When it was due; of several that were missed, the last one; null if files were the reason. */
  tick: Date | null;

  /** The digest of the files that it is about; null if it is not about files. */
  files: string | null;

  /** The reason why it was skipped; or how many were missed, and when. */
  note: string | null;

  /** When it was recorded. */
  at: Date;
}

/** What the scheduler has recorded of a feed. */
export interface TickState {
  /** The last time that was due and dealt with; null before the first. */
  tick: Date | null;

  /** The digest of the files that the last run was started for; null without one. */
  files: string | null;

  /** The last run that was started; null without one. */
  started: TickRecord | null;

  /** The newest records, newest first. */
  newest: TickRecord[];
}

/** The records of the scheduler about a feed. */
export interface TickLedger {
  state(): Promise<TickState>;

  /** Records *record*, unless one that was started is about the same time, or about the same files as the last one; returns whether it did. */
  claim(record: TickRecord): Promise<boolean>;

  /** Records *record*. */
  add(record: TickRecord): Promise<void>;
}

/** The kind of the actions in the audit. */
const kind = "schedule";

/** The most newest records that a state lists. */
const listed = 5;

/** Returns the ledger in the audit that *open* opens: two schedulers never claim the same. */
export function auditLedger(open: () => Promise<Records>): TickLedger {
  async function withAudit<T>(work: (audit: Records) => Promise<T>): Promise<T> {
    const audit = await open();
    try {
      return await work(audit);
    } finally {
      await audit.close();
    }
  }
  return {
    state: () => withAudit(readTicks),
    claim: (record) =>
      withAudit(async (audit) => {
        const alone = audit.exclusively ?? ((_, work) => work());
        return alone(kind, async () => {
          if (isClaimed(record, await readTicks(audit))) return false;
          await addRecord(audit, record);
          return true;
        });
      }),
    add: (record) => withAudit((audit) => addRecord(audit, record))
  };
}

function isClaimed({tick, files}: TickRecord, state: TickState): boolean {
  if (tick) return state.tick !== null && tick <= state.tick;
  return files !== null && files === state.files;
}

async function addRecord(audit: Records, record: TickRecord): Promise<void> {
  const {outcome, tick, files, note, at} = record;
  const details: {[name: string]: Json} = {outcome, tick: tick?.toISOString() ?? null, files, note};
  await audit.recordAction({kind, details, actedBy: "scheduler", actedAt: at});
}

/** Returns what the scheduler has recorded in *audit*. */
export async function readTicks(audit: Pick<Records, "actions">): Promise<TickState> {
  const actions = (await audit.actions()).filter((action) => action.kind === kind);
  const records = actions.map(({details, actedAt}): TickRecord => {
    const {outcome, tick, files, note} = details as {[name: string]: string | null};
    return {
      outcome: outcome as TickOutcome,
      tick: tick === null ? null : new Date(tick),
      files,
      note,
      at: actedAt
    };
  });
  const ticks = records.flatMap(({tick}) => (tick ? [tick.getTime()] : []));
  const started = records.filter(({outcome}) => outcome === "started");
  return {
    tick: ticks.length > 0 ? new Date(ticks.reduce((a, b) => Math.max(a, b))) : null,
    files: started.filter(({files}) => files !== null).at(-1)?.files ?? null,
    started: started.at(-1) ?? null,
    newest: records.slice(-listed).reverse()
  };
}
