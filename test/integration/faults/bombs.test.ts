import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { runTypescript } from "../../helpers/run-typescript";

describe("N18: an answer of half a gigabyte", () => {
  it("S-24 half a gigabyte, plain, packed small, or in 100,000 headers, is unknown and takes next to no memory", async () => {
    const server = await runTypescript(resolve(import.meta.dirname, "bomb-server-program.ts"));
    const port = await server.line((line) => /^\d+$/.test(line));
    const addresses = ["gzip", "plain", "headers"].map((name) => `http://127.0.0.1:${port}/${name}`);
    const client = await runTypescript(resolve(import.meta.dirname, "bomb-client-program.ts"), addresses);
    expect(await client.ended).toBe(0);
    server.process.kill("SIGKILL");
    await server.ended;
    const results = client.lines.map((line) => JSON.parse(line));
    expect(results.map((result) => result.outcome)).toEqual(Array(3).fill("unknown/outcome-unknown"));
    for (const { grownMiB } of results) expect(grownMiB).toBeLessThanOrEqual(32);
  });
});
