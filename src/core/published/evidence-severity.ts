import {maxRatePerDay, severities} from "../incidents/incidents.js";

const byRate = severities
  .slice(0, -1)
  .map(({maxRatePerDay: most}, i) => `WHEN evidence.rate_per_day <= ${most} THEN ${i}`);
const ofIncident = severities.map(({name}, i) => `WHEN '${name}' THEN ${i}`);

/**
 * The severity of a piece of `evidence` of `incidents`, in SQL: its place in `severities`, from 0. Of a detector it is from the
 * rate; hits of a rule have that of their incident, or are low if the rule is frequent and others made the incident.
 */
export const evidenceSeveritySql = `CASE
    WHEN evidence.rule IS NULL THEN CASE ${byRate.join(" ")} ELSE ${severities.length - 1} END
    WHEN found_by = 'rules' OR evidence.rate_per_day <= ${maxRatePerDay} THEN CASE severity ${ofIncident.join(" ")} END
    ELSE ${severities.length - 1} END`;
