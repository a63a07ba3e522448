import {expect, it} from "vitest";
import {withoutFolders} from "../../../pipeline/run/materialise.js";

it("withoutFolders(text) leaves the folders of absolute paths out, and relative paths and names in", () => {
  const cases: [string, string][] = [
    ["atalaya run -- /home/ana/logs/conn.log", "atalaya run -- …/conn.log"],
    ["atalaya run -- '/home/ana/my logs/conn.log'", "atalaya run -- '…/conn.log'"],
    ["atalaya run -- logs/a/*.log ../b/c.log", "atalaya run -- logs/a/*.log ../b/c.log"],
    ["invalid workspace: /srv/x/y (EACCES)", "invalid workspace: …/y (EACCES)"],
    ["see https://example.org/a/b", "see https://example.org/a/b"]
  ];
  for (const [text, published] of cases) expect(withoutFolders(text)).toBe(published);
});
