import {execFileSync} from "node:child_process";
import {expect, it} from "vitest";
import {commandOf, defaultRequest} from "../../../pipeline/run/request.js";

it("commandOf(request) spells out every parameter of the synthetic feed", () => {
  expect(commandOf(defaultRequest)).toBe(
    "atalaya run --flows 250000 --days 14 --difficulty 1 --trees 100 --sample-size 256 --seed 42 --train-share 0.5 --budget 50"
  );
});

it("commandOf(request) asks for --fast only if it was asked for", () => {
  expect(commandOf({...defaultRequest, fast: true})).toBe(`${commandOf(defaultRequest)} --fast`);
});

it.skipIf(process.platform === "win32")(
  "commandOf(request) gives a shell the same file names back",
  () => {
    const patterns = [
      "plain.log",
      "two words.log",
      "it's.log",
      "$(reboot)",
      "`id`",
      "a\nb",
      "*.log",
      "-n",
      "~",
      "ñ"
    ];
    const model = "team's model.json";
    const input = {kind: "files", patterns} as const;
    const command = commandOf({...defaultRequest, input, withModel: model});
    expect(command).toContain(` --with-model 'team'\\''s model.json' -- `);
    const words = command.slice(command.indexOf(" -- ") + 4);
    const printed = execFileSync("sh", ["-c", `printf '%s\\0' ${words}`], {encoding: "utf8"});
    expect(printed.split("\0").slice(0, -1)).toEqual(patterns);
  }
);
