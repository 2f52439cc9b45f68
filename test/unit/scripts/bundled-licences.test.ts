import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { licenceOf, packageFolder } from "../../../scripts/build/bundled-licences.mjs";

const root = resolve(import.meta.dirname, "../../..");

describe("the licences of what is bundled", () => {
  it("belong to the package of each module, also a scoped or a nested one", () => {
    const folder = (path: string) => packageFolder(`/app/node_modules/${path}`);
    expect(folder("react/index.js")).toBe("/app/node_modules/react");
    expect(folder("@scope/name/dist/a.mjs?commonjs")).toBe("/app/node_modules/@scope/name");
    expect(folder("outer/node_modules/inner/a.js")).toBe("/app/node_modules/outer/node_modules/inner");
    expect(packageFolder("\0/app/node_modules/react/index.js")).toBe("/app/node_modules/react");
    expect(packageFolder("/app/electron/main/main.ts")).toBeNull();
  });

  it("have name, version, identifier and the text that came along", () => {
    const react = licenceOf(resolve(root, "node_modules/react"));
    expect(react).toMatchObject({ name: "react", licence: "MIT" });
    expect(react.text).toContain("Permission is hereby granted");
  });
});
