import {readFileSync} from "node:fs";
import {SourceMap} from "node:module";
import {dirname, join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";

/**
 * Makes stacks of errors name the sources of what is compiled in *folder*, with line and column. Maps are read
 * when the first stack is: Node.js itself would read all of them as it loads what they are of.
 */
export function mapStacks(folder) {
  const prefix = pathToFileURL(folder).href;
  const maps = new Map();
  const place = /(file:\/\/[^\s()]+\.js):(\d+):(\d+)/;
  const mapped = (whole, url, line, column) => {
    if (!url.startsWith(`${prefix}/`)) return whole;
    if (!maps.has(url)) maps.set(url, maybeMap(url));
    const entry = maps.get(url)?.findEntry(line - 1, column - 1);
    if (entry?.originalSource === undefined) return whole;
    const source = join(dirname(fileURLToPath(url)), entry.originalSource);
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  };
  Error.prepareStackTrace = (error, sites) => {
    const lines = sites.map((site) => `\n    at ${String(site).replace(place, mapped)}`);
    return titleOf(error) + lines.join("");
  };
}

function maybeMap(url) {
  try {
    return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${url}.map`), "utf8")));
  } catch {
    return undefined;
  }
}

function titleOf(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}
