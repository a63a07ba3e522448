import {fieldsAs} from "./kind.js";
import type {KindSpec} from "./kind.js";

const mail: readonly KindSpec[] = [
  {
    name: "smtp",
    marks: "mailfrom+uid rcptto+uid helo+uid",
    fields: {
      ...fieldsAs("text", "helo mailfrom date reply_to msg_id in_reply_to subject x_originating_ip first_received second_received last_reply user_agent"), // prettier-ignore
      from: {column: "from_header", kind: "text"},
      ...fieldsAs("list", "rcptto cc path fuids"),
      to: {column: "to_header", kind: "list"},
      trans_depth: "number",
      ...fieldsAs("flag", "tls is_webmail")
    }
  },
  {
    name: "irc",
    marks: "nick+command dcc_file_name",
    fields: {
      user: {column: "user_name", kind: "text"},
      ...fieldsAs("text", "nick command value addl dcc_file_name dcc_mime_type fuid"),
      dcc_file_size: "number"
    }
  },
  {
    name: "sip",
    marks: "call_id+uid request_from+uid",
    fields: {
      ...fieldsAs("text", "method uri date request_from request_to response_from response_to reply_to call_id seq subject user_agent status_msg warning content_type"), // prettier-ignore
      ...fieldsAs("list", "request_path response_path"),
      ...fieldsAs("number", "trans_depth status_code request_body_len response_body_len")
    }
  }
];

const access: readonly KindSpec[] = [
  {
    name: "ftp",
    marks: "reply_code+uid",
    fields: {
      user: {column: "user_name", kind: "text"},
      password: "secret",
      ...fieldsAs("text", "command arg mime_type reply_msg data_channel.orig_h data_channel.resp_h fuid"), // prettier-ignore
      ...fieldsAs("number", "file_size reply_code data_channel.resp_p"),
      "data_channel.passive": "flag"
    }
  },
  {
    name: "socks",
    marks: "request.host request_p bound_p",
    fields: {
      version: "number",
      user: {column: "user_name", kind: "text"},
      password: "secret",
      ...fieldsAs("text", "status request.host request.name bound.host bound.name"),
      ...fieldsAs("number", "request_p bound_p")
    }
  },
  {
    name: "radius",
    marks: "framed_addr connect_info tunnel_client",
    fields: {
      ...fieldsAs("text", "username mac framed_addr remote_ip tunnel_client connect_info reply_msg result"), // prettier-ignore
      ttl: "number"
    }
  },
  {
    name: "rfb",
    marks: "authentication_method desktop_name",
    fields: {
      ...fieldsAs("text", "client_major_version client_minor_version server_major_version server_minor_version authentication_method desktop_name"), // prettier-ignore
      ...fieldsAs("flag", "auth share_flag"),
      ...fieldsAs("number", "width height")
    }
  },
  {
    name: "mysql",
    marks: "cmd+arg cmd+success",
    fields: {
      ...fieldsAs("text", "cmd arg response"),
      success: "flag",
      rows: {column: "row_count", kind: "number"}
    }
  }
];

const network: readonly KindSpec[] = [
  {
    name: "snmp",
    marks: "community+uid get_requests",
    fields: {
      community: "secret",
      ...fieldsAs("text", "version display_string"),
      ...fieldsAs("number", "duration get_requests get_bulk_requests get_responses set_requests"),
      up_since: "instant"
    }
  },
  {
    name: "dhcp",
    marks: "msg_types+uids lease_time+uid",
    connection: "maybe",
    fields: {
      ...fieldsAs("text", "client_addr server_addr mac host_name client_fqdn domain requested_addr assigned_addr assigned_ip client_message server_message client_software server_software"), // prettier-ignore
      ...fieldsAs("list", "uids msg_types"),
      ...fieldsAs("number", "lease_time duration trans_id")
    }
  },
  {
    name: "ntp",
    marks: "stratum+uid",
    fields: {
      ref_id: "text",
      ...fieldsAs("number", "version mode stratum poll root_delay root_disp num_exts"),
      precision: {column: "clock_precision", kind: "number"},
      ...fieldsAs("instant", "ref_time org_time rec_time xmt_time")
    }
  },
  {
    name: "tunnel",
    marks: "tunnel_type+uid",
    fields: fieldsAs("text", "tunnel_type action")
  }
];

/** Zeek’s logs of protocols that rules alone are for. */
export const protocolKinds: readonly KindSpec[] = [...mail, ...access, ...network];
