import {expect, it} from "vitest";
import {limited} from "../../../pipeline/tasks/limited.js";

it("limited(limit) has at most so many at work, in their order, also after one that fails", async () => {
  const run = limited(3);
  const begun: number[] = [];
  let [atWork, most] = [0, 0];
  const works = Array.from({length: 20}, (_, i) =>
    run(async () => {
      begun.push(i);
      most = Math.max(most, ++atWork);
      await new Promise((resolve) => setImmediate(resolve));
      --atWork;
      if (i === 4) throw new Error("four");
      return i;
    })
  );
  const ended = await Promise.allSettled(works);
  expect(ended.filter(({status}) => status === "rejected")).toHaveLength(1);
  expect(most).toBe(3);
  expect(begun).toEqual([...begun.keys()]);
  expect(await run(async () => 7)).toBe(7);
});
