/** The tactics of ATT&CK for enterprises, in the order of its matrix. */
export const tactics = [
  "reconnaissance",
  "resource-development",
  "initial-access",
  "execution",
  "persistence",
  "privilege-escalation",
  "defense-evasion",
  "credential-access",
  "discovery",
  "lateral-movement",
  "collection",
  "command-and-control",
  "exfiltration",
  "impact"
] as const;

export type Tactic = (typeof tactics)[number];

/** A technique: its name, and its tactics, the one that it is seen as in network logs first. */
export interface Technique {
  name: string;
  tactics: readonly Tactic[];
}

/**
 * The techniques that network logs show, by tactic: `T1046 Network Service Discovery`, those of a tactic separated by semicolons.
 * Names and tactics are those of MITRE ATT&CK v17 (attack.mitre.org, © The MITRE Corporation, used by its terms).
 */
const listed: readonly (readonly [Tactic, string])[] = [
  [
    "reconnaissance",
    "T1590 Gather Victim Network Information; T1592 Gather Victim Host Information; T1595 Active Scanning; T1595.001 Scanning IP Blocks; T1595.002 Vulnerability Scanning; T1595.003 Wordlist Scanning"
  ],
  [
    "initial-access",
    "T1078 Valid Accounts; T1133 External Remote Services; T1189 Drive-by Compromise; T1190 Exploit Public-Facing Application; T1195 Supply Chain Compromise; T1566 Phishing; T1566.001 Spearphishing Attachment; T1566.002 Spearphishing Link"
  ],
  [
    "execution",
    "T1047 Windows Management Instrumentation; T1053 Scheduled Task/Job; T1053.002 At; T1053.005 Scheduled Task; T1059 Command and Scripting Interpreter; T1203 Exploitation for Client Execution; T1204 User Execution; T1569 System Services; T1569.002 Service Execution"
  ],
  ["persistence", "T1136 Create Account; T1505 Server Software Component; T1505.003 Web Shell; T1543 Create or Modify System Process; T1547 Boot or Logon Autostart Execution; T1547.004 Winlogon Helper DLL"], // prettier-ignore
  ["privilege-escalation", "T1068 Exploitation for Privilege Escalation"],
  [
    "defense-evasion",
    "T1036 Masquerading; T1205 Traffic Signaling; T1207 Rogue Domain Controller; T1550 Use Alternate Authentication Material; T1550.002 Pass the Hash; T1550.003 Pass the Ticket"
  ],
  [
    "credential-access",
    "T1003 OS Credential Dumping; T1003.001 LSASS Memory; T1003.002 Security Account Manager; T1003.003 NTDS; T1003.004 LSA Secrets; T1003.006 DCSync; T1040 Network Sniffing; T1110 Brute Force; T1110.001 Password Guessing; T1110.002 Password Cracking; T1110.003 Password Spraying; T1110.004 Credential Stuffing; T1187 Forced Authentication; T1552 Unsecured Credentials; T1557 Adversary-in-the-Middle; T1557.001 LLMNR/NBT-NS Poisoning and SMB Relay; T1558 Steal or Forge Kerberos Tickets; T1558.003 Kerberoasting"
  ],
  [
    "discovery",
    "T1016 System Network Configuration Discovery; T1018 Remote System Discovery; T1046 Network Service Discovery; T1049 System Network Connections Discovery; T1069 Permission Groups Discovery; T1082 System Information Discovery; T1083 File and Directory Discovery; T1087 Account Discovery; T1135 Network Share Discovery"
  ],
  [
    "lateral-movement",
    "T1021 Remote Services; T1021.001 Remote Desktop Protocol; T1021.002 SMB/Windows Admin Shares; T1021.003 Distributed Component Object Model; T1021.004 SSH; T1021.006 Windows Remote Management; T1210 Exploitation of Remote Services; T1570 Lateral Tool Transfer"
  ],
  ["collection", "T1039 Data from Network Shared Drive; T1114 Email Collection; T1213 Data from Information Repositories; T1560 Archive Collected Data"], // prettier-ignore
  [
    "command-and-control",
    "T1001 Data Obfuscation; T1008 Fallback Channels; T1071 Application Layer Protocol; T1071.001 Web Protocols; T1071.002 File Transfer Protocols; T1071.003 Mail Protocols; T1071.004 DNS; T1090 Proxy; T1090.001 Internal Proxy; T1090.002 External Proxy; T1090.003 Multi-hop Proxy; T1095 Non-Application Layer Protocol; T1102 Web Service; T1102.001 Dead Drop Resolver; T1102.002 Bidirectional Communication; T1104 Multi-Stage Channels; T1105 Ingress Tool Transfer; T1132 Data Encoding; T1219 Remote Access Tools; T1568 Dynamic Resolution; T1568.002 Domain Generation Algorithms; T1571 Non-Standard Port; T1572 Protocol Tunneling; T1573 Encrypted Channel; T1573.001 Symmetric Cryptography; T1573.002 Asymmetric Cryptography"
  ],
  [
    "exfiltration",
    "T1020 Automated Exfiltration; T1029 Scheduled Transfer; T1030 Data Transfer Size Limits; T1041 Exfiltration Over C2 Channel; T1048 Exfiltration Over Alternative Protocol; T1048.001 Exfiltration Over Symmetric Encrypted Non-C2 Protocol; T1048.002 Exfiltration Over Asymmetric Encrypted Non-C2 Protocol; T1048.003 Exfiltration Over Unencrypted Non-C2 Protocol; T1537 Transfer Data to Cloud Account; T1567 Exfiltration Over Web Service; T1567.002 Exfiltration to Cloud Storage"
  ],
  [
    "impact",
    "T1485 Data Destruction; T1486 Data Encrypted for Impact; T1489 Service Stop; T1496 Resource Hijacking; T1498 Network Denial of Service; T1498.001 Direct Network Flood; T1498.002 Reflection Amplification; T1499 Endpoint Denial of Service; T1565 Data Manipulation"
  ]
];

/** Tactics of a technique beside the one that it is listed under. */
const further = new Map<string, readonly Tactic[]>([
  ["T1040", ["discovery"]],
  ["T1053", ["persistence", "privilege-escalation"]],
  ["T1078", ["persistence", "privilege-escalation", "defense-evasion"]],
  ["T1133", ["persistence"]],
  ["T1205", ["persistence", "command-and-control"]],
  ["T1543", ["privilege-escalation"]],
  ["T1550", ["lateral-movement"]],
  ["T1557", ["collection"]]
]);

const techniques = new Map<string, Technique>(
  listed.flatMap(([tactic, text]) =>
    text.split("; ").map((entry): [string, Technique] => {
      const [id] = entry.split(" ", 1);
      const others = further.get(parentOf(id)) ?? [];
      return [id, {name: entry.slice(id.length + 1), tactics: [tactic, ...others]}];
    })
  )
);

/** Returns the technique with *id*, as `T1046` or `T1071.004`; undefined if it is not listed here. */
export function findTechnique(id: string): Technique | undefined {
  return techniques.get(id);
}

/** Returns the tactics of the technique with *id*, or else of the technique that it is a part of; empty if neither is listed. */
export function tacticsOf(id: string): readonly Tactic[] {
  return (techniques.get(id) ?? techniques.get(parentOf(id)))?.tactics ?? [];
}

/** Returns the id of the technique that the one with *id* is a part of: `T1071` of `T1071.004`; itself, if of none. */
function parentOf(id: string): string {
  return id.split(".")[0];
}
