// Loads `icons.svg` into the page once: an external <use> does not get the page's colours. XMLHttpRequest reads it as a
// document, which needs no HTML from a string (Trusted Types allow none here).

export function loadIcons() {
  const request = new XMLHttpRequest();
  request.open("GET", "/icons.svg");
  request.responseType = "document";
  request.overrideMimeType("image/svg+xml");
  request.onload = () => {
    const root = request.responseXML?.documentElement;
    if (!root || root.nodeName !== "svg") return;
    const svg = document.importNode(root, true);
    svg.setAttribute("hidden", "");
    document.body.prepend(svg);
  };
  request.send();
}
