/** Returns the folders that *text* describes: paths in backticks that end with a slash, first in a row. */
export function foldersIn(text: string): string[] {
  return [...text.matchAll(/^\| `([\w./-]+)\/` \|/gm)].map((match) => match[1]);
}

/**
 * Returns the folders of *paths* to a depth of three that *described* lacks. A folder of tests is
 * described by the folder of the source that it mirrors.
 */
export function findUndescribed(paths: readonly string[], described: readonly string[]): string[] {
  const known = new Set(described);
  const folders = new Set(
    paths.flatMap((path) => {
      const parts = path.split("/").slice(0, -1);
      return [1, 2, 3].filter((n) => n <= parts.length).map((n) => parts.slice(0, n).join("/"));
    })
  );
  const isDescribed = (folder: string) => {
    const source = folder.replace(/^tests\//, "");
    return known.has(folder) || known.has(`src/${source}`) || known.has(source);
  };
  return [...folders].filter((folder) => !isDescribed(folder)).sort();
}
