import {readFile} from "node:fs/promises";
import {maxClient, maxServerName} from "../../../src/core/schema/service-facts.js";
import {literal} from "../../duckdb/session.js";

/** The SQL files beside this module, in the order in which they are run. */
const serviceSteps = [
  "uid-facts",
  "answers",
  "named",
  "names",
  "service-facts",
  "dns",
  "http",
  "tls",
  "ssh",
  "known"
] as const;

/** The name of an SQL file beside this module. */
export type ServiceStep = (typeof serviceSteps)[number];

/** How many pairs of client and address are carried over to the next day: the latest. */
const maxKnown = 5_000_000;

/** For how many days before the start of a day an answer of DNS is known. */
export const knownDays = 30;

/** Returns the text of an SQL file; *oldest* is the earliest answer that is still known, in microseconds since 1970. */
export async function serviceSql(step: ServiceStep, oldest = 0): Promise<string> {
  const text = await readFile(new URL(`${step}.sql`, import.meta.url), "utf8");
  return text
    .replace("$max_client", String(maxClient))
    .replace("$max_known", String(maxKnown))
    .replace("$oldest", String(oldest));
}

/**
 * The functions that the SQL files call: host_of returns a host without its port, name_of a name in lower case and
 * without a dot at its end, or null for an address or nothing.
 */
export const serviceMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO host_of(host) AS regexp_replace(host, ':[0-9]*$', '')`,
  `CREATE OR REPLACE MACRO name_of(name) AS CASE
    WHEN regexp_full_match(name, ${literal("[0-9.]*|.*:.*|\\[.*")}, 's') THEN NULL
    ELSE left(rtrim(lower(name), '.'), ${maxServerName})
  END`
];
