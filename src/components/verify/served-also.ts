import type {ProofCrypto} from "../../core/proof/signature.js";
import type {SiteFileEntry} from "../../core/proof/site.js";
import {fetchFile} from "./fetch-file.js";
import type {StatementCheck} from "./verification.js";

type Check = Omit<StatementCheck, "figures">;

/**
 * Checks what is served under the other URLs of each page in *files*: without its ending, as a folder, and at the root.
 * A file that was added there would be shown instead of the page, and no list names it. Served is nothing,
 * or a file of the list; returns only what is neither.
 */
export async function servedAlso(
  files: readonly SiteFileEntry[],
  {base}: {base: string},
  crypto: Pick<ProofCrypto, "sha256">
): Promise<Check[]> {
  const listed = new Set(files.map(({sha256}) => sha256));
  const waiting = alternatives(files);
  const found: Check[] = [];
  const work = async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const {sha256} = await fetchFile(base, path, {crypto, size: 0, tamper: null});
      if (sha256 !== null && !listed.has(sha256))
        found.push({
          what: `served at ./${path}`,
          expected: "a file of the list, or nothing",
          found: sha256,
          ok: false
        });
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return found.sort((a, b) => (a.what < b.what ? -1 : 1));
}

function alternatives(files: readonly SiteFileEntry[]): string[] {
  return files.flatMap(({path}) => {
    const name = /^(.*)\.html$/.exec(path)?.[1];
    if (name === undefined) return [];
    const folder = /^(.*?)(?:^|\/)index$/.exec(name)?.[1];
    if (folder !== undefined) return folder === "" ? [""] : [`${folder}/`];
    return [name, `${name}/`];
  });
}
