/** What an alert is worth, at a rate of attacks. */
export interface AlertValue {
  /** The share of alerts that are attacks, in [0, 1]; null if nothing is alerted. */
  precision: number | null;

  /** The share of benign events that are alerts, in [0, 1]. */
  falseShare: number;

  /** The attacks and the benign events among *alerts* alerts. */
  attacks: number;
  benign: number;
}

/**
 * Returns what an alert is worth by Bayes’ rule: of all events *baseRate* are attacks, of which the share
 * *recall* is alerted; *alertRate* is the share of all events that are. If the attacks alone would be more
 * than the alerts, all alerts are attacks. Axelsson, “The Base-Rate Fallacy and the Difficulty of Intrusion
 * Detection” (ACM TISSEC 3(3), 2000).
 */
export function alertValue(
  {baseRate, recall, alertRate}: {baseRate: number; recall: number; alertRate: number},
  alerts: number
): AlertValue {
  for (const [name, value] of Object.entries({baseRate, recall, alertRate})) {
    if (!(value >= 0 && value <= 1))
      throw new RangeError(`invalid ${name}: ${value}; give a share`);
  }
  const found = Math.min(alertRate, recall * baseRate);
  const precision = alertRate > 0 ? found / alertRate : null;
  const falseShare = baseRate < 1 ? (alertRate - found) / (1 - baseRate) : 0;
  const attacks = alerts * (precision ?? 0);
  return {precision, falseShare: Math.min(1, falseShare), attacks, benign: alerts - attacks};
}
