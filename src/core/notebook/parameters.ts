import {tokensOf} from "./tokens.js";

/** The parameters of a notebook: what the address of the page says, as a table `params` of one row. */
export const parameters: readonly {name: string; type: string; meaning: string}[] = [
  {name: "line", type: "DOUBLE", meaning: "the line: the score from which on an event is an alert"},
  {name: "from", type: "TIMESTAMP", meaning: "the start of the time range, UTC"},
  {name: "until", type: "TIMESTAMP", meaning: "the end of the time range, UTC, exclusive"},
  {name: "entity", type: "VARCHAR", meaning: "the address that was picked, or null"},
  {name: "event", type: "BIGINT", meaning: "the event_id that was picked, or null"}
];

/**
 * Returns *sql* with each `$line` and the like as a look into the table `params`: what the address of a
 * page says is a value in a table, and never text in a query. Throws a RangeError that names a parameter
 * that there is not.
 */
export function withParameters(sql: string): string {
  let text = "";
  let at = 0;
  for (const token of tokensOf(sql)) {
    if (token.kind !== "parameter") continue;
    const name = token.text.slice(1).toLowerCase();
    if (!parameters.some((parameter) => parameter.name === name)) {
      const names = parameters.map((parameter) => `$${parameter.name}`).join(", ");
      throw new RangeError(`unknown parameter: ${token.text}; there are ${names}`);
    }
    text += `${sql.slice(at, token.from)}(SELECT "${name}" FROM params)`;
    at = token.until;
  }
  return text + sql.slice(at);
}
