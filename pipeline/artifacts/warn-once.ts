import type {Reporter} from "./context.js";

const warnings = new WeakMap<Reporter, Set<string>>();

/** Reports a warning, unless *reporter* has had the same before. */
export function warnOnce(reporter: Reporter, warning: string): void {
  const known = warnings.get(reporter) ?? new Set();
  if (known.has(warning)) return;
  warnings.set(reporter, known.add(warning));
  reporter.warn(warning);
}
