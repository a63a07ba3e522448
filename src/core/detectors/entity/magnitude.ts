import {logarithm} from "../../forest/logarithm.js";
import type {Candidate} from "./entity-detector.js";

/** Returns ln(1 + *value*), *value* ≥ 0; the same bits on every machine. */
export function log1p(value: number): number {
  return logarithm(1 + Math.max(0, value));
}

/**
 * Returns how far a count exceeds its record, on a log scale: of a new key ln(1 + m⁻), of a known one
 * ln(1 + m⁻) − ln(1 + r⁺), where m⁻ = m − √m and r⁺ = r + √r take the noise of counting (Poisson) off, and
 * r is the record, at least *floor*.
 */
export function countMagnitude({facts, stratum}: Candidate, floor: number): number {
  const {m, record} = facts;
  const low = log1p(m - Math.sqrt(m));
  if (stratum === "new") return low;
  const reference = Math.max(record, floor);
  return low - log1p(reference + Math.sqrt(reference));
}

/** Returns ln(1 + m⁻) of a count: what a key without history measures. */
export function rawCountMagnitude({facts: {m}}: Candidate): number {
  return log1p(m - Math.sqrt(m));
}
