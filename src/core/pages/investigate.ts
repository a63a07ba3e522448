import {entityDetectors} from "../detectors/entity/registry.js";
import {figure, headline, partsOf} from "./page.js";
import type {PageInfo} from "./page.js";

const today = partsOf("today.json");
const incidents = partsOf("incidents.json");
const threshold = partsOf("threshold.json");
const entities = partsOf("entities.json");
const alerts = partsOf("alerts.json");
const model = partsOf("model.json");
const rules = partsOf("rules.json");
const table = partsOf("events.duckdb");

/** The pages of the group Investigate by name, in the order of the navigation. */
export const investigate = {
  index: {
    title: "Today",
    question: "What happened, on which hosts, and how bad is it?",
    files: ["today.json", "incidents.json", "model.json", "events.duckdb"],
    figures: [
      headline(
        "The opening sentence",
        "the most severe incident of the test window, and counts of the incidents by severity and of their hosts",
        incidents()
      ),
      figure(
        "Incidents, most severe first",
        "evidence of the entity detectors at a rate of three a day or less, of one host and role in hours that follow on one another",
        incidents("incidents", "counts", "testCounts", "of")
      ),
      figure(
        "Which hosts, and when",
        "the least rate of the evidence of a host, role and hour as a severity, and the number of its flows",
        today("swimlane")
      ),
      figure(
        "Exposed and under pressure",
        "counts over the flows from outside to local hosts, the even rhythms, and the longest connections",
        incidents("exposure")
      ),
      figure(
        "What this cannot see",
        "what the log holds, and what the detectors need",
        incidents("unseen", "calibration")
      ),
      figure(
        "Your threshold",
        "counts of the scores in bins, and the 2,000 highest",
        today("histogram", "tail")
      ),
      figure(
        "Alerts by source",
        "the events at or above the threshold, grouped, and explained by the model",
        today("topIncidents", "incidents", "hosts", "alerts")
      ),
      figure("The most anomalous connections", "the first fifty ranks", today("topEvents")),
      figure("Notices", "counts of lines and labels, and what they mean", today())
    ]
  },
  incident: {
    title: "Incident",
    question: "What belongs to it, why, and what now?",
    files: ["incidents.json", "model.json", "events.duckdb"],
    figures: [
      headline(
        "The opening sentence",
        "evidence of all detectors over the events, calibrated on the training window and grouped by entity, role and contiguous hours",
        [...incidents(), ...table("incidents")]
      ),
      figure(
        "Evidence, hour by hour",
        "the events that each piece of evidence speaks of, by detector, and the records that rules match",
        table("incident_events", "incident_flows", "rule_hits")
      ),
      ...entityDetectors.map(({title, measure, key}) =>
        figure(title, `${measure}; per ${key}; calibrated on the training window`, [
          ...table("evidence", "incident_events", "incident_flows"),
          ...table("events")
        ])
      ),
      figure(
        "Rule hits",
        "the records about the host that a rule matches in the hours of its evidence",
        table("evidence", "rules", "rule_hits")
      ),
      figure(
        "Rule windows",
        "the windows about the host in which a correlation fired",
        table("evidence", "rules", "rule_windows")
      ),
      figure(
        "The most anomalous flows",
        "the events of the incident with the highest scores",
        table("incident_flows")
      ),
      figure(
        "Related incidents",
        "incidents that name a common address, and incidents of the same detectors and rules",
        [...incidents("incidents"), ...table("incidents"), ...table("evidence")]
      ),
      figure(
        "Incidents, most severe first",
        "evidence of all detectors over the events, calibrated and grouped",
        incidents("incidents", "counts", "testCounts", "of")
      )
    ]
  },
  threshold: {
    title: "Threshold",
    question: "With a budget of N incidents a day, what do I catch?",
    files: ["threshold.json", "incidents.json", "events.duckdb"],
    figures: [
      headline(
        "The opening sentence",
        "the most severe incidents that the budget allows, on average over the test window or of each day, and the labels of their events",
        threshold()
      ),
      figure(
        "Incidents by how rare their evidence is",
        "the incidents of the test window by their rate",
        incidents("incidents")
      ),
      figure(
        "Attacks found and missed",
        "the labelled attacks of the test window, and how many of their events each incident holds",
        threshold("incidentLabels")
      ),
      figure("Scores", "counts of the scores in bins", threshold("histogram")),
      figure(
        "Alerts by day",
        "counts of the events in each day, and the most anomalous with their times",
        threshold("daily", "tail.second")
      ),
      figure(
        "Recall, precision, and how steady they are",
        "metrics over scores and labels; of forests of other seeds, as signed",
        threshold("curves", "metrics", "seenAttacks"),
        "recall"
      ),
      figure(
        "Alerts gained and lost",
        "the 5,000 most anomalous events, with scores rounded to what distinguishes them",
        threshold("tail")
      )
    ]
  },
  explore: {
    title: "Explore",
    question: "Where are the anomalous flows?",
    files: ["explore.json", "site-models.json", "events.duckdb"],
    figures: [
      headline(
        "Filters, histograms and the table",
        "queries over the events, in the reader’s browser",
        [...table("events"), {file: "explore.json", at: ""}]
      )
    ]
  },
  alert: {
    title: "Alert",
    question: "Why this event, and what would make it normal?",
    inNavigation: false,
    files: ["today.json", "alerts.json", "model.json", "site-models.json", "events.duckdb"],
    figures: [
      figure("Why", "the event rescored, and its path taken apart by the forest", [
        ...table("events"),
        ...model()
      ]),
      figure(
        "Nearest normal events",
        "a sample of the training window below the threshold",
        table("normal_events")
      ),
      figure("Actual against typical", "the event beside the quantiles of the training rows", [
        ...table("events"),
        ...alerts(),
        ...model()
      ]),
      figure(
        "Rules",
        "the rules whose hits name the event, or whose records belong to it",
        table("rules", "rule_hits", "rule_flows")
      ),
      figure("The record", "the line of the log, with the digest of its file", table("records")),
      figure("All fields", "the event as the log and the transformation give it", [
        ...table("events"),
        ...alerts()
      ])
    ]
  },
  entity: {
    title: "Entities",
    question: "What did this host do, and what was done to it?",
    files: ["entities.json", "events.duckdb"],
    figures: [
      headline("The opening sentence", "counts over the events of each source", entities()),
      figure(
        "Hosts, most severe first",
        "totals of each host as source and as target, and its incidents; its hours against its own, and its profile against those of its peers",
        entities("entities", "spark")
      ),
      figure(
        "Rules with hits about it",
        "counts of the records about the host that each rule matches",
        table("rules", "rule_hits")
      ),
      figure(
        "Its hours",
        "queries over the hours of the host, in the reader’s browser",
        table("entity_hours", "hours", "target_hours")
      ),
      figure(
        "Is it unlike itself?",
        "the robust z of an hour over the same hour of other days or weeks, in the reader’s browser",
        table("entity_hours")
      ),
      figure(
        "Is it unlike its peers?",
        "the mean of five similarities of the profiles of two hosts",
        table("entity_peers", "entity_profiles")
      )
    ]
  },
  rules: {
    title: "Rules × model",
    question: "What does each find that the other does not?",
    files: ["rules.json", "events.duckdb"],
    figures: [
      headline(
        "The opening sentence",
        "the flows that rules hit beside those at or above the threshold, and the incidents by what found them",
        rules()
      ),
      figure(
        "Both, one, or neither",
        "counts of flows by whether a rule hits them and whether their score is at or above the threshold; counts of incidents by what found them",
        [...rules("flows", "incidents"), ...table("rule_flows")]
      ),
      figure(
        "Labels, rules and model",
        "the same counts of labelled flows, of the test window if it has labels",
        rules("labels")
      ),
      figure(
        "By rule",
        "the hits of each rule, the scores and labels of their flows, and the incidents that they are evidence of",
        [...rules("rules"), ...table("rules", "rule_hits", "rule_windows")]
      ),
      figure(
        "By decile of the score",
        "the events of each tenth of the ranks, and those that a rule hits",
        rules("deciles")
      ),
      figure(
        "ATT&CK coverage",
        "the techniques of the rules’ tags, of the detectors and of the labels; found: a hit, or evidence in an incident",
        rules("techniques")
      ),
      figure(
        "Rules that fire too often",
        "rules with more hours of hosts with a hit a day than the budget; the most frequent addresses of their hits",
        rules("rules[*].filter")
      ),
      figure(
        "Rules without a hit",
        "rules that were run and match no record; the records of their log",
        rules("rules[*].silence")
      ),
      figure(
        "Attacks found",
        "incidents from the evidence of rules, of models and of both, and the labels of their events",
        rules("systems", "scenarios")
      ),
      figure(
        "Rules that were not run",
        "rules of logs that are not there, and documents that are no valid rule",
        [...rules("notApplicable", "problems"), ...table("rule_problems")]
      )
    ]
  },
  "your-log": {
    title: "Your log",
    question: "What about my log, privately?",
    files: ["today.json", "model.json", "site-models.json"],
    figures: []
  }
} satisfies Record<string, PageInfo>;
