import {Server} from "node:http";
import {tsImport} from "tsx/esm/api";

// Loaded before the preview, whose server is Framework’s own and answers anybody: lets a request through only
// if it is for a host that is named in the address of this file, and a connection only if a page of that
// host asks for it. In JavaScript, since Framework loads the compiler itself, which can be loaded once.

const {isForUs, misdirected} = await tsImport("../serve/hosts.ts", import.meta.url);
const names = new URL(import.meta.url).searchParams.getAll("name");
const {emit} = Server.prototype;

Server.prototype.emit = function (event, ...args) {
  const [request, other] = args;
  if (event === "request" && !isForUs(request, names)) {
    const headers = {"Content-Type": "text/plain", Connection: "close"};
    other.writeHead(421, headers).end(misdirected(names));
    return true;
  }
  if (event === "upgrade" && !(isForUs(request, names) && isOfOurPage(request))) {
    other.end("HTTP/1.1 421 Misdirected Request\r\nConnection: close\r\n\r\n");
    return true;
  }
  return Reflect.apply(emit, this, [event, ...args]);
};

function isOfOurPage({headers: {origin, host}}) {
  return origin === undefined || origin === `http://${host}`;
}
