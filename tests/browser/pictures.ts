import {mkdir} from "node:fs/promises";
import {dirname, join} from "node:path";
import {parseArgs} from "node:util";
import {root} from "./atalaya.js";
import {launch, openPage} from "./open.js";

// Takes the picture of the README from a site that is being served:
// npx tsx tests/browser/pictures.ts --url http://127.0.0.1:3000

const {values} = parseArgs({
  options: {
    url: {type: "string", default: "http://127.0.0.1:3000"},
    out: {type: "string", default: join(root, "docs/pictures/today.png")}
  }
});

const browser = await launch();
try {
  const viewport = {width: 1360, height: 900};
  const {page, faults} = await openPage(browser, values.url, {viewport, colorScheme: "light"});
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  if (faults.length) throw new Error(`the page is not well: ${faults.join("; ")}`);
  await mkdir(dirname(values.out), {recursive: true});
  await page.screenshot({path: values.out});
  process.stderr.write(`${values.out}\n`);
} finally {
  await browser.close();
}
