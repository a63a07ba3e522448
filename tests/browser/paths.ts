import {readdirSync} from "node:fs";
import {join} from "node:path";
import {root} from "./atalaya.js";

/** The addresses of all pages, below the root of the site: one a Markdown file, so that none is forgotten. */
export const paths: readonly string[] = [
  ...pagesIn("src").map((name) => `/${name === "index" ? "" : name}`),
  ...pagesIn("notebooks").map((name) => `/notebooks/${name === "index" ? "" : name}`)
];

function pagesIn(folder: string): string[] {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith(".md"));
  return files.map((name) => name.replace(/\.md$/, "")).sort();
}
