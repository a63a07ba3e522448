import {statSync} from "node:fs";

/** For how long a file must not have changed for its stamp to tell a later change, in milliseconds: a clock of files ticks. */
const quiet = {fine: 100, coarse: 2_000};

/** Returns what the file system says of the file at *path*, which changes when its bytes do; undefined without one. */
export function stampOf(path: string): string | undefined {
  try {
    const {size, mtimeNs, ctimeNs, ino} = statSync(path, {bigint: true});
    return `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
  } catch {
    return undefined;
  }
}

/** Returns whether the file of *stamp* has been as it is for long enough, *now*, that a change from now on changes its stamp. */
export function isQuiet(stamp: string, now: number): boolean {
  const [, modified, changed] = stamp.split(" ").map(BigInt);
  const latest = changed > modified ? changed : modified;
  const tick = latest % 1_000_000_000n === 0n ? quiet.coarse : quiet.fine;
  return Number(latest / 1_000_000n) + tick < now;
}
