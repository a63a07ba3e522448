import type {Mapping, MappedSource} from "./mapping.js";

/** A log source of Windows: its category or service, the ids of its events if not all, and its channels. */
type Source = [kind: "category" | "service", name: string, ids: number[], channels: string[]];

/** From the appendix “Taxonomy” of the specification 2.1. */
const taxonomy: readonly Source[] = [
  ["category", "process_creation", [1], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "file_change", [2], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "network_connection", [3], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "sysmon_status", [4, 16], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "process_termination", [5], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "driver_load", [6], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "image_load", [7], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "create_remote_thread", [8], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "raw_access_thread", [9], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "process_access", [10], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "file_event", [11], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "registry_event", [12, 13, 14], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "registry_add", [12], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "registry_delete", [12], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "registry_set", [13], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "registry_rename", [14], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "create_stream_hash", [15], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "pipe_created", [17, 18], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "wmi_event", [19, 20, 21], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "dns_query", [22], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "file_delete", [23], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "clipboard_capture", [24], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "process_tampering", [25], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "file_delete_detected", [26], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "file_block_executable", [27], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "file_block_shredding", [28], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "file_executable_detected", [29], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "sysmon_error", [255], ["Microsoft-Windows-Sysmon/Operational"]],
  ["category", "ps_classic_start", [400], ["Windows PowerShell"]],
  ["category", "ps_classic_provider_start", [600], ["Windows PowerShell"]],
  ["category", "ps_classic_script", [800], ["Windows PowerShell"]],
  [
    "category",
    "ps_module",
    [4103],
    ["Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"]
  ],
  [
    "category",
    "ps_script",
    [4104],
    ["Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"]
  ],
  ["service", "application", [], ["Application"]],
  [
    "service",
    "application-experience",
    [],
    [
      "Microsoft-Windows-Application-Experience/Program-Telemetry",
      "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant"
    ]
  ],
  [
    "service",
    "applocker",
    [],
    [
      "Microsoft-Windows-AppLocker/MSI and Script",
      "Microsoft-Windows-AppLocker/EXE and DLL",
      "Microsoft-Windows-AppLocker/Packaged app-Deployment",
      "Microsoft-Windows-AppLocker/Packaged app-Execution"
    ]
  ],
  ["service", "appmodel-runtime", [], ["Microsoft-Windows-AppModel-Runtime/Admin"]],
  ["service", "appxdeployment-server", [], ["Microsoft-Windows-AppXDeploymentServer/Operational"]],
  ["service", "appxpackaging-om", [], ["Microsoft-Windows-AppxPackaging/Operational"]],
  ["service", "bitlocker", [], ["Microsoft-Windows-BitLocker/BitLocker Management"]],
  ["service", "bits-client", [], ["Microsoft-Windows-Bits-Client/Operational"]],
  ["service", "capi2", [], ["Microsoft-Windows-CAPI2/Operational"]],
  [
    "service",
    "certificateservicesclient-lifecycle-system",
    [],
    ["Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"]
  ],
  ["service", "codeintegrity-operational", [], ["Microsoft-Windows-CodeIntegrity/Operational"]],
  ["service", "dhcp", [], ["Microsoft-Windows-DHCP-Server/Operational"]],
  ["service", "diagnosis-scripted", [], ["Microsoft-Windows-Diagnosis-Scripted/Operational"]],
  ["service", "dns-client", [], ["Microsoft-Windows-DNS Client Events/Operational"]],
  ["service", "dns-server", [], ["DNS Server"]],
  ["service", "dns-server-analytic", [], ["Microsoft-Windows-DNS-Server/Analytical"]],
  ["service", "dns-server-audit", [], ["Microsoft-Windows-DNS-Server/Audit"]],
  ["service", "driver-framework", [], ["Microsoft-Windows-DriverFrameworks-UserMode/Operational"]],
  [
    "service",
    "firewall-as",
    [],
    ["Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"]
  ],
  ["service", "hyper-v-worker", [], ["Microsoft-Windows-Hyper-V-Worker"]],
  ["service", "iis-configuration", [], ["Microsoft-IIS-Configuration/Operational"]],
  ["service", "kernel-event-tracing", [], ["Microsoft-Windows-Kernel-EventTracing"]],
  [
    "service",
    "kernel-shimengine",
    [],
    [
      "Microsoft-Windows-Kernel-ShimEngine/Operational",
      "WinEventLog:Microsoft-Windows-Kernel-ShimEngine/Diagnostic"
    ]
  ],
  ["service", "ldap", [], ["Microsoft-Windows-LDAP-Client/Debug"]],
  ["service", "lsa-server", [], ["Microsoft-Windows-LSA/Operational"]],
  ["service", "msexchange-management", [], ["MSExchange Management"]],
  ["service", "ntfs", [], ["Microsoft-Windows-Ntfs/Operational"]],
  ["service", "ntlm", [], ["Microsoft-Windows-NTLM/Operational"]],
  ["service", "openssh", [], ["OpenSSH/Operational"]],
  ["service", "powershell", [], ["Microsoft-Windows-PowerShell/Operational"]],
  ["service", "powershell-classic", [], ["Windows PowerShell"]],
  ["service", "printservice-admin", [], ["Microsoft-Windows-PrintService/Admin"]],
  ["service", "printservice-operational", [], ["Microsoft-Windows-PrintService/Operational"]],
  ["service", "security", [], ["Security"]],
  [
    "service",
    "security-mitigations",
    [],
    [
      "Microsoft-Windows-Security-Mitigations/Kernel Mode",
      "Microsoft-Windows-Security-Mitigations/User Mode"
    ]
  ],
  ["service", "sense", [], ["Microsoft-Windows-SENSE/Operational"]],
  [
    "service",
    "servicebus-client",
    [],
    ["Microsoft-ServiceBus-Client/Operational", "Microsoft-ServiceBus-Client/Admin"]
  ],
  ["service", "shell-core", [], ["Microsoft-Windows-Shell-Core/Operational"]],
  ["service", "smbclient-security", [], ["Microsoft-Windows-SmbClient/Security"]],
  ["service", "sysmon", [], ["Microsoft-Windows-Sysmon/Operational"]],
  ["service", "system", [], ["System"]],
  ["service", "taskscheduler", [], ["Microsoft-Windows-TaskScheduler/Operational"]],
  [
    "service",
    "terminalservices-localsessionmanager",
    [],
    ["Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"]
  ],
  ["service", "vhdmp", [], ["Microsoft-Windows-VHDMP/Operational"]],
  ["service", "windefend", [], ["Microsoft-Windows-Windows Defender/Operational"]],
  ["service", "wmi", [], ["Microsoft-Windows-WMI-Activity/Operational"]]
];

/** Services that rules name and the appendix does not. */
const others: readonly Source[] = [
  ["service", "msexchange", [], ["MSExchange Management"]],
  ["service", "dns-server-operational", [], ["Microsoft-Windows-DNS-Server/Operational"]]
];

function sourceOf([kind, name, ids, channels]: Source): MappedSource {
  const when = {Channel: channels, ...(ids.length > 0 ? {EventID: ids} : {})};
  return {product: "windows", [kind]: name, when};
}

/**
 * Events of Windows, Sysmon among them: a log source is told by channel and id; fields have the names of EventData and
 * System.
 */
export const windowsMapping: Mapping = {
  name: "windows",
  title: "event logs of Windows, and Sysmon",
  sources: [...[...taxonomy, ...others].map(sourceOf), {product: "windows"}],
  fields: {}
};
