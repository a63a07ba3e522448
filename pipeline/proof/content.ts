import {mkdtemp, rm} from "node:fs/promises";
import {join} from "node:path";
import {catalogueBreaches} from "../../src/core/published/catalogue.js";
import {literal, openSession} from "../duckdb/session.js";
import {contentDigest} from "../evaluation/content-digest.js";

/**
 * Returns the digest of what the tables of the database file at *path* say, which does not depend on the
 * bytes of the file;
 * what is wrong with it if it is no database with these tables and nothing else. Works in *scratch*.
 */
export async function contentOf(path: string, scratch: string): Promise<string> {
  const folder = await mkdtemp(join(scratch, "content-"));
  const session = await openSession({scratch: folder});
  try {
    await session.run(`ATTACH ${literal(path)} AS published (READ_ONLY)`);
    const [breach] = await catalogueBreaches((sql) => session.rows(sql), "published");
    if (breach !== undefined) return breach;
    return await contentDigest(session, {scratch: folder});
  } catch {
    return "unreadable"; // a file that was changed by somebody else is data, and not always a database
  } finally {
    session.close();
    await rm(folder, {recursive: true, force: true});
  }
}
