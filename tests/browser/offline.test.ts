import {expect, inject, it} from "vitest";

it("atalaya run and atalaya build ask nobody for anything", async ({skip}) => {
  const printed = inject("offlineBuild");
  skip(printed === null, "unshare --net is for root on Linux");
  expect(printed).not.toContain("fetch");
  expect((await fetch(`${inject("sites").pair}/index.html`)).status).toBe(200);
});
