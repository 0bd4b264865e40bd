// A tab that holds the lock, with its token request sent, is closed, crashes, freezes or is navigated away. The waiting calls of the
// other tabs get a token. If the server rotated the refresh token and the answer is lost, they end with one clean failure.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { eventually, pause } from "../support/wait.mjs";
import { launchChromium } from "./chromium.mjs";
import { FATES, strikeHolder } from "./holder.mjs";
import { newContext, startRealOrigin } from "./tabs.mjs";

// One for each kind of lock, in a browser of its own, since most of the time is waiting. The others' wait depends on the machine, too:
// `benches/killed-holder.mjs` measures it.
describe("a holder that dies or freezes, in Chromium", { concurrency: 2 }, () => {
  for (const [by, insecure] of [["Web Locks", false], ["a lease", true]]) {
    describe(`by ${by}`, { concurrency: 1 }, () => {
      let browser;
      before(async () => void (browser = await launchChromium({ backForwardCache: true })));
      after(() => browser?.close());

      it(`frozen, by ${by}, with a late answer: it does not replace the others' tokens`, async (t) => {
        const server = await startRealOrigin(t, { insecure, rotates: false });
        const context = await newContext(t, browser);
        const end = await strikeHolder(browser, context, server, { fate: "frozen", lost: "answer" });
        const token = end.answers[0].answer;
        assert.equal(end.requests, 2);
        end.back();
        await eventually(async () => (await end.holder.peek()) === token, "the holder takes over what the others have");
        await pause(500);
        for (const tab of [end.holder, ...end.rest]) assert.equal(await tab.getToken(), token);
        assert.equal(server.tokenRequests(), 3);
      });

      for (const fate of Object.keys(FATES)) {
        it(`${fate}, by ${by}: the others' calls bring a token`, async (t) => {
          const server = await startRealOrigin(t, { insecure });
          const context = await newContext(t, browser);
          const end = await strikeHolder(browser, context, server, { fate, lost: "request" });
          const token = end.answers[0].answer;
          assert.doesNotMatch(token, /^error/);
          assert.ok(end.answers.every(({ answer }) => answer === token));
          assert.equal(end.requests, 1, "the holder's never came");
          if (fate !== "frozen") return;
          // It wakes, its request has failed, and it adopts the others' token.
          end.back();
          assert.equal(await end.holder.getToken(), token);
          await pause(300);
          assert.deepEqual(server.refused, []);
          assert.equal(await end.rest[0].getToken(), token);
        });

        it(`${fate}, by ${by}, and the rotated refresh token lost with it: one reauthenticate event, no storm`, async (t) => {
          const server = await startRealOrigin(t, { insecure });
          const context = await newContext(t, browser);
          const end = await strikeHolder(browser, context, server, { fate, lost: "answer" });
          for (const { answer } of end.answers) assert.equal(answer, "error: reauthentication_required");
          assert.equal(end.requests, 2, "the holder's, and one of the others'");
          assert.equal(end.reauthenticate, 1);
          end.back?.();
          await pause(1_000);
          assert.equal(server.tokenRequests(), 3, "nothing more is sent");
        });
      }
    });
  }
});
