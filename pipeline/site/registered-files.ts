/** A file that a page names, as the builder writes it into the page. */
export interface RegisteredFile {
  path: string;
  mimeType?: string;
  /** When the builder’s own copy of it was written; in milliseconds since 1970. */
  lastModified?: number;
  size?: number;
}

const call = /^(registerFile\("[^"\n]*", )(\{.*\})(\);?)$/gm;

/** Returns the files that *html* names, by the builder’s own `registerFile` calls. */
export function registeredFiles(html: string): RegisteredFile[] {
  return [...html.matchAll(call)].flatMap(([, , text]) => maybeFile(text) ?? []);
}

/**
 * Returns *html* without the times at which the builder’s copies of its files were written: nothing reads
 * them, and by them alone would two builds of one run differ.
 */
export function withoutTimes(html: string): string {
  return html.replace(call, (whole, before: string, text: string, after: string) => {
    const file = maybeFile(text);
    return file ? before + JSON.stringify({...file, lastModified: undefined}) + after : whole;
  });
}

/**
 * Returns *html* with the paths and sizes that *files* have in place of those of placeholders, by the paths of these
 * in the site; *root* leads from the page to its root.
 */
export function withFiles(
  html: string,
  root: string,
  files: ReadonlyMap<string, {path: string; size: number}>
): string {
  return html.replace(call, (whole, before: string, text: string, after: string) => {
    const file = maybeFile(text);
    const filled = file?.path.startsWith(root) && files.get(file.path.slice(root.length));
    if (!file || !filled) return whole;
    return before + JSON.stringify({...file, path: root + filled.path, size: filled.size}) + after;
  });
}

/** Returns the file that *text* describes; undefined if that is no object: text of a page may look like a call. */
function maybeFile(text: string): RegisteredFile | undefined {
  try {
    const file = JSON.parse(text) as RegisteredFile;
    return typeof file.path === "string" ? file : undefined;
  } catch {
    return undefined;
  }
}
