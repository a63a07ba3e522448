import type {Finding} from "../proof/verification.js";

const shown = 16;

/** Returns *findings* as a table: what it is, what was expected, what was found; digests by their first 16 digits. */
export function tableOf(findings: readonly Finding[]): string {
  const head = {what: "what", expected: "expected", found: "found"};
  const rows = [head, ...findings.map(shorten)];
  const width = (name: keyof Finding) => Math.max(...rows.map((row) => row[name].length));
  const [what, expected] = [width("what"), width("expected")];
  return rows
    .map((row) => `  ${row.what.padEnd(what)}  ${row.expected.padEnd(expected)}  ${row.found}`)
    .join("\n");
}

/** Digests in the path of an object are not shortened: they name it. */
function shorten({what, expected, found}: Finding): Finding {
  const short = (text: string) => (/^[0-9a-f]{64}$/.test(text) ? text.slice(0, shown) : text);
  return {what, expected: short(expected), found: short(found)};
}
