import {registeredFiles} from "../registered-files.js";

/** Up to here, in bytes, a file is asked for with the page: what its first figures are drawn from. */
const maxPreloadBytes = 300_000;

/**
 * Returns *html* with a preload of each small JSON file that it names, so that data is on its way while the
 * modules are: otherwise it is asked for when the last of a hundred has come. Files are those of the
 * builder’s own `registerFile` calls; a page that has its preloads already is returned as it is.
 */
export function withPreloads(html: string): string {
  const links = registeredFiles(html)
    .filter(
      ({mimeType, size}) => mimeType === "application/json" && (size ?? Infinity) <= maxPreloadBytes
    )
    .filter(({path}) => /^[\w./-]+$/.test(path))
    .map(({path}) => `<link rel="preload" as="fetch" crossorigin="" href="${path}">\n`)
    .filter((link) => !html.includes(link));
  const at = html.search(/<link rel="modulepreload"/);
  return at < 0 ? html : html.slice(0, at) + links.join("") + html.slice(at);
}
