import type {ModelComparison} from "./compare-models.js";
import type {PromotionPolicy} from "./policy.js";

/** What a policy makes of a comparison. */
export interface PolicyDecision {
  accepted: boolean;

  /** What of the policy does not hold, a clause each; empty if it is accepted. */
  reasons: string[];
}

/** Returns whether *policy* lets the model take the place of the champion, and all that it holds against it; without a *comparison* it does not. */
export function decidePromotion(
  policy: PromotionPolicy,
  comparison: ModelComparison | null
): PolicyDecision {
  if (!comparison) return {accepted: false, reasons: ["there is no champion to compare with"]};
  const reasons = [
    ...measureReasons(policy, comparison),
    ...countReasons(policy, comparison),
    ...ageReasons(policy, comparison)
  ];
  return {accepted: reasons.length === 0, reasons};
}

function measureReasons(
  {metric, against, minDifference, lowerBoundAbove}: PromotionPolicy,
  comparison: ModelComparison
): string[] {
  const measures = comparison[against]?.measures ?? [];
  const measured = measures.find(({name}) => name === metric);
  if (!measured || measured.difference === null)
    return [`${metric} is not defined against ${against}`];
  const {difference, interval} = measured;
  const reasons: string[] = [];
  if (!(difference >= minDifference))
    reasons.push(
      `the difference of ${metric}, ${difference.toFixed(4)}, is below ${minDifference}`
    );
  if (lowerBoundAbove && !(interval && interval.low > minDifference)) {
    const bound = interval ? interval.low.toFixed(4) : "which is not defined";
    reasons.push(`the lower bound of its interval, ${bound}, is not above ${minDifference}`);
  }
  return reasons;
}

function countReasons(
  {minAttacks = 0, minVerdicts = 0}: PromotionPolicy,
  {labels, verdicts}: ModelComparison
): string[] {
  const attacks = labels?.positive ?? 0;
  const decided = verdicts ? verdicts.positive + verdicts.negative : 0;
  return [
    ...(attacks < minAttacks ? [`${attacks} labelled attacks are fewer than ${minAttacks}`] : []),
    ...(decided < minVerdicts ? [`${decided} verdicts are fewer than ${minVerdicts}`] : [])
  ];
}

function ageReasons(
  {maxAgeDays}: PromotionPolicy,
  {challenger: {ageDays}}: ModelComparison
): string[] {
  if (ageDays <= maxAgeDays) return [];
  return [
    `its training window ended ${ageDays.toFixed(1)} days before the last event, over ${maxAgeDays}`
  ];
}
