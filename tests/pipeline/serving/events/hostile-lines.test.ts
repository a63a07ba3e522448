import {expect, it} from "vitest";
import {seeded} from "../../../../src/core/forest/random.js";
import {normalFlows, smallLog} from "../../small-log.js";
import {allFinals, openLive} from "./live-scoring.js";
import {smallModel} from "./small-model.js";

const start = Date.parse("2023-11-14T22:15:00Z") / 1000;
const log = smallLog(normalFlows(30, start));

/** Bodies that somebody may send: pieces of logs, mixed, damaged, of other formats, and no logs at all. */
function* bodies(): Generator<string> {
  const random = seeded(11);
  const draw = (n: number) => Math.floor(random() * n);
  const pieces = [log, '{"ts":1,"id.orig_h":"10.0.0.1"', "\u0000\u0001", '"', "\n\n", "\t\t\t", "#fields\tts", "#separator \\x09", "#path\tdns", "💥", "__proto__", "9".repeat(400), "-1", "NaN", "{}", "[]", "null", "a,b,c\n1,2,3", `{"timestamp":${start},"src_ip":"::1","dest_ip":"::1"}`]; // prettier-ignore
  for (let i = 0; i < 250; ++i) {
    let text = "";
    for (let k = 1 + draw(6); k > 0; --k)
      text += pieces[draw(pieces.length)] + (draw(2) ? "\n" : "");
    const at = draw(text.length);
    yield draw(2)
      ? text
      : text.slice(0, at) + String.fromCharCode(draw(65_536)) + text.slice(at + 1);
  }
}

it("POST /events answers whatever it is sent without a 500, and stays ready", async () => {
  const {post, ...rest} = await openLive(smallModel(), {limits: {lineLength: 500}});
  const live = {post, ...rest};
  const statuses = new Map<number, number>();
  for (const body of bodies()) {
    const {status, body: answered} = await post(body, "?source=hostile&reasonsFrom=0.9");
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status !== 200) expect(answered.error, body).toMatch(/^[a-z]/);
    else for (const {outcome, problem, remedy} of answered.lines) expect(outcome === "accepted" || outcome === "late" || (problem && remedy)).toBeTruthy(); // prettier-ignore
  }
  expect([...statuses.keys()].sort()).toEqual([200, 400]);
  expect((await post(log)).body.rejected).toBe(0);
  await live.live.flush(true);
  expect((await allFinals(live)).length).toBeGreaterThan(0);
  expect((await live.get("/events/status")).status).toBe(200);
});

it("20 lines of a far day move the watermark, 19 do not, whatever the rest is", async () => {
  const live = await openLive(smallModel());
  await live.post(log);
  const far = smallLog(normalFlows(19, start + 400 * 86_400));
  expect((await live.post(far)).body.accepted).toBe(19);
  const next = smallLog(normalFlows(30, start + 1_800));
  expect((await live.post(next)).body.late).toBe(0);
  expect(
    (await live.post(smallLog(normalFlows(1, start + 400 * 86_400 + 1_200)))).body.accepted
  ).toBe(1);
  expect((await live.post(next)).body.late).toBe(30);
});
