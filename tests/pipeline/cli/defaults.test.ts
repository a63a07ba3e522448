import {readFileSync} from "node:fs";
import {expect, it} from "vitest";
import {commands} from "../../../pipeline/cli/commands/registry.js";
import {optionNames} from "../../../pipeline/run/request.js";
import {runParameters} from "../../../src/core/schema/run-parameters.js";

const docs = readFileSync(new URL("../../../docs/04-commands.md", import.meta.url), "utf8");
const section = (name: string) =>
  docs.split(/^## /m).find((text) => text.startsWith(`\`${name}\``));
const format = (n: number) => n.toLocaleString("en-US");

/** Returns the section of a command, and those of the commands whose options it shares. */
function textOf(name: string): string {
  const text = section(name)!.replaceAll(/\s+/g, " ");
  const others = /Takes [^.]+, as (.+?) do(?:es)?\./.exec(text)?.[1].match(/\w+(?=`)/g) ?? [];
  return [text, ...others.map(textOf)].join(" ");
}

it.each(Object.keys(runParameters) as (keyof typeof runParameters)[])(
  "docs/04-commands.md and `run --help` quote the default of %s, and docs its range",
  async (name) => {
    const {default: value, min, max} = runParameters[name];
    const row = new RegExp(`^\\| \`--${optionNames[name]} [NX]\` .*$`, "m").exec(
      section("run")!
    )?.[0];
    expect(row).toMatch(
      new RegExp(`\\| ${format(value)} \\| ${format(min)} to ${format(max)} \\|$`)
    );
    const {command} = await commands.run.load();
    const help = command.optionHelp.find(([option]) =>
      option.startsWith(`--${optionNames[name]} `)
    );
    expect(help?.[1]).toMatch(new RegExp(`\\(${value}\\)$`));
  }
);

it.each(Object.keys(commands))(
  "docs/04-commands.md quotes every default in `%s --help`",
  async (name) => {
    const {command} = await commands[name].load();
    for (const [option, help] of command.optionHelp) {
      const [, quoted] = /\(([^()]+)\)$/.exec(help) ?? [];
      if (quoted === undefined) continue;
      const isCount = /^\d+$/.test(quoted) && !option.startsWith("--port");
      const text = isCount ? format(Number(quoted)) : quoted;
      expect(textOf(name), `${name} ${option}`).toContain(text);
    }
  }
);
