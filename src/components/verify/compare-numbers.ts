import {maybeMismatch, walkValues} from "../../core/proof/compare.js";
import {figuresOf, figureTitle} from "../../core/pages/figures.js";
import {maybeReason} from "../../core/published/verify/unverified.js";
import type {FigureCheck, UnverifiedCheck} from "./verification.js";

/** The number of mismatches of a figure that are listed; the others are counted. */
export const maxShown = 100;

/** The result of comparing published files. */
export interface ComparedNumbers {
  figures: FigureCheck[];
  unverified: UnverifiedCheck[];
}

/**
 * Compares every value of each published file with the recomputed one, and sorts them by the figures
 * that show them. What was not recomputed must be among `unverifiedValues`; else it is a mismatch.
 */
export function compareNumbers(
  published: ReadonlyMap<string, unknown>,
  computed: ReadonlyMap<string, unknown>
): ComparedNumbers {
  const checks = new Map<string, FigureCheck>();
  const unverified = new Map<string, UnverifiedCheck>();
  for (const [file, document] of published) {
    walkValues(document, computed.get(file), {
      compared(path, found, expected) {
        const mismatch = maybeMismatch(path, found, expected);
        for (const check of checksOf(checks, file, path)) {
          check[typeof found === "number" ? "numbers" : "texts"] += 1;
          if (!mismatch) continue;
          check.differing += 1;
          if (check.mismatches.length < maxShown) check.mismatches.push(mismatch);
        }
      },
      taken(path, found) {
        const reason = maybeReason(file, path);
        for (const check of checksOf(checks, file, path)) {
          if (reason !== undefined) {
            const name = `${check.figure} ${file} ${reason}`;
            if (!unverified.has(name))
              unverified.set(name, {figure: check.figure, file, reason, values: 0});
            unverified.get(name)!.values += 1;
            check.unverified += 1;
            continue;
          }
          check.differing += 1;
          const mismatch = {path, expected: "not computed", found: JSON.stringify(found)};
          if (check.mismatches.length < maxShown) check.mismatches.push(mismatch);
        }
      }
    });
  }
  return {figures: [...checks.values()], unverified: [...unverified.values()]};
}

/** Returns the check of the first figure that shows a value, so that none is counted twice. */
function checksOf(checks: Map<string, FigureCheck>, file: string, path: string): FigureCheck[] {
  const [figure] = figuresOf(file, path);
  const title = figure ? figureTitle(figure) : `All of ${file}`;
  const name = `${file} ${title}`;
  let check = checks.get(name);
  if (!check) {
    const how = figure?.how ?? "the same function over the same tables as the pipeline";
    check = {
      figure: title,
      file,
      how,
      numbers: 0,
      texts: 0,
      unverified: 0,
      differing: 0,
      mismatches: []
    };
    checks.set(name, check);
  }
  return [check];
}
