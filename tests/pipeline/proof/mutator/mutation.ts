import type {Victim} from "./workspace.js";

/** A source of randomness, with what mutations draw from it. */
export interface Dice {
  /** A number in [0, n). */
  below(n: number): number;
  /** One of *items*. */
  pick<T>(items: readonly T[]): T;
}

/** A kind of change that an attacker makes. */
export interface Mutation {
  kind: string;

  /**
   * Makes the change in *victim*, of whose runs *run* is looked at. Returns what must be named: a part of the name of a
   * finding; or an exception of docs/security.md, that nothing has to be.
   */
  make(victim: Victim, run: string, dice: Dice): Promise<string | {unnamed: string}>;
}

/** Returns the dice that *random*, numbers in [0, 1), gives. */
export function diceOf(random: () => number): Dice {
  const below = (n: number) => Math.floor(random() * n);
  return {below, pick: (items) => items[below(items.length)]};
}
