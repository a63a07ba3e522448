import {readFileSync} from "node:fs";
import {eventFields} from "../../../src/core/readers/fields.js";
import {lineSplitter} from "../../../src/core/readers/lines.js";
import {forEachLine} from "../../../src/core/readers/reader.js";
import type {EventValue, LineKind, Rejection} from "../../../src/core/readers/reader.js";
import {zeekReader} from "../../../src/core/readers/zeek.js";

/** An event by the names of its columns. */
export type NamedEvent = {[column: string]: EventValue};

/** Everything that a reader says of a text. */
export interface ReadText {
  events: NamedEvent[];
  rejections: Rejection[];
  comments: number;
  lines: number;
}

/** Reads a log given as text. */
export function readText(text: string): ReadText {
  const reader = zeekReader();
  const result: ReadText = {events: [], rejections: [], comments: 0, lines: 0};
  const take = (kind: LineKind): void => {
    if (kind === "comment") ++result.comments;
    if (kind === "rejected") result.rejections.push(reader.rejection!);
    if (kind === "event") {
      result.events.push(
        Object.fromEntries(eventFields.map(({column, slot}) => [column, reader.values[slot]]))
      );
    }
  };
  const splitter = lineSplitter((line) => forEachLine(reader, reader.read(line), take));
  splitter.push(text);
  if (splitter.rest()) forEachLine(reader, reader.read(splitter.rest()), take);
  return {...result, lines: reader.line};
}

/** Returns the text of a fixture, decoded as ingestion decodes it. */
export function fixture(name: string): string {
  const url = new URL(`../../fixtures/zeek/${name}`, import.meta.url);
  return new TextDecoder().decode(readFileSync(url));
}
