import { describe, expect, it } from "vitest";
import type * as Registry from "../../electron/engine/services/index";
import { compilerComplaints, contributingSample, writeSample } from "../helpers/contributing-sample";
import { startStrictParcelServer } from "../servers/strict-parcel-server";
import { describeAdapter } from "./contract-suite";
import type { ServiceFixture } from "./fixtures";

const sample = contributingSample();
const registry: typeof Registry = await import(writeSample(sample));

const parcel: ServiceFixture = {
  forms: { multipart: {} },
  wrong: [],
  readName: (name, encoding) => (encoding === "percent" ? encodeURIComponent(name) : name),
  async start() {
    const expected = { apiKey: "key-7c1f0a94be", shelf: "left shelf" };
    const server = await startStrictParcelServer(expected);
    return Object.assign(server, {
      settings: { baseUrl: server.baseUrl },
      secrets: { apiKey: expected.apiKey },
      options: { shelf: expected.shelf },
      answerUploads: (status: number, body: string, headers = {}) => {
        server.faults = { answer: { status, body, headers } };
      },
      loseAnswers: () => {
        server.faults = { loseAnswer: true };
      },
    });
  },
};

describe("the sample service of CONTRIBUTING.md", () => {
  it("compiles by the engine's own rules", { timeout: 120_000 }, () => {
    expect(compilerComplaints(sample)).toEqual([]);
  });

  it("is a service like all others with one file and one line", () => {
    const ids = registry.listServices().map(({ id }) => id);
    expect(ids.at(-1)).toBe("parcel");
    expect(ids.length).toBeGreaterThan(5);
    const keys = registry.adapterFor("parcel").info.destinationFields.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(["baseUrl", "apiKey", "concurrency", "proxy"]));
  });
});

describeAdapter("parcel", parcel, () => registry.adapterFor("parcel"), 20_000_000);
