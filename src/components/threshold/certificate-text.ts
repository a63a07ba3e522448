import type {Certificate, CertificateLevel} from "../../core/schema/threshold.js";
import {formatCount, formatShare, plural} from "../kit/format.js";

/** Returns the answer in a sentence. */
export function certificateSentence({levels}: Certificate): string {
  const certified = levels.filter((level) => level.certified);
  if (certified.length === 0) return "No, not for this log.";
  const [{alpha, alerts}] = certified;
  return `Yes: ${formatCount(alerts)} ${plural(alerts, "alert")} with at most ${formatShare(alpha)} false ones on average.`;
}

/** Returns why nothing is certified, a sentence a reason, with the levels that it holds for; none if all are certified. */
export function reasonsOf(certificate: Certificate): string[] {
  const levels = new Map<string, number[]>();
  for (const level of certificate.levels) {
    const reason = reasonOf(level, certificate);
    if (reason !== "") levels.set(reason, [...(levels.get(reason) ?? []), level.alpha]);
  }
  return [...levels].map(([reason, alphas]) =>
    alphas.length === certificate.levels.length
      ? `Why not: ${reason}.`
      : `Why not at ${alphas.map((alpha) => formatShare(alpha)).join(" and ")}: ${reason}.`
  );
}

/** Returns why nothing is certified at a level, and what would help; empty if something is. */
export function reasonOf(
  {obstacle, rowsNeeded}: CertificateLevel,
  {calibration, expectedShare}: Certificate
): string {
  switch (obstacle) {
    case null:
    case "no-test-window": // then there is no certificate
      return "";
    case "attacks-in-calibration":
      return `${formatCount(calibration.attacks)} events of the calibration window are labelled as attacks, which make others look usual; train on a longer share of the log, or on a clean past`;
    case "not-exchangeable":
      return "later events do not score like those of the calibration window";
    case "too-few-rows":
      return `${formatShare(expectedShare)} of events as alerts takes ${formatCount(rowsNeeded)} calibration events, and there are ${formatCount(calibration.events)}; use a longer log, or a larger budget`;
    case "nothing-found":
      return "no p-value is small enough: no events stand out from the calibration window";
  }
}
