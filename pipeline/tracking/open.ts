import type {Settings} from "../config/settings.js";
import type {Reporter} from "../artifacts/context.js";
import {allOf} from "./listener.js";
import type {RunListener} from "./listener.js";

/** Returns the listener that *settings* ask for; loads nothing if they ask for none. */
export async function openTracking(
  {tracking: {openLineage, mlflow, prefect, openTelemetry, warnings}}: Settings,
  reporter: Reporter
): Promise<RunListener> {
  const warn = (message: string) => reporter.warn(message);
  const listeners: RunListener[] = [];
  for (const warning of warnings) warn(warning);
  if (openLineage) {
    const {openLineageListener} = await import("./openlineage/listener.js");
    listeners.push(openLineageListener(openLineage, {warn}));
  }
  if (mlflow) {
    const {mlflowListener} = await import("./mlflow/listener.js");
    listeners.push(mlflowListener(mlflow, {warn}));
  }
  if (prefect) {
    const {prefectListener} = await import("./prefect/listener.js");
    listeners.push(prefectListener(prefect, {warn}));
  }
  if (openTelemetry) {
    const {openTelemetryListener} = await import("./opentelemetry/listener.js");
    listeners.push(await openTelemetryListener(openTelemetry, {warn}));
  }
  return allOf(listeners);
}
