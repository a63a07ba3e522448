/** A rule to start from. */
export interface ExampleRule {
  name: string;
  text: string;
}

/** One rule for single events and one correlation, both of flows, which every log here has. */
export const exampleRules: readonly ExampleRule[] = [
  {
    name: "a single event",
    text: `title: Remote Login Port That Did Not Answer
status: experimental
description: A connection to SSH, Telnet, RDP or VNC that was rejected, reset or not answered.
logsource:
  product: zeek
  service: conn
detection:
  selection:
    id.resp_p: [22, 23, 3389, 5900]
    conn_state: [S0, REJ, RSTO, RSTOS0, RSTR, RSTRH]
  condition: selection
tags:
  - attack.credential-access
  - attack.t1110
falsepositives:
  - Inventory of a network
level: low
`
  },
  {
    name: "a correlation",
    text: `title: Connection That Was Not Answered
name: not_answered
logsource:
  product: zeek
  service: conn
detection:
  selection:
    conn_state: [S0, REJ, RSTOS0, RSTRH, SH, SHR]
  condition: selection
level: informational
---
title: Many Ports Of One Host
status: experimental
description: A host that tried 30 or more ports of another within ten minutes, without an answer.
correlation:
  type: value_count
  rules:
    - not_answered
  group-by:
    - id.orig_h
    - id.resp_h
  timespan: 10m
  condition:
    gte: 30
    field: id.resp_p
tags:
  - attack.discovery
  - attack.t1046
falsepositives:
  - Vulnerability scanners
level: medium
`
  }
];
