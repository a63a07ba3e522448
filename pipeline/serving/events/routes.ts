import type {FastifyReply, FastifyRequest} from "fastify";
import {silentDetectors} from "../../../src/core/stream/day-evidence.js";
import {stateEvidence} from "../../../src/core/stream/evidence-index.js";
import {NotFoundError, UsageError} from "../../config/errors.js";
import type {Route} from "../routes/route.js";
import {answer, fault, text} from "../routes/schemas.js";
import type {Outcome} from "./event-metrics.js";
import type {LiveEvents} from "./live-events.js";
import {readFinals} from "./read-finals.js";
import {dayPattern, queryBounds, readEvidenceQuery, readFinalQuery, readSubmitQuery, sourcePattern} from "./read-query.js"; // prettier-ignore
import {evidenceResponse, finalResponse, linesResponse, statusResponse} from "./schemas.js";
import {statusOf} from "./status.js";
import {countLines, submitLines} from "./submit-lines.js";
import type {SourceFormats} from "./submit-lines.js";

/** How long a client waits after it was asked to, in seconds. */
const retrySeconds = 1;

const ndjson = "application/x-ndjson";

const bodies = [ndjson, "text/plain", "text/csv", "text/tab-separated-values"];

/** Returns the routes of live scoring: lines are posted; final scores, evidence and the state are asked for. */
export function eventRoutes(live: LiveEvents): Route[] {
  return [linesRoute(live), finalRoute(live), evidenceRoute(live), statusRoute(live)];
}

function linesRoute(live: LiveEvents): Route {
  const formats: SourceFormats = new Map();
  return {
    method: "POST",
    path: "/events",
    description: {
      operationId: "scoreEvents",
      summary:
        "Scores log lines of any format that runs read; scores of open windows are provisional.",
      query: {
        source: queried("The sender: its header counts for its later requests.", {type: "string", pattern: sourcePattern}), // prettier-ignore
        mapping: queried("Of a table, as JSON: the name of the field by column, and the units of time and duration.", {type: "string", maxLength: 4_096}), // prettier-ignore
        reasonsFrom: queried("The score from which on an event is given reasons.", numeric("reasonsFrom", "number")) // prettier-ignore
      },
      body: Object.fromEntries(bodies.map((type) => [type, {schema: text}])),
      responses: {
        200: answer("What is said of each line, in order.", linesResponse),
        400: fault("The body is of no format that can be read, or a parameter is invalid."),
        413: fault("The body has too many bytes or lines."),
        415: fault("The body is compressed."),
        429: fault("Windows are being closed: send the same lines after Retry-After."),
        503: fault("The model that is served cannot score events.")
      }
    },
    handler: caught((request, reply) => takeLines(live, formats, request, reply))
  };
}

async function takeLines(
  live: LiveEvents,
  formats: SourceFormats,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<unknown> {
  const {body} = request;
  const {limits} = live.options;
  if (!Buffer.isBuffer(body) || body.length === 0)
    throw new UsageError("missing lines; send log lines as the body");
  const lines = countLines(body);
  if (lines > limits.lines)
    return fail(reply, 413, `too many lines: ${lines}; send at most ${limits.lines} at a time`);
  if (isBehind(live, lines))
    return busy(reply, `windows are being closed; send the same lines after ${retrySeconds} s`);
  const answers = await submitLines(live, formats, body, readSubmitQuery(request));
  const counts: Record<Outcome, number> = {accepted: 0, late: 0, skipped: 0, rejected: 0};
  for (const {outcome} of answers) ++counts[outcome];
  return {...counts, lines: answers, silentDetectors};
}

/** Returns whether lines wait for windows that are being closed: then none is taken. */
function isBehind({closer, windows, options: {limits}}: LiveEvents, lines: number): boolean {
  return closer.events > 0 && closer.events + windows.events + lines > limits.openEvents;
}

function finalRoute(live: LiveEvents): Route {
  return {
    method: "GET",
    path: "/events/final",
    description: {
      operationId: "finalScores",
      summary:
        "Returns the final scores of closed windows after a cursor; as NDJSON if it is accepted.",
      query: {
        after: queried("The number of the last score that is known: `next` of the response before.", numeric("after", "integer")), // prettier-ignore
        limit: queried("The most scores.", numeric("limit", "integer")),
        wait: queried("For how many seconds to wait if there is none.", numeric("wait", "number"))
      },
      responses: {
        200: {
          description: "Scores in the order in which windows closed.",
          content: {"application/json": {schema: finalResponse}, [ndjson]: {schema: text}}
        },
        400: fault("A parameter is invalid."),
        429: fault("Too many requests wait.")
      }
    },
    handler: caught((request, reply) => giveFinals(live, request, reply))
  };
}

async function giveFinals(
  live: LiveEvents,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<unknown> {
  const {after, limit, wait} = readFinalQuery(request);
  if (wait > 0 && live.waiting >= live.options.limits.waiting)
    return busy(reply, "too many requests wait for final scores; ask without wait");
  await live.waitFor(after, wait);
  const {next, dropped, lines} = await readFinals(live.folder, after, limit);
  if (request.headers.accept?.includes(ndjson)) {
    const end = JSON.stringify({next, dropped});
    return reply.type(ndjson).send([...lines, end, ""].join("\n"));
  }
  return reply
    .type("application/json; charset=utf-8")
    .serializer(String)
    .send(`{"next":${next},"dropped":${dropped},"scores":[${lines.join(",")}]}`);
}

function evidenceRoute(live: LiveEvents): Route {
  return {
    method: "GET",
    path: "/events/evidence",
    description: {
      operationId: "evidenceOfDay",
      summary: "Returns what detectors of behaviour say of the closed windows of a UTC day.",
      query: {
        day: queried("The day, as 2026-03-02.", {type: "string", pattern: dayPattern}, true),
        limit: queried("The most pieces.", numeric("limit", "integer"))
      },
      responses: {
        200: answer("Evidence, most unusual first; provisional until the day is over.", evidenceResponse), // prettier-ignore
        400: fault("A parameter is invalid."),
        404: fault("No evidence of that day is stored.")
      }
    },
    handler: caught(async (request) => {
      const {day, limit} = readEvidenceQuery(request);
      const found = live.evidence.days.find((one) => one.day === day);
      if (!found) {
        const known = live.evidence.days.map((one) => one.day).join(", ");
        throw new NotFoundError(`evidence not found: ${day}; there is some of ${known || "no day"}`); // prettier-ignore
      }
      const {provisional, events, missing, pieces, evidence} = found;
      const shown = evidence
        .toSorted((a, b) => a.ratePerDay - b.ratePerDay || a.id - b.id)
        .slice(0, limit)
        .map((piece) => ({...piece, ...stateEvidence(piece), provisional}));
      return {day, provisional, events, missing, pieces, evidence: shown, silentDetectors};
    })
  };
}

function statusRoute(live: LiveEvents): Route {
  return {
    method: "GET",
    path: "/events/status",
    description: {
      operationId: "eventsStatus",
      summary: "Returns the watermark, the open windows, and what was counted.",
      responses: {200: answer("The state.", statusResponse)}
    },
    handler: () => statusOf(live)
  };
}

function queried(description: string, schema: object, required = false) {
  return {description, schema, required};
}

function numeric(name: keyof typeof queryBounds, type: "integer" | "number"): object {
  const {min, max, default: usual} = queryBounds[name];
  return {type, minimum: min, maximum: max, default: usual};
}

/** Returns *handle* with what the client has to change as its response. */
function caught(handle: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    try {
      return await handle(request, reply);
    } catch (error) {
      if (error instanceof UsageError) return fail(reply, 400, error.message);
      if (error instanceof NotFoundError) return fail(reply, 404, error.message);
      throw error;
    }
  };
}

function busy(reply: FastifyReply, error: string) {
  return fail(reply.header("retry-after", String(retrySeconds)), 429, `busy: ${error}`);
}

function fail(reply: FastifyReply, code: number, error: string) {
  return reply.code(code).send({error});
}
