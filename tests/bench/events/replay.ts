import type {ScoringProcess} from "./scoring-process.js";

/** What was sent, and which line each event is. */
export interface Replayed {
  /** The place of the line of each event among those of all logs, from 0. */
  lines: Map<number, number>;
  report: object;
}

interface Answered {
  lines: {line: number; outcome: string; event?: number}[];
}

const batchLines = 1_000;

/**
 * Sends the lines of *logs* in their order, each when its time comes if a second lasts 1 / *speed* of one, and later if the
 * service takes longer; at most 1,000 at a time.
 */
export async function replay(
  scoring: ScoringProcess,
  logs: readonly string[],
  {speed, reasonsFrom}: {speed: number; reasonsFrom: number}
): Promise<Replayed> {
  const lines = new Map<number, number>();
  const outcomes: Record<string, number> = {};
  const latencies: number[] = [];
  const begun = performance.now();
  let [first, before, behind] = [NaN, 0, 0];
  for (const [i, log] of logs.entries()) {
    const all = log.split("\n").slice(0, -1);
    for (let from = 0; from < all.length;) {
      const to = nextBatch(all, from, speed);
      const time = timeOf(all[to - 1]);
      if (Number.isNaN(first)) first = time;
      const due = begun + (1000 * (time - first)) / speed;
      const now = performance.now();
      if (now < due) await new Promise((resolve) => setTimeout(resolve, due - now));
      else if (now > due) behind = Math.max(behind, now - due);
      const sentAt = performance.now();
      const response = await scoring.post(all.slice(from, to).join("\n"), `?source=log-${i}&reasonsFrom=${reasonsFrom}`); // prettier-ignore
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      const {lines: said} = (await response.json()) as Answered;
      latencies.push(performance.now() - sentAt);
      for (const {line, outcome, event} of said) {
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        if (event !== undefined) lines.set(event, before + from + line - 1);
      }
      from = to;
    }
    before += all.length;
  }
  const seconds = (performance.now() - begun) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Math.round(latencies[Math.floor(share * (latencies.length - 1))]);
  return {
    lines,
    report: {
      ...outcomes,
      speed,
      seconds: Math.round(seconds * 10) / 10,
      events_per_second: Math.round(lines.size / seconds),
      requests: latencies.length,
      milliseconds_a_request: {median: at(0.5), p99: at(0.99), max: at(1)},
      most_seconds_behind: Math.round(behind / 100) / 10
    }
  };
}

/** Returns where the lines end that are sent together: those of a twentieth of a second. */
function nextBatch(lines: readonly string[], from: number, speed: number): number {
  const end = timeOf(lines[from]) + speed / 20;
  let to = from + 1;
  while (to < lines.length && to - from < batchLines && !(timeOf(lines[to]) > end)) ++to;
  return to;
}

/** Returns the time of a line of Zeek’s, in seconds; NaN of a header. */
function timeOf(line: string): number {
  return line.startsWith("#") ? NaN : Number(line.slice(0, line.indexOf("\t")));
}

interface FinalPage {
  next: number;
  scores: {event: number; score: number; partial: boolean}[];
}

/** Compares the final scores of the windows that are closed with *expected*, by the place of the line. */
export async function compareFinals(
  scoring: ScoringProcess,
  {lines}: Replayed,
  expected: Float64Array
): Promise<object> {
  await settle(scoring);
  let [after, equal, different, partial, largest] = [0, 0, 0, 0, 0];
  for (;;) {
    const page = await scoring.get<FinalPage>(`/events/final?after=${after}&limit=10000`);
    for (const final of page.scores) {
      const score = expected[lines.get(final.event)!];
      if (Object.is(final.score, score)) ++equal;
      else {
        ++different;
        largest = Math.max(largest, Math.abs(final.score - score));
      }
      partial += Number(final.partial);
    }
    if (page.next === after) break;
    after = page.next;
  }
  const {open} = await scoring.get<{open: {events: number}[]}>("/events/status");
  const stillOpen = open.reduce((sum, {events}) => sum + events, 0);
  return {final: {equal, different, largest_difference: largest, partial, still_open: stillOpen}};
}

/** Waits until no window is being closed. */
export async function settle(scoring: ScoringProcess): Promise<void> {
  for (;;) {
    const {closing} = await scoring.get<{closing: {windows: number}}>("/events/status");
    if (closing.windows === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
