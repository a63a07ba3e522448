import {expect, it} from "vitest";
import {streamReporter} from "../../../pipeline/cli/progress.js";

function recorder(isTTY: boolean, columns = 60) {
  let text = "";
  const stream = {isTTY, columns, write: (more: string) => void (text += more)};
  return {stream, text: () => text};
}

it("streamReporter(stream) writes a line as a step begins and one as it ends, where there is no terminal", () => {
  const {stream, text} = recorder(false);
  let now = 0;
  const reporter = streamReporter(stream, () => now);
  reporter.begin("read logs");
  for (now = 0; now < 1500; now += 10) reporter.progress(now, 1500, "lines");
  reporter.end("read logs", "1,500 lines");
  reporter.warn("conn.log: cut short");
  expect(text()).toBe(
    "read logs …\nread logs: 1,500 lines (1.5 s)\nwarning: conn.log: cut short\n"
  );
});

it("streamReporter(stream) draws a bar on a terminal, ten times a second at most, within its width", () => {
  const {stream, text} = recorder(true);
  let now = 0;
  const reporter = streamReporter(stream, () => now);
  reporter.begin("read logs");
  for (now = 0; now < 1000; ++now)
    reporter.progress(now, 1000, "lines of a name that goes on and on and on");
  reporter.end("read logs", "done");
  const drawn = text().split("\r\u001b[2K").slice(1);
  expect(drawn.length).toBe(11); // ten bars, and the line in the place of the last
  for (const line of drawn.slice(0, -1)) expect(line.length).toBeLessThan(60);
  expect(drawn[5]).toContain("██████████░░░░░░░░░░  50% 500 lines");
  expect(drawn.at(-1)).toBe("read logs: done (1.0 s)\n");
});

it("streamReporter(stream) lets no control character of a log through", () => {
  const {stream, text} = recorder(true);
  const reporter = streamReporter(stream, () => 0);
  reporter.begin("read \u001b[2J");
  reporter.progress(1, null, "\u0007");
  reporter.warn("x\u001b]0;title\u0007\r\u202e");
  expect(text().replaceAll("\r\u001b[2K", "")).toBe(
    "read \\x1b[2J 1 \\x07warning: x\\x1b]0;title\\x07\\x0d\\u202e\n"
  );
});
