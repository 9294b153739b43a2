import assert from "node:assert/strict";
import { test } from "node:test";
import { inCapitals, qrCode, qrPath } from "../app/qr.js";

test("an address in capitals is a short code, and its path has its dark modules", () => {
  assert.equal(inCapitals("http://192.168.1.20:12345/"), "HTTP://192.168.1.20:12345");
  assert.equal(inCapitals("http://a/b"), "http://a/b");
  const code = qrCode("HTTP://192.168.1.20:12345");
  assert.equal(code?.length, 25);
  assert.equal(
    code?.flat().filter(Boolean).length,
    [...qrPath(code).matchAll(/h(\d+)v/g)].reduce((sum, run) => sum + Number(run[1]), 0),
  );
  assert.equal(qrCode("x".repeat(300)), null);
});
