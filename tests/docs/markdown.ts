import {existsSync, readFileSync, statSync} from "node:fs";
import {dirname, join, normalize} from "node:path";

/** A document: its path from the root of the repository, and what it says. */
export interface Document {
  path: string;
  text: string;
}

/** A command line of Atalaya, as a document names it. */
export interface Invocation {
  /** The line, as written. */
  line: string;
  /** The command; e.g., `run`. */
  command: string;
  /** The long options, with their dashes. */
  options: string[];
}

const ours = /^(?:src|pipeline|data-loaders|notebooks|tests|docs|infra|\.ci)\/[\w./-]*$|^[\w.-]+\.(?:md|json|ts|js)$/; // prettier-ignore

/** Returns the links of *document* that lead nowhere: no such file, or no such heading in it. */
export function findBrokenLinks(root: string, document: Document): string[] {
  const links = prose(document.text).matchAll(/!?\[[^\]]*\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g);
  return [...links]
    .map((link) => link[1])
    .filter((target) => !/^(?:https?|mailto):/.test(target) && !leads(root, document, target))
    .map((target) => `${document.path}: ${target}`);
}

function leads(root: string, document: Document, target: string): boolean {
  const [path, anchor] = target.split("#");
  const file = path ? normalize(join(dirname(document.path), decodeURI(path))) : document.path;
  if (file.startsWith("..") || !existsSync(join(root, file))) return false;
  if (anchor === undefined) return true;
  if (!file.endsWith(".md") || statSync(join(root, file)).isDirectory()) return false;
  const text = file === document.path ? document.text : readFileSync(join(root, file), "utf8");
  return anchorsOf(text).includes(anchor);
}

/** Returns the anchors that GitHub gives the headings of *text*, in order. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...prose(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map((heading) => {
    const words = heading[1].replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = words.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "").replaceAll(" ", "-");
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times ? `${slug}-${times}` : slug;
  });
}

/** Returns the paths in backticks that look like ours but do not exist; globs are left alone. */
export function findMissingPaths(root: string, document: Document): string[] {
  const folders = [root, join(root, dirname(document.path))];
  const here = (path: string) =>
    folders.some((folder) => existsSync(join(folder, path))) ||
    existsSync(join(root, "data-loaders", `${path}.ts`)); // a published file
  const generated =
    /^(?:src\/\.observablehq|[\w.-]*manifest\.json|latest\.json|sample\.json|attacks\.json)/;
  return [...prose(document.text).matchAll(/`([^`\n]+)`/g)]
    .map((code) => code[1])
    .filter((path) => ours.test(path) && !generated.test(path) && !here(path))
    .map((path) => `${document.path}: ${path}`);
}

/** Returns the npm scripts that *text* names, once each: `npm run x`, `npm test`, `npm start`. */
export function scriptsOf(text: string): string[] {
  const named = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)];
  return [...new Set(named.map((match) => match[1] ?? match[2]))];
}

/** Returns the lines of code in *text*, in backticks or in fences, that call Atalaya. */
export function invocationsOf(text: string): Invocation[] {
  const fenced = [...text.matchAll(/^```(?:sh|bash|console)?\n([\s\S]*?)^```/gm)].flatMap((fence) => fence[1].split("\n")); // prettier-ignore
  const inline = [...prose(text).matchAll(/`([^`\n]+)`/g)].map((code) => code[1]);
  const call = /^\s*(?:\$ )?(?:npx atalaya|atalaya|npm run pipeline --|node pipeline\/atalaya\.js) (.*)$/; // prettier-ignore
  return [...fenced, ...inline].flatMap((line) => {
    const words = call.exec(line.replace(/ #.*$/, ""))?.[1].trim().split(/\s+/);
    if (!words) return [];
    const command = words.find((word) => /^[a-z][a-z-]*$/.test(word)) ?? "";
    const options = words.filter((word) => word.startsWith("--") && word.length > 2);
    return [{line, command: words[0] === command ? command : "", options: options.map((option) => option.split("=")[0])}]; // prettier-ignore
  });
}

/** Returns *text* without its fenced code. */
function prose(text: string): string {
  return text.replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1[ \t]*$/gm, "");
}
