import { describe, expect, it } from "vitest";
import { isLoopback } from "../../../../electron/engine/http/loopback";

describe("this computer itself", () => {
  it.each([
    "http://127.0.0.1:80",
    "http://127.1",
    "http://0x7f000001",
    "http://localhost",
    "http://app.localhost",
    "http://LOCALHOST.",
    "http://[::1]:1",
    "http://[::ffff:127.0.0.1]",
  ])("is %s", (url) => {
    expect(isLoopback(new URL(url))).toBe(true);
  });

  it.each([
    "http://127.0.0.1.example",
    "http://localhost.example",
    "http://128.0.0.1",
    "http://10.0.0.1",
    "http://[::2]",
    "http://0.0.0.0",
    "http://[::ffff:10.0.0.1]",
  ])("is not %s", (url) => {
    expect(isLoopback(new URL(url))).toBe(false);
  });
});
