import {seeded} from "../../src/core/forest/random.js";
import type {Place} from "./places.js";
import {atalayaAt, loaderAt} from "./processes.js";
import type {Ending, StartOptions} from "./processes.js";

/** A process of a round: what it does, in which container, and when it is killed, if it is. */
interface Player {
  does: "run" | "loader" | "reader";
  host: string;
  /** The share of a run’s time after which it is killed; null if it is left alone. */
  share: number | null;
  signal: "SIGKILL" | "SIGTERM";
}

/** A round: two to four processes, at once, on one workspace. */
export interface Round {
  /** Whether nobody has used the workspace. */
  isNew: boolean;
  players: Player[];
}

/** Draws a round from *seed*. */
export function drawRound(seed: number): Round {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)];
  const n = 2 + Math.floor(random() * 3);
  const isNew = random() < 0.5;
  const players = Array.from({length: n}, (_, i): Player => {
    const does = i === 0 ? "run" : pick(["run", "loader", "reader"] as const);
    const host = pick(["pod", `pod-${i}`]); // some share a name
    const share = random() < 0.75 ? random() * 1.2 : null;
    return {does, host, share, signal: pick(["SIGKILL", "SIGKILL", "SIGTERM"] as const)};
  });
  return {isNew, players};
}

/** What a round came to. */
export interface Played {
  /** The runs that ended well, by name. */
  runs: string[];
  /** For how long, in seconds, the run after it waited for those who were killed. */
  blocked: number;
  /** What went wrong, a sentence each: none, if all is well. */
  complaints: string[];
}

/** Plays *round* in *place*, and then a run, *args*, that nobody disturbs. */
export async function playRound(
  place: Place,
  args: string[],
  {isNew, players}: Round,
  {undisturbed, env}: Required<Pick<StartOptions, "undisturbed" | "env">>
): Promise<Played> {
  const endings = await Promise.all(
    players.map(async ({does, host, share, signal}) => {
      const container = {host};
      const moment = share === null ? undefined : ({kind: "time", share} as const);
      const options = {container, moment, undisturbed, env, signal};
      if (does === "run") return atalayaAt(place, args, options);
      if (does === "reader" || isNew) return atalayaAt(place, ["runs", "--json"], options); // a loader would run the demo
      return loaderAt(place, "runs.json.ts", options);
    })
  );
  const last = await atalayaAt(place, args, {container: {host: "last"}, env});
  const complaints = [...endings, last].flatMap((ending, i) => complaintOf(ending, players[i]));
  const runs = [...endings, last].flatMap(({code, stdout}, i) =>
    code === 0 && (players[i]?.does ?? "run") === "run"
      ? [(JSON.parse(stdout) as {run: string}).run]
      : []
  );
  return {runs, blocked: longestWait(last.stderr), complaints};
}

/** Returns what is wrong with how a process ended: only one that was killed may end otherwise than well. */
function complaintOf({code, signal, stderr}: Ending, player: Player | undefined): string[] {
  const isKilled = player !== undefined && player.share !== null;
  const may = isKilled ? [0, 143, null, 137] : [0];
  const isWell =
    may.includes(code) && !stderr.includes("    at ") && !stderr.includes("unexpected");
  return isWell ? [] : [`${player?.does ?? "last"} ended with ${code ?? signal}: ${stderr}`];
}

/** Returns the longest wait for a lock that *stderr* tells of, in seconds. */
function longestWait(stderr: string): number {
  const waits = [...stderr.matchAll(/ is free after ([\d.]+) s/g)].map(([, seconds]) =>
    Number(seconds)
  );
  return Math.max(0, ...waits);
}
