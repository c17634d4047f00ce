// Checks pages in Chromium: axe-core at WCAG 2.2 AA, messages on the console, requests that leave the
// page, and scrolling sideways, on a desktop, two widths of tablets and a phone of 360 pixels. Optional:
// needs Node.
//
//   npm install --no-save puppeteer-core axe-core
//   CHROMIUM=/usr/bin/chromium node axe.mjs OUT/en/DEU.html OUT/ja/index.html
//
// Ends with status 1 if anything is found.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const files = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const found = [];
for (const file of files) {
  const address = pathToFileURL(resolve(file)).href;
  for (const width of [1100, 860, 768, 360]) {
    const say = (what) => found.push(`${file} at ${width}: ${what}`);
    const page = await browser.newPage();
    page.on("console", (m) => ["error", "warning"].includes(m.type()) && say(m.text()));
    page.on("pageerror", (e) => say(e));
    page.on("request", (r) => /^(file|data):/.test(r.url()) || say(`asks for ${r.url()}`));
    await page.setViewport({ width, height: 900 });
    await page.goto(address);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (beyond > 0) say(`scrolls sideways by ${beyond} pixels`);
    await page.close();

    // axe-core is a script, which the page's own policy would refuse.
    const examined = await browser.newPage();
    await examined.setBypassCSP(true);
    await examined.setViewport({ width, height: 900 });
    await examined.goto(address);
    await examined.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    await examined.evaluate(axe);
    const { violations } = await examined.evaluate(
      (tags) => globalThis.axe.run(document, { runOnly: tags }),
      rules,
    );
    for (const v of violations) say(`${v.id} (${v.impact}), ${v.nodes[0].html.slice(0, 120)}`);
    await examined.close();
  }
}
await browser.close();
console.log([...found, `${files.length} pages, ${found.length} problems`].join("\n"));
process.exit(found.length ? 1 : 0);
