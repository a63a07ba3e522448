import {tokensOf} from "./tokens.js";

/** The parameters of a notebook: the state in the URL of the page, as a table `params` of one row. */
export const parameters: readonly {name: string; type: string; meaning: string}[] = [
  {name: "threshold", type: "DOUBLE", meaning: "the score at which an event becomes an alert"},
  {name: "from", type: "TIMESTAMP", meaning: "the start of the time range, UTC"},
  {name: "until", type: "TIMESTAMP", meaning: "the end of the time range, UTC, exclusive"},
  {name: "entity", type: "VARCHAR", meaning: "the address that was picked, or null"},
  {name: "event", type: "BIGINT", meaning: "the event_id that was picked, or null"}
];

/** Names of earlier versions, which saved notebooks may use for one version, here and as columns of `params`. */
const aliases: ReadonlyMap<string, string> = new Map([["line", "threshold"]]);

/**
 * Returns *sql* with each `$threshold` and the like as a look-up in the table `params`: the state in the URL
 * is a value in a table, and never text in a query. Throws a RangeError that names an unknown parameter.
 */
export function withParameters(sql: string): string {
  let text = "";
  let at = 0;
  for (const token of tokensOf(sql)) {
    if (token.kind !== "parameter") continue;
    const written = token.text.slice(1).toLowerCase();
    const name = aliases.get(written) ?? written;
    if (!parameters.some((parameter) => parameter.name === name)) {
      const names = parameters.map((parameter) => `$${parameter.name}`).join(", ");
      throw new RangeError(`unknown parameter: ${token.text}; there are ${names}`);
    }
    text += `${sql.slice(at, token.from)}(SELECT "${name}" FROM params)`;
    at = token.until;
  }
  return text + sql.slice(at);
}
