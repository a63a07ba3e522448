import type {
  Measured,
  Regime,
  RegimeMeasures,
  Study,
  StudiedMethod
} from "../../core/schema/study.js";
import type {ExportRow, ExportSource} from "../exports/export-menu.js";
import {plainRow} from "../exports/plain-row.js";
import {regimesOf} from "./study-methods.js";

/** The exports of a study: one row a method, regime and whatever else the name says. */
export type StudyExports = Record<
  "measures" | "precisionAt" | "periods" | "attacks" | "cost" | "drift",
  Pick<ExportSource, "name" | "rows">
>;

/** Returns the exports of *study*. */
export function studyExports(study: Study): StudyExports {
  const rows = (read: (of: RegimeMeasures) => ExportRow[]) =>
    study.methods.flatMap((method) =>
      regimesOf(study).flatMap((regime) => {
        const measures = method[regime];
        return measures ? read(measures).map((row) => ({...nameOf(method, regime), ...row})) : [];
      })
    );
  return {
    measures: {
      name: "methods",
      rows: () =>
        rows(({units}) =>
          units.map((of) => ({
            unit: of.unit,
            ...spreadOf("ap", of.ap),
            ...spreadOf("auroc", of.auroc),
            ...spreadOf("precision_at_budget", of.precisionAtBudget),
            ...spreadOf("recall_at_budget", of.recallAtBudget)
          }))
        )
    },
    precisionAt: {
      name: "precision-at-k",
      rows: () =>
        rows(({units}) =>
          units.flatMap(({unit, precisionAt}) =>
            precisionAt.map(({k, precision}) => ({unit, k, ...spreadOf("precision", precision)}))
          )
        )
    },
    periods: {
      name: "periods",
      rows: () =>
        rows(({periodAp}) => study.periods.map((period, i) => ({...plainRow(period), ap: periodAp[i]}))) // prettier-ignore
    },
    attacks: {
      name: "attacks-by-method",
      rows: () =>
        rows(({recallByAttack}) =>
          study.attacks.map(({attack, events, isSeen}) => ({
            attack,
            events,
            in_training: isSeen,
            recall: Object.hasOwn(recallByAttack, attack) ? recallByAttack[attack] : null
          }))
        )
    },
    cost: {
      name: "stability-and-cost",
      rows: () =>
        study.methods.map(({name, kind, isRandom, bytes, seen, novel}) => ({
          ...{method: name, kind, random: isRandom, bytes},
          ...{rows_seen: study.rows.seen, rows_novel: study.rows.novel},
          ...{stability_seen: seen.stability, stability_novel: novel?.stability ?? null}
        }))
    },
    drift: {name: "drift", rows: () => study.drift.map((row) => ({...row}))}
  };
}

function nameOf({name, kind}: StudiedMethod, regime: Regime): ExportRow {
  return {method: name, kind, regime};
}

/** Returns a measured number as columns: its mean, its standard error, and the ends of its interval. */
function spreadOf(name: string, measured: Measured | null): ExportRow {
  return {
    [name]: measured?.mean ?? null,
    [`${name}_error`]: measured?.error ?? null,
    [`${name}_low`]: measured?.low ?? null,
    [`${name}_high`]: measured?.high ?? null
  };
}
