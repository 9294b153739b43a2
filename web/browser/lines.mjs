// A client of lines, as a pupil's Java client is: what the class is played with beside the browser.

import { connect } from "node:net";
import { once } from "node:events";
import { until } from "./server.mjs";

export class LineClient {
  constructor(port) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.setEncoding("utf8");
    this.lines = [];
    let rest = "";
    this.socket.on("data", (text) => {
      const all = (rest + text).split("\n");
      rest = all.pop();
      for (const line of all) if (line !== "") this.lines.push(JSON.parse(line));
    });
    this.socket.on("error", () => {});
  }

  static async guest(port, name) {
    const client = new LineClient(port);
    await once(client.socket, "connect");
    client.send({ type: "message", from: name, content: "" });
    client.send({ type: "users" });
    await client.heard((line) => line.type === "users");
    return client;
  }

  static async account(port, name, password, hello = true) {
    const client = new LineClient(port);
    await once(client.socket, "connect");
    if (hello) client.send({ type: "hello" });
    client.send({ type: "login", username: name, password });
    await client.heard((line) => line.type === "login" && line.status === "ok");
    client.send({ type: "users" });
    await client.heard((line) => line.type === "users");
    return client;
  }

  send(line) {
    this.socket.write(`${JSON.stringify(line)}\n`);
  }

  say(content, more = {}) {
    this.send({ type: "message", content, ...more });
  }

  /** The first line that came, or comes, of which this holds. */
  heard(which) {
    return until("a line that was waited for", () => this.lines.find(which));
  }

  end() {
    this.socket.destroy();
  }
}
