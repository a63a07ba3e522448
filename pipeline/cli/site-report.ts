import {tableOf} from "./finding-table.js";
import type {
  SiteKeyOrigin,
  SitePart,
  SitePartVerification,
  SiteVerification
} from "../proof/site-verification.js";

const origins: Record<SiteKeyOrigin, string> = {
  given: "the key of --key",
  workspace: "a key of this workspace: nothing changed since, but only --key shows who signed",
  site: "the key that the site itself carries: whoever could write the site could have made both; --key FILE shows who signed"
};

const names: Record<SitePart, string> = {
  documents: "signed",
  files: "files",
  added: "added",
  database: "database",
  audit: "audit"
};

const units: Record<SitePart, string> = {
  documents: "statements of what is signed",
  files: "files of the list",
  added: "files that are there",
  database: "catalogue",
  audit: "runs that succeeded"
};

/** Returns the result of checking a site, for people. */
export function siteText(verification: SiteVerification): string {
  const {site, run, ok, keyId, keyOrigin, finishedAt, newest, compressed, parts} = verification;
  const findings = parts.flatMap((part) => part.findings);
  const count = parts.reduce((total, {findingCount}) => total + findingCount, 0);
  const ended = finishedAt ? `, which ended at ${finishedAt}` : "";
  return [
    `site ${site}`,
    run === null ? "  shows no run that can be read" : `  shows the run ${run}${ended}`,
    keyId === null
      ? "  not signed by a key that is believed here"
      : `  signed by ${keyId.slice(0, 16)}, ${origins[keyOrigin]}`,
    newest
      ? `  the newest run of the audit is ${newest.run}`
      : "  not compared with an audit: a newer run would not be known here; --workspace DIR compares",
    ...parts.filter((part) => part.part !== "audit" || newest || part.findingCount > 0).map(lineOf),
    ...(compressed > 0
      ? [`  ${compressed.toLocaleString("en-US")} of these are the gzip of another`]
      : []),
    ok
      ? "everything is as it was signed"
      : `${count.toLocaleString("en-US")} ${count === 1 ? "thing is not as it was signed" : "things are not as they were signed"}`,
    ...(ok ? [] : [tableOf(findings)]),
    ...(count > findings.length ? [`and ${count - findings.length} more`] : [])
  ].join("\n");
}

function lineOf({part, checked, bytes, findingCount}: SitePartVerification): string {
  const verdict = findingCount > 0 ? "DIFFERS" : checked === 0 ? "-" : "ok";
  const size = bytes > 0 ? `, ${bytes.toLocaleString("en-US")} bytes` : "";
  return `  ${names[part].padEnd(10)} ${verdict.padEnd(8)} ${checked.toLocaleString("en-US")} ${units[part]}${size}`;
}
