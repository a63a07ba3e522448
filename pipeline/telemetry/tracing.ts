import type {TracingSettings} from "../config/tracing.js";
import type {SpanAttributes, Tracing} from "./span.js";

/** The sender of this process, while one is open. */
let current: Tracing | undefined;

/**
 * Returns the sender of spans that *settings* ask for, which is that of this process until it is closed; undefined, and nothing is
 * loaded, if they are null. If one is open, returns that; closing it is then left to who opened it.
 */
export async function openTracing(
  settings: TracingSettings | null,
  warn: (message: string) => void
): Promise<Tracing | undefined> {
  if (!settings) return undefined;
  if (current) return {...current, close: current.flush};
  const {otlpTracing} = await import("./otlp-tracing.js");
  const opened = otlpTracing(settings, warn);
  current = {
    ...opened,
    async close() {
      current = undefined;
      await opened.close();
    }
  };
  return current;
}

/** The task that a span is of. */
export interface TaskSpan {
  /** Its name in the run; e.g., `transformation/day=2024-04-19`. */
  task: string;

  /** What kind of work it is. */
  kind: string;

  /** The run that it is of. */
  run?: string;

  /** The `traceparent` that came with it; see traceparentOf of trace-context.ts. */
  traceparent?: string;

  /** E.g., the worker, and which attempt it is. */
  attributes?: SpanAttributes;
}

/**
 * Returns what *work* returns, within a span of the task: it begins and ends with the work, and has its error. Without an endpoint for
 * traces it only calls it.
 */
export async function taskSpan<T>(
  {task, kind, run, traceparent, attributes}: TaskSpan,
  work: () => Promise<T>
): Promise<T> {
  if (!current) return work();
  const named = {"atalaya.run": run, "atalaya.task": task, "atalaya.kind": kind};
  const span = current.start({name: kind, traceparent, attributes: {...named, ...attributes}});
  try {
    const result = await work();
    span.end();
    return result;
  } catch (error) {
    span.end({error});
    throw error;
  }
}
