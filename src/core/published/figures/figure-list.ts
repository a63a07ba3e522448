import {eventFigures} from "./event-figures.js";
import type {Figure} from "./figure.js";
import {runFigures} from "./run-figures.js";

/** Every figure of the pages, and what it is drawn from. Of parts that overlap, the longest path holds. */
export const figures: readonly Figure[] = [...eventFigures, ...runFigures];
