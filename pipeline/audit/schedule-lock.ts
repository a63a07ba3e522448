import {join} from "node:path";
import type {Settings} from "../config/settings.js";
import {takeLock} from "../run/lock.js";

/** The place of the only scheduler of an installation. */
export interface SchedulePlace {
  /** Throws an OutageError if another process may have taken it. */
  check(): void;
}

/**
 * Returns what *work* returns, while no other process schedules in the installation of *settings*; waits for its turn however
 * long it takes. With PostgreSQL the server holds the place, which is free when the connection ends, else a lock in the workspace.
 */
export async function asOnlyScheduler<T>(
  settings: Settings,
  work: (place: SchedulePlace) => Promise<T>,
  onWait: (message: string) => void
): Promise<T> {
  const {postgres, workspace} = settings;
  const forever = {timeout: Infinity, onWait};
  if (!postgres) {
    const what = "the schedule";
    const lock = await takeLock(join(workspace, "schedule.lease"), {...forever, what});
    try {
      return await work(lock);
    } finally {
      lock.release();
    }
  }
  const {openPostgres} = await import("./postgres.js");
  const {advisoryLocks} = await import("./postgres-locks.js");
  const database = await openPostgres(postgres);
  try {
    const {exclusively, liveness} = advisoryLocks(postgres, database, forever);
    try {
      return await exclusively("the schedule", () => work({check: () => {}})); // what is claimed twice is rejected
    } finally {
      await liveness.close();
    }
  } finally {
    await database.close();
  }
}
