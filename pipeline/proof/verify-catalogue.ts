import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {foreignEntries} from "../../src/core/published/catalogue.js";
import {isData, publishedName} from "../../src/core/proof/check-site.js";
import type {SiteFileEntry} from "../../src/core/proof/site.js";
import {differ} from "./verification.js";
import type {SitePart, SitePartVerification} from "./site-verification.js";

/**
 * Checks that events.duckdb of the site in *root* holds plain tables and nothing else. It is opened only if its bytes,
 * and what was signed, are as listed: a file that somebody else made is not.
 */
export async function verifyCatalogue(
  root: string,
  listed: readonly SiteFileEntry[],
  {documents, files, database: part}: Record<SitePart, SitePartVerification>
): Promise<void> {
  const path = listed.find((one) => isData(one.path) && publishedName(one.path) === "events.duckdb")?.path; // prettier-ignore
  const isChanged = files.findings.some(({what}) => what === path);
  if (path === undefined || isChanged || documents.findingCount > 0) return;
  const {openSession, literal} = await import("../duckdb/session.js"); // slow to load
  const scratch = await mkdtemp(join(tmpdir(), "atalaya-site-"));
  const session = await openSession({scratch});
  ++part.checked;
  try {
    await session.run(`ATTACH ${literal(join(root, path))} AS published (READ_ONLY)`);
    const found = await foreignEntries(session.rows, "published");
    for (const object of found) differ(part, {what: path, expected: "plain tables", found: object});
  } catch (error) {
    const [found] = (error as Error).message.split("\n");
    differ(part, {what: path, expected: "a database", found: found.slice(0, 120)});
  } finally {
    session.close();
    await rm(scratch, {recursive: true, force: true});
  }
}
