import type {Reporter} from "../artifacts/context.js";
import {withoutSecrets} from "../config/secret.js";
import {plainText} from "./plain-text.js";

/** A stream that progress can be written to; a terminal if *isTTY*. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** The interval at which a bar is drawn, in milliseconds. */
const drawEvery = 100;

/**
 * Returns a reporter that writes to *stream*: on a terminal a bar that is drawn over, elsewhere one
 * line as a step begins and one as it ends. *now* is a clock in milliseconds.
 */
export function streamReporter(stream: ProgressStream, now = () => performance.now()): Reporter {
  const steps: {name: string; begun: number}[] = [];
  let drawn = false;
  let drawnAt = -Infinity;

  function line(text: string): void {
    stream.write(`${drawn ? "\r\u001b[2K" : ""}${plainText(withoutSecrets(text))}\n`);
    drawn = false;
  }

  return {
    begin(step) {
      steps.push({name: step, begun: now()});
      if (!stream.isTTY) line(`${step} …`);
    },
    progress(done, total, unit) {
      const step = steps.at(-1);
      if (!stream.isTTY || !step || now() - drawnAt < drawEvery) return;
      const text = `${step.name} ${bar(done, total)}${done.toLocaleString("en-US")} ${unit}`;
      stream.write(`\r\u001b[2K${plainText(text).slice(0, (stream.columns ?? 80) - 1)}`);
      drawn = true;
      drawnAt = now();
    },
    end(step, summary) {
      const i = steps.findLastIndex(({name}) => name === step);
      const seconds = i < 0 ? 0 : (now() - steps[i].begun) / 1000;
      if (i >= 0) steps.splice(i);
      line(`${step}: ${summary} (${seconds.toFixed(1)} s)`);
    },
    warn(message) {
      line(`warning: ${message}`);
    },
    found(message) {
      line(message);
    }
  };
}

function bar(done: number, total: number | null): string {
  if (total === null || !(total > 0)) return "";
  const share = Math.min(1, Math.max(0, done / total));
  const filled = Math.round(share * 20);
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return `${"█".repeat(filled)}${"░".repeat(20 - filled)} ${percent} `;
}
