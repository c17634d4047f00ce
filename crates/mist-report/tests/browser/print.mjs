// Prints country pages in Chromium and counts the sheets: two before the annex. Optional: needs Node.
//
//   npm install --no-save puppeteer-core
//   CHROMIUM=/usr/bin/chromium node print.mjs OUT/en/DEU.html OUT/ja/DEU.html
//
// Ends with status 1 if a summary takes more than two sheets. With PDF=FOLDER the prints are kept.
import { writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update"],
});
const sheets = (pdf) => (Buffer.from(pdf).toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
let bad = 0;
for (const file of process.argv.slice(2)) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(resolve(file)).href);
  const whole = await page.pdf({ preferCSSPageSize: true });
  if (process.env.PDF) {
    const name = `${basename(dirname(resolve(file)))}-${basename(file, ".html")}.pdf`;
    writeFileSync(`${process.env.PDF}/${name}`, whole);
  }
  await page.evaluate(() => document.querySelector(".annex")?.remove());
  const summary = sheets(await page.pdf({ preferCSSPageSize: true }));
  if (summary > 2) bad += 1;
  console.log(`${file}: ${summary} sheets, ${sheets(whole)} with the annex`);
  await page.close();
}
await browser.close();
process.exit(bad ? 1 : 0);
