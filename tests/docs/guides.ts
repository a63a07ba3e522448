import type {Document} from "./markdown.js";

/** A row of the list of files of a guide. */
export interface GuideFile {
  /** The path, with `<name>` for a name that whoever follows the guide chooses. */
  path: string;
  /** What the file holds where something is to be added; undefined for a new file. */
  beside?: string;
}

/** Returns the files that *guide* says to touch, in order. */
export function filesOf({text}: Document): GuideFile[] {
  const section = /^## Files to touch\n([\s\S]*?)^## /m.exec(text)?.[1] ?? "";
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const [path, , beside] = line.slice(2, -2).split(" | ");
      return {path: path.replaceAll("`", ""), beside: /^`(.*)`$/.exec(beside ?? "")?.[1]};
    });
}

/** Returns the name that *guide* gives as an example of `<name>`, if it does. */
export function exampleOf({text}: Document): string | undefined {
  return /^Example to read: `<name>` is `([^`]+)`/m.exec(text)?.[1];
}
