import { describe, expect, it } from "vitest";
import { z } from "../../../scripts/build/no-schemas.mjs";

describe("what stands for zod in the page", () => {
  // As the page sees it: anything that a module of electron/shared does while it is read in.
  const zod = z as unknown as typeof import("zod").z;

  it("takes whatever builds a schema", () => {
    const colour = zod.enum(["red", "blue"]);
    const schema = zod.object({ name: zod.string().min(1).max(9), colour: colour.nullable() }).readonly();
    expect(() =>
      zod.discriminatedUnion("kind", [zod.object({ kind: zod.literal("a") })]).optional(),
    ).not.toThrow();
    expect(schema).toBeDefined();
  });

  it("refuses to be used as one", () => {
    expect(() => zod.string().parse("a")).toThrow("The page has no schemas");
    expect(() => zod.string().safeParse("a")).toThrow("The page has no schemas");
    expect(() => zod.enum(["a"]).options).toThrow("The page has no schemas");
    expect(() => [...(zod.string() as unknown as Iterable<string>)]).toThrow("The page has no schemas");
  });
});
