import {portName} from "../../core/detectors/entity/wording.js";
import {nameElement} from "../kit/clip.js";
import {element} from "../kit/element.js";
import {formatCount, formatShare, formatTime, plural} from "../kit/format.js";
import {expandableTable} from "../kit/table.js";
import {pageHref} from "../site/url-state.js";
import type {Direction, HostContact, HostPort, HostTraffic} from "./traffic-data.js";

/** Shows the ports and the addresses of one direction, the busiest first. */
export function trafficTables(
  {ports, contacts}: HostTraffic,
  direction: Direction
): HTMLElement | undefined {
  const ownPorts = ports.filter((port) => port.direction === direction);
  const ownContacts = contacts.filter((contact) => contact.direction === direction);
  if (ownContacts.length === 0) return undefined;
  return element(
    "div",
    {class: "traffic", "data-export": true},
    portTable(ownPorts, direction),
    contactTable(ownContacts, direction)
  );
}

function portTable(ports: readonly HostPort[], direction: Direction): HTMLElement {
  return expandableTable(ports, {
    label: direction === "in" ? "Ports of it that were called" : "Ports that it called",
    shown: 8,
    columns: [
      {name: "port", cell: ({port, proto}) => nameElement(portText(port, proto), 28, "plain")},
      {name: "flows", number: true, cell: ({events}) => formatCount(events)},
      {name: "failed", number: true, cell: ({events, failed}) => formatShare(failed / events)},
      {
        name: direction === "in" ? "callers" : "called",
        number: true,
        cell: ({addresses}) => formatCount(addresses)
      },
      {name: "first (UTC)", cell: ({first}) => formatTime(first).slice(0, -3)}
    ]
  });
}

function contactTable(contacts: readonly HostContact[], direction: Direction): HTMLElement {
  return expandableTable(contacts, {
    label: direction === "in" ? "Addresses that called it" : "Addresses that it called",
    shown: 8,
    columns: [
      {
        name: direction === "in" ? "caller" : "called",
        class: "address",
        cell: ({address}) =>
          element(
            "a",
            {href: pageHref("entity", {entity: address}), class: "host"},
            nameElement(address, 24)
          )
      },
      {name: "flows", number: true, cell: ({events}) => formatCount(events)},
      {name: "failed", number: true, cell: ({events, failed}) => formatShare(failed / events)},
      {name: "ports", number: true, cell: ({ports}) => formatCount(ports)},
      {name: "first (UTC)", cell: ({first}) => formatTime(first).slice(0, -3)}
    ]
  });
}

function portText(port: number, proto: string): string {
  if (port < 0) return proto || "no port";
  const name = portName(port);
  return name.startsWith("port ") ? `${port}/${proto}` : `${port}/${proto} ${name.split(" (")[0]}`;
}

/** Returns what the tables of one direction hold, in a sentence. */
export function trafficAbout(
  {inbound, ports, contacts}: HostTraffic,
  direction: Direction
): string {
  const [port] = ports.filter((one) => one.direction === direction);
  const [contact] = contacts.filter((one) => one.direction === direction);
  if (direction === "in" && inbound) {
    const {events, failed, sources, ports: of} = inbound;
    const kept = port
      ? ""
      : " Ports and callers are published for the busiest and the most anomalous targets only.";
    return `${formatCount(events)} ${plural(events, "connection")} from ${formatCount(sources)} ${plural(sources, "address", "addresses")} to ${formatCount(of)} ${plural(of, "port")} of it; ${formatShare(failed / events)} failed. The busiest first.${kept}`;
  }
  if (!port || !contact)
    return direction === "in" ? "Nothing came to it." : "It opened no connection.";
  return `It called ${formatCount(contact.of)} ${plural(contact.of, "address", "addresses")} at ${formatCount(port.of)} ${plural(port.of, "port")}. The busiest first.`;
}
