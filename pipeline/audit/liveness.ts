import {readdir} from "node:fs/promises";
import {join} from "node:path";
import {isAlive, showAlive} from "../lease/alive.js";

/** A register of the runs at work: a process that dies is seen as dead, whatever killed it. */
export interface Liveness {
  /** For how long a run that is alive may look dead, in milliseconds: while its connection is recomputed. */
  readonly blink: number;

  /** Shows *run* as alive from now on, until it ends or this process does. */
  begin(run: string): Promise<void>;

  /** Shows *run* as alive no more. */
  end(run: string): Promise<void>;

  /** Returns the runs that wait for a worker, and have not begun; absent where none can. */
  waiting?(): Promise<string[]>;

  /** Returns those of *runs* that are alive. */
  alive(runs: readonly string[]): Promise<Set<string>>;

  /** Ends what this process shows as alive. */
  close(): Promise<void>;
}

/** Takes every run for alive: for a database that nobody else can have open. */
export const unknownLiveness: Liveness = {
  blink: 0,
  begin: async () => {},
  end: async () => {},
  alive: async (runs) => new Set(runs),
  close: async () => {}
};

/** A run is alive while its process renews the lease of its name in *folder*. */
export function fileLiveness(folder: string): Liveness {
  const releases = new Map<string, () => void>();
  const release = (run: string) => {
    releases.get(run)?.();
    releases.delete(run);
  };
  return {
    blink: 0,
    async begin(run) {
      releases.set(run, showAlive(join(folder, run)));
    },
    async end(run) {
      release(run);
    },
    async alive(runs) {
      const names = new Set(await readdir(folder).catch(() => [] as string[]));
      const listed = runs.filter((run) => names.has(run));
      const alive = await Promise.all(listed.map((run) => isAlive(join(folder, run))));
      return new Set(listed.filter((_, i) => alive[i]));
    },
    async close() {
      for (const run of [...releases.keys()]) release(run);
    }
  };
}
