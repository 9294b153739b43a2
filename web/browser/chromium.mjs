// Chromium as the runs start it, and windows of it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const files = process.env.FILES;

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      // A page that was put in place of the server's has no address, and may not speak to this one otherwise.
      ...(files ? ["--disable-features=LocalNetworkAccessChecks"] : []),
    ],
  });

/** The heads that the server sends with each file. @type {Headers | undefined} */
let heads;

/**
 * A window of its own, with cookies and storage of its own. With FILES=FOLDER it shows the files of that folder, under the
 * server's own heads, to try a change without building it.
 */
export async function open(browser, address, { width = 1280, height = 800, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: "fr-FR", ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  if (files) {
    await context.route("**/*", async (route) => {
      const { pathname } = new URL(route.request().url());
      const file = join(files, pathname === "/" ? "index.html" : pathname);
      if (!existsSync(file)) return route.continue();
      heads ??= (await fetch(address)).headers;
      const headers = Object.fromEntries(heads);
      delete headers["content-encoding"];
      delete headers["content-length"];
      const kinds = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml" };
      headers["content-type"] = kinds[file.split(".").at(-1)];
      return route.fulfill({ headers, body: readFileSync(file) });
    });
  }
  return page;
}
