import ts from "typescript";

/** A number that stands in prose, and the words around it. */
export interface ProseNumber {
  /** The sentence, or the part of a template, that it stands in. */
  text: string;
  number: string;
}

/** How many words make a text prose. */
const fewestWords = 5;

/** What a text has that is SQL, a script, a style or a rule. */
const isCode = /\b(SELECT|FROM|WHERE|CAST|ORDER BY)\b|=>|logsource:|position: absolute/;

/** A number that is not part of a name, a path, a version or a class. */
const numbers = /(?<![\w.,/#:’'$-])\d+(?:[.,]\d+)*(?:\s?%)?(?![\w/:-])/g;

/** Returns the numbers in the prose of a page in Markdown: not in code, formulas, data, links or references. */
export function numbersOfMarkdown(markdown: string): ProseNumber[] {
  const prose = markdown
    .replace(/^---\n[\s\S]*?\n---\n/, "")
    .replace(/```[\s\S]*?```/g, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<p class="formula">[\s\S]*?<\/p>/g, "")
    .replace(/^## References$[\s\S]*/m, "")
    .replace(/\$\{[^}]*\}/g, "…")
    .replace(/`[^`\n]*`/g, "")
    .replace(/\]\([^)\n]*\)/g, "]")
    .replace(/<[^>]*>/g, "");
  return prose.split("\n").flatMap(numbersIn);
}

/** Returns the numbers in the prose of the strings and templates of a component; values in a template are data. */
export function numbersOfSource(path: string, source: string): ProseNumber[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: ProseNumber[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node)) {
      const parts = [node.head, ...node.templateSpans.map(({literal}) => literal)];
      found.push(...proseNumbers(parts.map(({text}) => text).join("…")));
    } else if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      found.push(...proseNumbers(node.text));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function proseNumbers(text: string): ProseNumber[] {
  const words = text.match(/(?<!\S)[a-z’]{2,}(?=[\s,.;:]|$)/gi) ?? [];
  return words.length >= fewestWords && !isCode.test(text) ? numbersIn(text) : [];
}

/** Returns the numbers of *text* but 0 and 1, the ends of scales, and the years of references. */
function numbersIn(text: string): ProseNumber[] {
  return [...text.matchAll(numbers)]
    .map(([number]) => ({text: text.trim(), number: number.replace(/\s/g, " ")}))
    .filter(({number}) => number !== "0" && number !== "1" && !isYear(number, text));
}

function isYear(number: string, text: string): boolean {
  return /^(19|20)\d\d$/.test(number) && new RegExp(`\\([^()]*\\b${number}\\)`).test(text);
}
