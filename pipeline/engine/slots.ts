import {setTimeout as sleep} from "node:timers/promises";

/** What is claimed from a queue: the id and the end of each. */
export type Claim = (limit: number) => Promise<{id: string; ended: Promise<void>}[]>;

/** The options of taking from a queue. */
export interface SlotsOptions {
  /** How many are done at a time. */
  concurrency: number;

  /** Whether to claim more than are done at a time while each takes but some milliseconds; defaults to false. */
  ahead?: boolean;

  /** Returns whether this process may take anything now. */
  mayTake(): boolean;

  /** Is called with an error of claiming; it is tried again. */
  onError(error: unknown): void;
}

/** Takes from a queue what there is a slot for. */
export interface Slots {
  /** The ids of what is claimed and not done. */
  ids(): string[];

  /** Returns what *work* returns, which begins when one of the slots is free. */
  inSlot<T>(work: () => Promise<T>): Promise<T>;

  /** Takes nothing more; resolves when all that was claimed is done. */
  stop(): Promise<void>;
}

/** The shortest and the longest pause between two looks at an empty queue, in milliseconds. */
const pauses = {shortest: 15, longest: 500};

/** What is claimed ahead takes at most so long, in milliseconds, and is at most so many. */
const aheadBounds = {milliseconds: 50, count: 32};

/** Takes from the queue of *claim*, as soon as a slot is free, until it is stopped. */
export function takeFrom(claim: Claim, options: SlotsOptions): Slots {
  const {concurrency} = options;
  const state: State = {
    running: new Map(),
    average: aheadBounds.milliseconds,
    isStopped: false,
    wake: () => {}
  };
  const waiting: (() => void)[] = [];
  let busy = 0;
  const looping = loop(state, claim, options);
  return {
    ids: () => [...state.running.keys()],
    async inSlot(work) {
      if (busy >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
      else ++busy;
      const begun = performance.now();
      try {
        return await work();
      } finally {
        state.average += (performance.now() - begun - state.average) * 0.2;
        const next = waiting.shift();
        if (next)
          next(); // which takes this slot
        else --busy;
      }
    },
    async stop() {
      state.isStopped = true;
      state.wake();
      await looping;
      await Promise.all(state.running.values());
    }
  };
}

interface State {
  running: Map<string, Promise<void>>;
  /** What one takes, in milliseconds. */
  average: number;
  isStopped: boolean;
  /** Ends a rest. */
  wake(): void;
}

async function loop(state: State, claim: Claim, options: SlotsOptions): Promise<void> {
  let pause: number = pauses.shortest;
  while (!state.isStopped) {
    const free = freeSlots(state, options);
    const claimed =
      free > 0 && options.mayTake() ? await tryClaim(state, claim, free, options) : [];
    for (const {id, ended} of claimed) {
      const end = ended.then(() => {
        state.running.delete(id);
        state.wake();
      });
      state.running.set(id, end);
    }
    pause = claimed.length > 0 ? pauses.shortest : Math.min(pause * 1.5, pauses.longest);
    const isFull = freeSlots(state, options) <= 0;
    if (claimed.length === 0 || isFull) await rest(state, isFull ? 1_000 : pause);
  }
}

/** Returns how many may be claimed now: ahead, what would take some milliseconds. */
function freeSlots({running, average}: State, {concurrency, ahead}: SlotsOptions): number {
  const some = Math.floor(aheadBounds.milliseconds / Math.max(average, 1)) - 1;
  const more = ahead ? Math.min(Math.max(some, 0), aheadBounds.count) : 0;
  return concurrency + more - running.size;
}

async function tryClaim(state: State, claim: Claim, free: number, {onError}: SlotsOptions) {
  try {
    return await claim(free);
  } catch (error) {
    onError(error);
    await rest(state, pauses.longest);
    return [];
  }
}

async function rest(state: State, milliseconds: number): Promise<void> {
  await Promise.race([sleep(milliseconds), new Promise<void>((resolve) => (state.wake = resolve))]);
}
