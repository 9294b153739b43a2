// Connects to the server that the page came from, and shows who answers. One text frame is one line of the protocol.

const state = document.getElementById("state");
const scheme = location.protocol === "https:" ? "wss" : "ws";
const socket = new WebSocket(`${scheme}://${location.host}/ws`);

socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello" })));
socket.addEventListener("message", (event) => {
  const line = JSON.parse(event.data);
  if (line.type === "hello") {
    state.textContent = line.server;
  }
});
socket.addEventListener("close", (event) => {
  state.textContent = `(${event.code})`;
});
