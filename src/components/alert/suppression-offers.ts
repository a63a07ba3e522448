import type {Condition, FieldValue} from "../../core/suppressions/condition.js";
import type {AlertEvent} from "./alert-data.js";
import type {OfferedCondition} from "../records/suppression-form.js";

/** Returns the conditions that events like *event* meet: its hosts, their networks, its port, and the rest. */
export function offersFor(event: AlertEvent): OfferedCondition[] {
  const equals = (field: Condition["field"], chosen: boolean): OfferedCondition => ({
    condition: {field, equals: (event[field] ?? null) as FieldValue},
    chosen
  });
  const network = (field: "src" | "dst"): OfferedCondition => ({
    condition: {field, cidr: `${event[field]}/${event[field].includes(":") ? 64 : 24}`},
    chosen: false
  });
  const offers = [
    equals("src", true),
    network("src"),
    equals("dst", true),
    network("dst"),
    equals("dst_port", true),
    equals("proto", true),
    equals("service", false),
    equals("conn_state", false)
  ];
  return typeof event.label === "string" ? [...offers, equals("label", false)] : offers;
}
