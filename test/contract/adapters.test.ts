import { describe, expect, it } from "vitest";
import { adapterFor, listServices } from "../../electron/engine/services/index";
import { describeAdapter } from "./contract-suite";
import { fixtures } from "./fixtures";

describe("the registry and the contract suite", () => {
  it("have a fixture for every service and no other", () => {
    expect(Object.keys(fixtures).sort()).toEqual(
      listServices()
        .map((service) => service.id)
        .sort(),
    );
  });
});

for (const [service, fixture] of Object.entries(fixtures)) {
  describeAdapter(service, fixture, () => adapterFor(service), 300_000_000);
}
