import assert from "node:assert/strict";
import { test } from "node:test";
import { around, between, limits, NEWEST, nextStep, STEP } from "../app/span.js";

const messages = (from, to) => Array.from({ length: to - from }, (_, n) => ({ key: `m${from + n}` }));
const stand = ({ from, to }) => [from, to];

test("the newest are drawn first, and a stretch grows with what comes behind it", () => {
  const all = messages(0, 500);
  assert.deepEqual(stand(limits(all, NEWEST, true)), [490, 500]);
  const span = between(all, 460, 500);
  assert.deepEqual(stand(limits([...all, { key: "w1" }], span, true)), [460, 501]);
  assert.deepEqual(stand(limits([...all, { key: "w1" }], span, false)), [460, 501]);
});

test("older ones before it move it, and what comes far below it does not", () => {
  const all = messages(100, 500);
  const span = between(all, 50, 90);
  assert.deepEqual(stand(limits(messages(0, 600), span, false)), [150, 190]);
});

test("of many that come at once who follows sees the newest, and who reads further up stays", () => {
  const all = messages(0, 500);
  const span = between(all, 400, 500);
  assert.deepEqual(stand(limits(messages(0, 1500), span, true)), [1490, 1500]);
  assert.deepEqual(stand(limits(messages(0, 1500), span, false)), [400, 500]);
  assert.deepEqual(stand(limits(messages(0, 515), span, true)), [400, 515]);
});

test("nothing left of it: the newest again", () => {
  const span = between(messages(0, 500), 100, 200);
  assert.deepEqual(limits(messages(600, 900), span, false), { from: 290, to: 300, lost: true });
  assert.deepEqual(limits([], span, false), { from: 0, to: 0, lost: true });
  assert.deepEqual(limits([], NEWEST, true), { from: 0, to: 0, lost: false });
});

test("around a message, at the ends too", () => {
  const all = messages(0, 500);
  assert.deepEqual(stand(limits(all, around(all, 100), false)), [97, 109]);
  assert.deepEqual(stand(limits(all, around(all, 0), false)), [0, 9]);
  assert.deepEqual(stand(limits(all, around(all, 499), false)), [496, 500]);
  assert.equal(around(all, 499).end, "");
});

test("a slow device draws less in a frame, and more again once it keeps up", () => {
  let step = STEP;
  for (let n = 0; n < 5; n += 1) step = nextStep(step, 60);
  assert.equal(step, 2);
  assert.equal(nextStep(2, 30), 2);
  for (let n = 0; n < 10; n += 1) step = nextStep(step, 16);
  assert.equal(step, STEP);
  assert.equal(nextStep(STEP, 5000), STEP, "it was at rest");
});
