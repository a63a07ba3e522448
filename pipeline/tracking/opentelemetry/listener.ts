import type {TracingSettings} from "../../config/tracing.js";
import type {PhaseResult} from "../../artifacts/phase-result.js";
import {spanIdsOf, traceparentOf} from "../../telemetry/trace-context.js";
import {openTracing} from "../../telemetry/tracing.js";
import type {SpanEnd, TracedSpan} from "../../telemetry/span.js";
import type {Moment, RunListener} from "../listener.js";

/** Returns a listener that sends a span of one run, and of each of its phases, to where *settings* say. */
export async function openTelemetryListener(
  settings: TracingSettings,
  {warn}: {warn: (message: string) => void}
): Promise<RunListener> {
  const tracing = (await openTracing(settings, warn))!;
  const spans = new Map<string, TracedSpan>();
  let run = "";
  const end = (name: string, how: SpanEnd) => {
    spans.get(name)?.end(how);
    spans.delete(name);
  };
  function notify(moment: Moment): void {
    const {at} = moment;
    switch (moment.kind) {
      case "run-begun":
        run = moment.start.run;
        spans.set("", tracing.start({name: "run", ids: spanIdsOf(run), at, attributes: attributesOf(moment)})); // prettier-ignore
        return;
      case "phase-begun": {
        const {phase} = moment;
        const attributes = {"atalaya.run": run, "atalaya.phase": phase};
        const ids = spanIdsOf(run, phase);
        const traceparent = traceparentOf(run);
        return void spans.set(
          phase,
          tracing.start({name: phase, ids, traceparent, at, attributes})
        );
      }
      case "phase-done":
        return end(moment.phase, {at, attributes: resultOf(moment.result)});
      case "phase-failed":
        return end(moment.phase, {at, error: moment.error});
      case "run-succeeded":
        return end("", {at});
      case "run-failed":
        return end("", {at, error: moment.error});
      case "run-cancelled":
        for (const name of [...spans.keys()].reverse())
          end(name, {at, error: new Error(moment.reason)});
    }
  }

  return {notify, close: () => tracing.close()};
}

function attributesOf({start}: Extract<Moment, {kind: "run-begun"}>) {
  return {
    "atalaya.run": start.run,
    "atalaya.command": start.command,
    "atalaya.version": start.codeVersion
  };
}

function resultOf({manifest, reused, rowsIn, rowsOut, rejected}: PhaseResult) {
  return {
    "atalaya.artifact": manifest.key,
    "atalaya.reused": reused,
    "atalaya.rows_in": rowsIn,
    "atalaya.rows_out": rowsOut,
    "atalaya.rejected": rejected
  };
}
