import {collectDefaultMetrics, Gauge, Registry} from "prom-client";
import {readVersion} from "../config/package.js";

/**
 * Returns a registry for the metrics of this process: its processor time, memory and event loop, by the names that Prometheus’ clients
 * give them, and `atalaya_build_info`.
 */
export function openRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({register: registry});
  const info = new Gauge({
    name: "atalaya_build_info",
    help: "Always 1; its labels say what runs",
    labelNames: ["version", "node"],
    registers: [registry]
  });
  info.set({version: readVersion(), node: process.version}, 1);
  return registry;
}
