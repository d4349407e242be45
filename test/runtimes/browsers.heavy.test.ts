/** The conformance suite in Firefox and WebKitGTK, under the sets of headers that Chromium has in every run. */
import { beforeAll, expect, test } from "vitest";
import { FIREFOX_INSECURE_HOST, withFirefox } from "../support/firefox.js";
import { WEBKIT_INSECURE_HOST, withWebkit } from "../support/webkit.js";
import { expectConformance, HEADER_SETS } from "./browsers.js";
import { type Results, runInNode } from "./runners.js";

let here: Results;
beforeAll(() => {
  here = runInNode(process.execPath);
});

const BROWSERS = [
  ["Firefox", withFirefox, FIREFOX_INSECURE_HOST, /\bFirefox\/\d/],
  ["WebKitGTK", withWebkit, WEBKIT_INSECURE_HOST, /\bAppleWebKit\/.* Safari\//],
] as const;

test.each(BROWSERS)(
  "%s gives what this Node gives, under every set of headers",
  async (browser, start, host, agent) => {
    await start(async (tab) => {
      expect(await tab.evaluate("navigator.userAgent")).toMatch(agent);
      for (const name of Object.keys(HEADER_SETS)) await expectConformance(tab, browser, name, host, here);
    });
  },
);
