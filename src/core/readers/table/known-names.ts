/**
 * What tools call the fields of a connection, by the column of the event; letters and digits only, in
 * lower case, the surest first. From Zeek, Elastic Common Schema, Suricata, NetFlow (nfdump, SiLK),
 * CICFlowMeter, Argus and binetflow, UNSW-NB15, Azure and Google flow logs.
 * What tools use in both senses is not here: `in_bytes` is what came in to some, and what the source
 * put in to others.
 */
export const knownNames: Readonly<Record<string, readonly string[]>> = {
  time: words(
    "ts time timestamp starttime flowstart start stime eventtime datetime date eventstart flowstartmilliseconds firstswitched first timestampms timems epoch"
  ),
  src: words(
    "idorigh src srcip sourceip srcaddr sourceaddress srcipaddr srcipaddress sourceipaddress ipsrc saddr sip sa origh clientip idorig sourceipv4address ipv4srcaddr"
  ),
  src_port: words(
    "idorigp srcport sourceport sport sp origp clientport srcpt l4srcport sourcetransportport"
  ),
  dst: words(
    "idresph dst dstip destinationip destip dstaddr destaddr destinationaddress dstipaddr dstipaddress destinationipaddress ipdst daddr dip da resph serverip destinationipv4address ipv4dstaddr"
  ),
  dst_port: words(
    "idrespp dstport destinationport destport dport dsport dp respp serverport dstpt l4dstport destinationtransportport"
  ),
  proto: words(
    "proto protocol networktransport transport ipproto ipprotocol pr protocolidentifier"
  ),
  service: words("service app appproto application networkprotocol applicationprotocol"),
  duration: words(
    "duration durations dur flowduration eventduration td durationms durationus durationseconds"
  ),
  orig_bytes: words(
    "origbytes bytesout srcbytes sourcebytes bytestoserver flowbytestoserver sbytes totlenfwdpkts totallengthoffwdpackets totallengthoffwdpacket bytessent sentbytes bytessrc clientbytes"
  ),
  resp_bytes: words(
    "respbytes bytesin dstbytes destinationbytes bytestoclient flowbytestoclient dbytes totlenbwdpkts totallengthofbwdpackets totallengthofbwdpacket bytesreceived receivedbytes rcvdbytes bytesdst serverbytes"
  ),
  conn_state: words("connstate state connectionstate"),
  local_orig: words("localorig"),
  local_resp: words("localresp"),
  history: words("history zeekconnectionhistory"),
  orig_pkts: words(
    "origpkts srcpkts sourcepackets spkts pktstoserver flowpktstoserver totfwdpkts totalfwdpackets totalfwdpacket packetsout packetssent ipkt inpkts"
  ),
  resp_pkts: words(
    "resppkts dstpkts destinationpackets dpkts pktstoclient flowpktstoclient totbwdpkts totalbackwardpackets totalbwdpackets packetsin packetsreceived opkt outpkts"
  ),
  label: words("label class attack"),
  detailed_label: words("detailedlabel attackcat attacktype"),
  technique: words("technique threattechniqueid attcktechnique")
};

function words(text: string): readonly string[] {
  return text.split(" ");
}
