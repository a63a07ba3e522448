import {figure, partsOf} from "./page.js";
import type {PageInfo} from "./page.js";

const threshold = partsOf("threshold.json");
const detection = partsOf("detection.json");
const incidents = partsOf("incidents.json");
const evaluation = partsOf("evaluation.json");

/** Further notebooks of the group Evaluate by name, in the order of the navigation: those that answer from several pages, and those without figures of their own. */
export const essays = {
  "notebooks/how-many-trees": {
    title: "How many trees are enough?",
    question: "How many trees are enough?",
    inNavigation: false,
    files: ["today.json", "model.json", "events.duckdb"],
    figures: []
  },
  "notebooks/what-a-score-means": {
    title: "What does a score mean here?",
    question: "What does a score mean here?",
    inNavigation: false,
    files: ["today.json"],
    figures: []
  },
  "notebooks/what-does-a-threshold-cost": {
    title: "What does a threshold cost?",
    question: "What does a threshold cost, and what does it miss?",
    inNavigation: false,
    files: ["threshold.json", "incidents.json", "detection.json"],
    figures: [
      figure(
        "Alerts of the flow model",
        "counts of the scores at or above each threshold, and of the labels among them",
        [...threshold("tail", "metrics"), ...incidents("testDays")]
      ),
      figure("Incidents", "counts of the most severe incidents, by budget, and their labels", [
        ...incidents("incidents"),
        ...threshold("incidentLabels"),
        ...detection("measures")
      ]),
      figure(
        "The base rate",
        "recall and false-positive rate of each threshold, by the formula of Axelsson",
        threshold("tail", "metrics")
      ),
      figure(
        "What is missed",
        "counts of labelled attacks at or above the threshold, and of those in incidents",
        threshold("metrics", "incidentLabels")
      )
    ]
  },
  "notebooks/can-we-certify": {
    title: "Can we certify a false discovery rate?",
    question: "Can a share of false alerts be certified?",
    inNavigation: false,
    files: ["threshold.json"],
    figures: [
      figure(
        "What is a conformal p-value?",
        "ranks of published scores of the tested window among those of the calibration window",
        threshold("certificate", "tail")
      ),
      figure(
        "How many calibration events?",
        "the formula of the smallest p-value, with the events of the calibration window",
        threshold("certificate")
      ),
      figure(
        "What would be found",
        "the procedure of Benjamini and Hochberg over those p-values",
        threshold("certificate", "tail")
      ),
      figure(
        "Are later events like earlier ones?",
        "p-values of the scores of held-out events by those of the calibration window, as quantiles",
        threshold("certificate")
      ),
      figure(
        "The answer of this run",
        "conformal p-values of the tested window, by level",
        threshold("certificate")
      )
    ]
  },
  "notebooks/seen-and-novel-attacks": {
    title: "Seen and novel attacks",
    question: "Does a detector find attacks that it has not seen?",
    inNavigation: false,
    files: ["evaluation.json"],
    figures: [
      figure(
        "With and without attacks in training",
        "metrics over the drawn events, from the stored scores of every method and seed",
        evaluation("study.methods")
      ),
      figure(
        "Attack by attack",
        "counts of labelled attacks among the most anomalous events, by name",
        evaluation("study.attacks", "study.methods")
      )
    ]
  },
  "notebooks/what-the-forest-cannot-see": {
    title: "What the forest cannot see",
    question: "What can the forest not see, and what finds it?",
    inNavigation: false,
    files: ["detection.json", "incidents.json", "method.json", "threshold.json", "events.duckdb"],
    figures: [
      figure(
        "Each kind of attack",
        "counts of labelled attacks at or above the threshold, and of those that evidence covers",
        [...detection("measures", "detectors"), ...partsOf("method.json")("metrics")]
      ),
      figure(
        "One that is missed",
        "counts of the scores of its flows in bins, and of benign events",
        [
          ...partsOf("method.json")("histograms", "threshold"),
          ...partsOf("events.duckdb")("events")
        ]
      ),
      figure("What finds it", "the evidence of the incident", incidents("incidents")),
      figure(
        "Incidents without an alert",
        "counts of the flows of each incident at or above the threshold",
        [...incidents("incidents"), ...partsOf("events.duckdb")("incident_flows")]
      )
    ]
  },
  "notebooks/model-card": {
    title: "Model card",
    question: "What is this model, and what is it for?",
    inNavigation: false,
    files: ["today.json", "model.json", "lineage.json", "models.json"],
    figures: []
  }
} satisfies Record<string, PageInfo>;
