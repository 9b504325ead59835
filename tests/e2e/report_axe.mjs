// SPDX-License-Identifier: Apache-2.0
//
// Opens report.html as a person's browser does and holds what the report promises: no violation of
// WCAG 2.2 AA in light and dark, wide and narrow; no request leaves the page; nothing in it runs;
// nothing but tables needs sideways scrolling. Takes screenshots when asked.
//
//   node report_axe.mjs REPORT.html [--sections "A,B"] [--screenshot FILE.png] [--full-page]
//
// Sections that must be there are those of an audit's report where none are named.
//
// Needs Debian's Chromium (or CHROMIUM=path) and the packages of package-lock.json; no network.
// FILE.png is the light page, FILE-dark.png the dark one. Last line: "N passed, N failed".
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--disable-default-apps", "--disable-extensions"];
const SECTIONS = ["Accounting", "Reasons", "Licences", "Copies", "Unreadable", "How to verify",
  "Methods"];
const VIEWS = [
  { scheme: "light", width: 1280, height: 900 },
  { scheme: "dark", width: 1280, height: 900 },
  { scheme: "light", width: 320, height: 800 },
  { scheme: "dark", width: 320, height: 800 },
];

let passed = 0;
let failed = 0;

function check(holds, what, detail = "") {
  if (holds) {
    passed += 1;
    return;
  }
  failed += 1;
  console.error(`FAIL ${what}${detail ? `\n     ${detail}` : ""}`);
}

function parse(words) {
  const options = { report: "", screenshot: "", fullPage: false, sections: SECTIONS };
  for (let i = 0; i < words.length; i += 1) {
    if (words[i] === "--screenshot") options.screenshot = words[(i += 1)] ?? "";
    else if (words[i] === "--sections") options.sections = (words[(i += 1)] ?? "").split(",");
    else if (words[i] === "--full-page") options.fullPage = true;
    else if (!options.report) options.report = words[i];
    else throw new Error(`unexpected argument ${words[i]}`);
  }
  if (!options.report) throw new Error("usage: node report_axe.mjs REPORT.html [--screenshot F.png]");
  return options;
}

/// Counts what the page asks for and what it says. data: addresses never leave it.
function watch(page, url) {
  const seen = { requests: [], messages: [], dialogs: [] };
  page.on("request", (request) => {
    const address = request.url();
    if (address !== url && !address.startsWith("data:")) seen.requests.push(address);
  });
  page.on("console", (message) => seen.messages.push(message.text()));
  page.on("pageerror", (error) => seen.messages.push(String(error)));
  page.on("dialog", (dialog) => {
    seen.dialogs.push(dialog.message());
    dialog.dismiss();
  });
  return seen;
}

/// What could run, load or break out, counted in the parsed page rather than in its text.
function inspect() {
  const all = [...document.querySelectorAll("*")];
  const handlers = all.flatMap((element) =>
    [...element.attributes].filter((a) => a.name.startsWith("on")).map((a) => a.name));
  const addresses = all.flatMap((element) =>
    ["src", "href", "srcset", "action", "data", "poster"]
      .filter((name) => element.hasAttribute(name))
      .map((name) => element.getAttribute(name))
      .filter((value) => !/^(#|data:image\/jpeg;base64,)/.test(value)));
  return {
    title: document.title,
    tags: all.map((e) => e.localName)
      .filter((t) => ["script", "iframe", "object", "embed", "link", "form", "base"].includes(t)),
    handlers,
    addresses,
    styles: all.filter((element) => element.hasAttribute("style")).length,
    images: document.images.length,
    broken: [...document.images].filter((image) => image.complete && !image.naturalWidth).length,
    unnamed: [...document.images].filter((image) => !image.alt.trim()).length,
    policy: document.querySelector("meta[http-equiv=Content-Security-Policy]")?.content ?? "",
    styled: getComputedStyle(document.querySelector(".tiles") ?? document.body).display,
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    overrides: /[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/.test(document.body.textContent),
    headings: [...document.querySelectorAll("h1,h2")].map((h) => h.textContent.trim()),
  };
}

function checkPage(name, page, title, sections) {
  check(page.title === title && page.title.startsWith("Audit of "), `${name}: the title stays`,
    page.title);
  check(page.tags.length === 0, `${name}: no element that runs or loads`, page.tags.join());
  check(page.handlers.length === 0, `${name}: no event handler`, page.handlers.join());
  check(page.addresses.length === 0, `${name}: no address outside the page`, page.addresses.join());
  check(page.styles === 0 && page.styled === "grid", `${name}: one style sheet, in force`);
  check(page.policy.includes("default-src 'none'"), `${name}: a strict content policy`, page.policy);
  check(page.broken === 0, `${name}: every picture shows`, `${page.broken} of ${page.images}`);
  check(page.unnamed === 0, `${name}: every picture has a text`);
  check(!page.overrides, `${name}: no invisible or overriding character`);
  check(page.wider <= 0, `${name}: no sideways scrolling`, `${page.wider} px too wide`);
  for (const heading of sections) {
    check(page.headings.includes(heading), `${name}: the section "${heading}"`);
  }
}

/// Every long name opens by keyboard alone.
async function checkDetails(page, name) {
  const summary = page.locator("details.long > summary").first();
  if ((await summary.count()) === 0) return;
  await summary.focus();
  await page.keyboard.press("Enter");
  check(await summary.evaluate((s) => s.parentElement.open), `${name}: a long name opens by key`);
  await page.keyboard.press("Enter");
}

async function look(browser, url, view, options, title) {
  const name = `${view.scheme} ${view.width}`;
  const context = await browser.newContext({
    colorScheme: view.scheme, viewport: { width: view.width, height: view.height },
    reducedMotion: "reduce" });
  const page = await context.newPage();
  const seen = watch(page, url);
  await page.goto(url, { waitUntil: "load" });
  const found = await page.evaluate(inspect);
  checkPage(name, found, title ?? found.title, options.sections);
  await checkDetails(page, name);
  await page.evaluate(AXE);
  const result = await page.evaluate(
    (tags) => axe.run(document, { runOnly: { type: "tag", values: tags } }), TAGS);
  for (const violation of result.violations) {
    const nodes = violation.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} `
      + node.any.map((any) => any.message).join("; "));
    check(false, `${name}: axe ${violation.id}: ${violation.help}`, nodes.join("\n     "));
  }
  check(result.violations.length === 0, `${name}: axe finds no violation`);
  check(result.passes.length > 10, `${name}: axe looked`, `${result.passes.length} rules`);
  check(seen.requests.length === 0, `${name}: no request leaves the page`, seen.requests.join());
  check(seen.messages.length === 0, `${name}: a silent console`, seen.messages.join(" | "));
  check(seen.dialogs.length === 0, `${name}: no dialog`, seen.dialogs.join());
  if (options.screenshot && view.width > 1000) {
    const path = view.scheme === "light" ? options.screenshot
      : options.screenshot.replace(/(\.png)?$/, "-dark.png");
    await page.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); });
    await page.screenshot({ path, fullPage: options.fullPage });
  }
  await context.close();
  return found.title;
}

async function main() {
  const options = parse(process.argv.slice(2));
  const url = pathToFileURL(resolve(options.report)).href;
  const profile = mkdtempSync(join(tmpdir(), "assay-axe-"));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true,
    args: [...FLAGS, `--disk-cache-dir=${profile}`] });
  try {
    let title;
    for (const view of VIEWS) title = await look(browser, url, view, options, title);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
