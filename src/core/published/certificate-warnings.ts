import type {CertificateLevel} from "../schema/threshold.js";
import type {Warning} from "../schema/warnings.js";

/** Returns the warning that the share of false alerts of the threshold could not be certified; none if it was, or was not asked for. */
export function certificateWarnings(
  level: CertificateLevel | null,
  {budgetPerDay}: {budgetPerDay: number}
): Warning[] {
  if (level === null) return [];
  const share = `${(100 * level.alpha).toLocaleString("en-US", {maximumFractionDigits: 2})} %`;
  return [
    {
      code: "not-certified",
      message: `At most ${share} false alerts cannot be certified: ${reasonOf(level)}. The threshold is that of the alert budget, ${budgetPerDay.toLocaleString("en-US")} a day, which promises nothing about false alerts.`
    }
  ];
}

function reasonOf({obstacle, rowsNeeded}: CertificateLevel): string {
  switch (obstacle) {
    case "attacks-in-calibration":
      return "the calibration window holds labelled attacks; train on a longer share of the log (--train-share), or on a clean past (--train-on FILES)";
    case "not-exchangeable":
      return "later events do not score like those of the calibration window";
    case "too-few-rows":
      return `the calibration window would need ${rowsNeeded.toLocaleString("en-US")} events; add more days, or raise --budget`;
    case "nothing-found":
      return "no event stands out enough from the calibration window";
    case "no-test-window":
    case null:
      return "no event follows those that the model was trained on; use --train-share below 1";
  }
}
