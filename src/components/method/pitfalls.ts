import type {PageName} from "../../core/pages/registry.js";
import type {ModelFile} from "../../core/schema/models.js";
import type {ModelsPage} from "../../core/schema/models-page.js";
import type {Metrics, Today} from "../../core/schema/published.js";
import {pageHref} from "../site/url-state.js";
import {formatCount, formatScore, formatShare, formatTime} from "../kit/format.js";

/** What the answers are made of. */
export interface PitfallFacts {
  today: Pick<Today, "provenance" | "events" | "metrics" | "warnings" | "trainedUntil" | "alerts">;
  model: Pick<ModelFile, "training" | "parameters" | "features">;
  models: Pick<ModelsPage, "comparison">;
}

/** Whether a run falls into a pitfall. */
export type PitfallStatus = "avoided" | "partly" | "present" | "not measured";

/** A pitfall, and what this run says of it. */
export interface Pitfall {
  name: string;
  status: PitfallStatus;
  answer: string;

  /** The page that shows it, from a notebook. */
  evidence: {text: string; href: string};
}

const page = (text: string, name: PageName) => ({text, href: `.${pageHref(name)}`}); // one folder below the others

/**
 * Returns the ten pitfalls of Arp, Quiring, Pendlebury et al., “Dos and Don’ts of Machine Learning in Computer Security”
 * (USENIX Security 2022), in their order, each answered from the facts of a run.
 */
export function pitfallsOf(facts: PitfallFacts): Pitfall[] {
  return [...aboutData(facts), ...aboutLearning(facts), ...aboutMeasuring(facts)];
}

function aboutData({today, model}: PitfallFacts): Pitfall[] {
  const {provenance, metrics} = today;
  const {synthetic} = provenance;
  const test = testOf(metrics);
  const {labelled} = metrics[0];
  const split = `trained until ${formatTime(Date.parse(model.training.until))} UTC; ${formatCount(test?.events ?? 0)} events follow and are what the figures are taken on`;
  const snooping = today.warnings.some(({code}) => code === "no-test-window" || code === "overlap");
  return [
    {
      name: "Sampling bias",
      status: "present",
      answer: synthetic
        ? "The events are synthetic: they are like the networks that the generator was written after, and no other."
        : "The events are of one network and one stretch of time; nothing here speaks for another.",
      evidence: page("Lineage", "lineage")
    },
    {
      name: "Label inaccuracy",
      status: labelled === 0 ? "avoided" : synthetic ? "avoided" : "partly",
      answer:
        labelled === 0
          ? "No event has a label, and none is invented: what needs labels is not given."
          : synthetic
            ? "The generator labels what it plays, so labels are right by construction."
            : `${formatCount(labelled)} events carry the labels of the log, which were not checked; attacks that nobody labelled count as false alerts.`,
      evidence: page("Evaluation", "evaluation")
    },
    {
      name: "Data snooping",
      status: snooping ? "present" : "avoided",
      answer: snooping
        ? "The model has seen events that it is measured on: see the warnings of this run."
        : `Split by time, never shuffled: ${split}. Features learn nothing; the threshold is chosen on the scores of the complete log, without a label.`,
      evidence: page("Evaluation", "evaluation")
    }
  ];
}

function aboutLearning({model, models: {comparison}}: PitfallFacts): Pitfall[] {
  return [
    {
      name: "Spurious correlations",
      status: "partly",
      answer: `The model sees ${formatCount(model.features.length)} features, and no address or name. Every alert can be taken apart by feature, so that an artefact of the sensor shows; nothing proves that there is none.`,
      evidence: page("Alert", "alert")
    },
    {
      name: "Biased parameter selection",
      status: "avoided",
      answer:
        "Parameters are those of the command line, by default those of the literature; none is tuned on labels of this log. Settings of the product were chosen on other seeds and captures.",
      evidence: page("Models", "models")
    },
    {
      name: "Inappropriate baseline",
      status: comparison === null ? "not measured" : "avoided",
      answer:
        comparison === null
          ? "The comparison with other detectors was omitted in this run (--fast)."
          : `${formatCount(comparison.detectors.length)} methods stand in one frame, simple ones among them: per-feature tails, histograms, a robust z-score.`,
      evidence: page("Evaluation", "evaluation")
    }
  ];
}

function aboutMeasuring({today: {metrics, provenance, events, alerts}}: PitfallFacts): Pitfall[] {
  const test = testOf(metrics) ?? metrics[0];
  const hasBoth = test.ap !== null && test.baseRate !== null;
  const first = hasBoth
    ? `Average precision ${formatScore(test.ap)} stands first, AUROC ${formatScore(test.auroc)} second.`
    : "Without labels of both classes no precision is given; scores, their stability and drift are.";
  return [
    {
      name: "Inappropriate performance measures",
      status: "avoided",
      answer: `${first} Incidents are measured as incidents: attacks found within a budget, without point-adjust.`,
      evidence: page("Evaluation", "evaluation")
    },
    {
      name: "Base rate fallacy",
      status: "avoided",
      answer: hasBoth
        ? `The base rate, ${formatShare(test.baseRate)} of the labelled events of the test window, stands beside every precision; Threshold recomputes precision at any other.`
        : `No base rate is known. ${formatCount(alerts)} of ${formatCount(events)} events are alerts, whatever is true of them; Threshold shows what precision would be at any base rate.`,
      evidence: page("Threshold", "threshold")
    },
    {
      name: "Lab-only evaluation",
      status: provenance.synthetic ? "present" : "partly",
      answer: provenance.synthetic
        ? "These are events of a generator. Run it on your own log before you believe a figure."
        : "These are real records, scored after the fact; nobody acted on them, and no analyst’s time was measured.",
      evidence: page("Your log", "your-log")
    },
    {
      name: "Inappropriate threat model",
      status: "present",
      answer:
        "An attacker who knows the features can stay below the threshold: slow down, split transfers, imitate a server. Who poisons the training window is normal by definition. Neither was measured on this run.",
      evidence: page("Anomaly detection explained", "notebooks/anomaly-detection-explained")
    }
  ];
}

function testOf(metrics: readonly Metrics[]): Metrics | undefined {
  return metrics.find(({window, events}) => window === "test" && events > 0);
}
