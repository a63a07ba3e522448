import {mkdir} from "node:fs/promises";
import {join} from "node:path";
import {defaultMemory} from "../artifacts/context.js";
import type {PhaseContext} from "../artifacts/context.js";
import {openSession} from "../duckdb/session.js";
import type {Session} from "../duckdb/session.js";

/** Databases that work at the same time, each for itself. */
export interface SessionPool {
  /** How many there are at most. */
  readonly size: number;

  /**
   * Returns what *work* returns, which may borrow a session that nobody else uses meanwhile: always the same; not for more than
   * `size` at a time.
   */
  use<T>(work: (borrow: () => Promise<Session>) => Promise<T>): Promise<T>;

  /** Closes them. */
  close(): void;
}

/** More would leave too little memory to each. */
const maxSessions = 4;

/**
 * Returns a pool for *pieces* of work: as many sessions as there are threads, which share the threads and the memory that
 * one would have. A session is opened when it is first needed, and *prepare* is called with it.
 */
export function sessionPool(
  {scratch, threads, memory = defaultMemory}: Pick<PhaseContext, "scratch" | "threads" | "memory">,
  pieces: number,
  prepare: (session: Session) => Promise<void>
): SessionPool {
  const size = Math.max(1, Math.min(threads, pieces, maxSessions));
  const sessions: Session[] = [];
  const free: Session[] = [];
  let opened = 0;
  const open = async (): Promise<Session> => {
    const folder = join(scratch, `transformation-${opened++}`); // two would write the same files of it
    await mkdir(folder, {recursive: true});
    const session = await openSession({
      scratch: folder,
      threads: Math.max(1, Math.floor(threads / size)),
      memoryLimit: `${Math.floor(memory / size / 2 ** 20)}MiB`
    });
    sessions.push(session);
    await prepare(session);
    return session;
  };
  return {
    size,
    async use(work) {
      let session: Promise<Session> | undefined;
      const borrow = async () => free.pop() ?? open();
      try {
        return await work(() => (session ??= borrow()));
      } finally {
        await session?.then((used) => free.push(used)).catch(() => {});
      }
    },
    close() {
      for (const session of sessions) session.close();
    }
  };
}
