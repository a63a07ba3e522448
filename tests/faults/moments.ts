import {seeded} from "../../src/core/forest/random.js";
import {phases} from "../../src/core/schema/artifacts.js";
import type {Moment, Touch} from "./processes.js";

/** The lines that a run prints on its way: each phase as it begins, and as it ends. */
const lines = phases.flatMap((phase) => [`${phase} …`, `${phase}: `]);

/**
 * Draws *n* moments of a run from *seed*, of three kinds in turn: a share of its time, shortly after one
 * of its lines, and just before or after one of its touches, of which there are *touches*: files that are
 * linked, pages of the embedded database (and so the inside of a transaction), requests and lines sent. Each kind is
 * spread over the run, one drawn from each of its equal parts; the order is drawn too.
 */
export function drawMoments(
  n: number,
  touches: Readonly<Record<Touch, number>>,
  seed: number
): Moment[] {
  const random = seeded(seed);
  const kinds = (Object.keys(touches) as Touch[]).filter((touch) => touches[touch] > 0);
  const perKind = Math.ceil(n / 3);
  const moments = Array.from({length: n}, (_, i): Moment => {
    const turn = Math.floor(i / 3);
    const share = (turn + random()) / perKind;
    if (i % 3 === 0) return {kind: "time", share};
    if (i % 3 === 1) {
      const line = lines[Math.floor(share * lines.length)];
      return {kind: "line", line, delay: Math.floor(random() * 150)};
    }
    const touch = kinds[turn % kinds.length];
    const number = Math.floor(share * touches[touch]);
    const side = random() < 0.5 ? "before" : "after";
    return {kind: "touch", touch, number, side};
  });
  for (let i = n - 1; i > 0; --i) {
    const j = Math.floor(random() * (i + 1));
    [moments[i], moments[j]] = [moments[j], moments[i]];
  }
  return moments;
}
