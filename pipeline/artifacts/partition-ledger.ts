import type {Manifest} from "../../src/core/schema/artifacts.js";

/** A list of the partitions that a run makes: each is recorded before it exists, many at a time. */
export interface PartitionLedger {
  /**
   * Adds the partition of *manifest*, whose files are stored; *commit* writes its manifest, once it is recorded. Waits while
   * too many wait to be recorded; rejects if one before could not be.
   */
  add(manifest: Manifest, commit: () => Promise<void>): Promise<void>;

  /** Waits until all that were added exist. */
  settle(): Promise<void>;
}

/** The most partitions that wait to be recorded. */
const maxPending = 256;

/** For how long the first of them waits for others, in milliseconds: what a killed run loses. */
const patience = 100;

/** Returns a list that has *record* record the partitions, in one go those that come within a tenth of a second. */
export function partitionLedger(
  record: (manifests: readonly Manifest[]) => Promise<void>
): PartitionLedger {
  let pending: {manifest: Manifest; commit: () => Promise<void>}[] = [];
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();
  let failure: Error | undefined;
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const batch = pending;
    pending = [];
    flushing = flushing.then(async () => {
      if (batch.length === 0) return;
      await record(batch.map(({manifest}) => manifest));
      for (const {commit} of batch) await commit();
    });
    flushing.catch((error: Error) => (failure = error)); // whoever adds or settles next has it
    return flushing;
  };
  return {
    async add(manifest, commit) {
      pending.push({manifest, commit});
      if (pending.length >= maxPending) return flush();
      timer ??= setTimeout(() => void flush().catch(() => {}), patience);
      if (failure) throw failure;
    },
    settle: flush
  };
}
