import {features} from "../../src/core/features/list.js";
import type {Making} from "./make-partitions.js";

/** Raised when the same events would give other bytes. */
const phaseVersion = 6;

/** What all partitions of SILVER, and what is merged from them, are made with. */
export const silverSpec: Making["spec"] = {
  phase: "transformation",
  phaseVersion,
  parameters: {
    window_seconds: 300,
    features: features.map(({name, sql}) => `${name} = ${sql}`)
  }
};
