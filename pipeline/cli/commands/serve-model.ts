import {readServeRequest, serveModelDefaults} from "../read-serve-request.js";
import {untilSignal} from "../until-signal.js";
import {serveModels} from "../../serving/serve-model.js";
import type {RunningService} from "../../serving/serve-model.js";
import {defaultLimits} from "../../serving/limits.js";
import {openMetricsServer} from "../../telemetry/metrics-server.js";
import {openRegistry} from "../../telemetry/registry.js";
import {eventsHelp, eventsOptions} from "../events-option.js";
import {maybeMetricsPlace, metricsHelp, metricsOptions} from "../metrics-option.js";
import type {Command} from "./command.js";

const {host, port, reload, drain} = serveModelDefaults;
const {bodyBytes, rows, requestsPerSecond, connections} = defaultLimits;

/** Serves models: scores rows of features that clients send. */
export const command: Command = {
  usage: "",
  description: `Scores rows that clients send, by the Open Inference Protocol, version 2, over HTTP. MODEL is
a stage (champion), a version (isolation-forest@3), a run, \`latest\` (the model that
alerts in the latest run), a digest, or a model file. A stage is followed: a version that
is promoted takes the place of the one before, without a pause.

Without a token (ATALAYA_SERVE_TOKEN, or ATALAYA_SERVE_TOKEN_FILE) or certificates of
clients, it listens on this machine only.`,
  options: {
    model: {type: "string", multiple: true},
    threshold: {type: "string", multiple: true},
    shadow: {type: "string"},
    reload: {type: "string"},
    drain: {type: "string"},
    port: {type: "string"},
    host: {type: "string"},
    "allow-host": {type: "string", multiple: true},
    insecure: {type: "boolean"},
    "tls-cert": {type: "string"},
    "tls-key": {type: "string"},
    "tls-client-ca": {type: "string"},
    "max-body": {type: "string"},
    "max-rows": {type: "string"},
    "max-rate": {type: "string"},
    "max-connections": {type: "string"},
    ...eventsOptions,
    ...metricsOptions
  },
  optionHelp: [
    ["--model [NAME=]MODEL", "a model, and the name to call it by; repeatable (champion)"],
    ["--threshold [NAME=]X", "the threshold of a model, instead of that of its newest run"],
    ["--shadow [NAME=]MODEL", "a model that scores the rows of NAME beside, and never answers"],
    ["--reload SECONDS", `the time between two looks at the registry; 0 for none (${reload})`],
    ["--drain SECONDS", `for how long to answer after SIGTERM, not ready any more (${drain})`],
    ["--port N", `the port; 0 for any (${port})`],
    ["--host NAME", `the name or address to listen on (${host}: this machine only)`],
    ["--allow-host NAME", "a name that it is asked for as well, without a token; repeatable"],
    ["--insecure", "listen on other addresses without a token or certificates"],
    ["--tls-cert FILE", "the certificate of the service, PEM"],
    ["--tls-key FILE", "its private key, PEM"],
    ["--tls-client-ca FILE", "the authority of the certificates that clients must have, PEM"],
    ["--max-body MB", `the most megabytes of a request (${bodyBytes / 2 ** 20})`],
    ["--max-rows N", `the most rows of a request (${rows})`],
    ["--max-rate N", `the most requests a second of a client; 0 for any (${requestsPerSecond})`],
    ["--max-connections N", `the most connections at a time (${connections})`],
    ...eventsHelp,
    ...metricsHelp
  ],
  async run({values, settings, log, json, print}) {
    const request = await readServeRequest(values);
    const ended = untilSignal();
    const registry = openRegistry();
    const place = maybeMetricsPlace(values);
    let running: RunningService | undefined;
    const ready = () => running?.context.isReady() ?? "the models are being loaded";
    const metrics = place && (await openMetricsServer({...place, registry, ready}));
    try {
      running = await serveModels(request, settings, {log, registry});
      print(json ? jsonOf(running) : textOf(running));
      await ended;
      await running.close(request.drainSeconds);
      return 0;
    } finally {
      await metrics?.close();
    }
  }
};

function jsonOf({address, context: {models}}: RunningService): string {
  const served = models.names.map((name) => {
    const {version, detector, sha256} = models.find(name)!;
    return {name, version, detector, sha256};
  });
  return JSON.stringify({address, models: served});
}

function textOf({address, context: {models}}: RunningService): string {
  const lines = models.names.map((name) => {
    const {version, detector} = models.find(name)!;
    return `  ${name}  ${detector} ${version}`;
  });
  return [`scoring at ${address} (Ctrl+C ends it)`, ...lines].join("\n");
}
