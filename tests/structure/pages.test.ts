import {existsSync, readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {globSync} from "tinyglobby";
import {expect, it} from "vitest";
import {figureName, figures, findFigure} from "../../src/core/pages/figures.js";
import {pages} from "../../src/core/pages/registry.js";
import {prerendered} from "../../src/pages.js";
import {findLogic} from "./markdown-page.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fileOf = (name: string) => (name.startsWith("notebooks/") ? `${name}.md` : `src/${name}.md`);
const textOf = (name: string) => readFileSync(`${root}/${fileOf(name)}`, "utf8");
const own = pages.filter(({name}) => !name.startsWith("notebooks/"));

it("every Markdown page is in the registry, and every page of the registry has its Markdown", () => {
  const files = globSync(["src/*.md", "notebooks/*.md"], {cwd: root});
  expect(pages.map(({name}) => fileOf(name)).sort()).toEqual(files.sort());
});

it.each(pages)("$name has the title and loads the files that the registry lists", ({name, title, files}) => {
  const text = textOf(name);
  expect(/^title: (.*)$/m.exec(text)?.[1]).toBe(title);
  const attached = [...text.matchAll(/FileAttachment\("(?:\.\.?\/)+data\/([^"]+)"\)/g)];
  expect([...new Set(attached.map(([, file]) => file))].sort()).toEqual([...files].sort());
  for (const file of files) expect(existsSync(`${root}/data-loaders/${file}.ts`)).toBe(true);
}); // prettier-ignore

it.each(own)("$name says where its sentence and its fallback are prerendered", ({name}) => {
  const parts = [...textOf(name).matchAll(/^<!-- ([\w-]+): (\w+) -->$/gm)];
  const expected = name === "alert" ? ["fallback"] : ["fallback", "headline"];
  expect(parts.map(([, , part]) => part).sort()).toEqual(expected);
  expect(parts.every(([, page]) => page === name)).toBe(true);
  expect(Object.keys(prerendered)).toContain(name);
});

it.each(own)("$name has Markdown of imports, files and one call, without logic", ({name}) => {
  expect(findLogic(textOf(name))).toEqual([]);
});

it("findLogic(markdown) finds what is more than a call", () => {
  const page = (code: string, text = "") =>
    `---\ntitle: A\n---\n\n\`\`\`js\n${code}\n\`\`\`\n${text}`;
  const display = "display(aPage(await FileAttachment('a').json(), {headline: document.querySelector('h1'), files}));"; // prettier-ignore
  expect(findLogic(page(`import {aPage} from "./a.js";\n${display}`))).toEqual([]);
  expect(findLogic(page(display, "${a}"))).toEqual(["an expression in the text"]);
  expect(findLogic(page("const a = 1;"))).toEqual(["0 calls of display"]);
  expect(findLogic(page(`const a = b ? 1 : 2;\n${display}`))).toEqual(["b ? 1 : 2"]);
  expect(findLogic(page(`start();\n${display}`))).toEqual(["start();"]);
});

it("every figure has a name of its own, and findFigure(name) finds it", () => {
  expect(new Set(figures.map(figureName)).size).toBe(figures.length);
  for (const figure of figures) expect(findFigure(figureName(figure))).toBe(figure);
});
