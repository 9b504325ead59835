// Opens a report as a person's browser does and prints what it found as one JSON document:
//   node report_page.mjs CHROMIUM REPORT.html [SCREENSHOT.png]
// {requests, dialogs, errors, planted, overflow, violations: {"light": [...], "dark": [...]}}
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [browserPath, reportPath, screenshotPath] = process.argv.slice(2);
const axeSource = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const found = { requests: [], dialogs: [], errors: [], violations: {} };

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
try {
  for (const colorScheme of ["light", "dark"]) {
    // The policy of the page stays in force: axe is evaluated by the browser's own debugger.
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 }, offline: true });
    const page = await context.newPage();
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith("data:") && url !== pathToFileURL(reportPath).href) found.requests.push(url.slice(0, 200));
    });
    page.on("dialog", (dialog) => { found.dialogs.push(dialog.message()); dialog.dismiss(); });
    page.on("pageerror", (error) => found.errors.push(String(error)));
    await page.goto(pathToFileURL(reportPath).href);
    if (colorScheme === "light" && screenshotPath) await page.screenshot({ path: screenshotPath });
    found.planted = await page.evaluate(() => ({
      flag: "planted" in window,
      elements: document.querySelectorAll("[onerror], [onload], [onclick], iframe, object, embed, #planted").length,
    }));
    await page.evaluate(await (await import("node:fs/promises")).readFile(axeSource, "utf8"));
    const result = await page.evaluate((only) => window.axe.run(document, { runOnly: only }), tags);
    found.violations[colorScheme] = result.violations.map(
      (v) => `${v.id}: ${v.nodes.length} x ${v.nodes[0].target} (${v.nodes[0].failureSummary})`.slice(0, 400));
    // WCAG 2.2, 1.4.10 Reflow: nothing but tables may need sideways scrolling at 320 px.
    await page.setViewportSize({ width: 320, height: 900 });
    found.overflow = await page.evaluate(() => document.documentElement.scrollWidth > 320);
    await context.close();
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(found));
