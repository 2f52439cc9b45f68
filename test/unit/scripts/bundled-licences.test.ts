import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { licenceOf, licenceSection, packageFolder } from "../../../scripts/build/bundled-licences.mjs";

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

  it("are read from a README where there is no file, and never taken from one word there", () => {
    const terms = "Permission is hereby granted ".repeat(10).trim();
    expect(licenceSection(`# a\n\nLicense\n-------\n\n${terms}\n\n## Next\nmore`)).toBe(terms);
    expect(licenceSection(`# a\n\n## License\n\n${terms}\n\nNext\n----\nmore`)).toBe(terms);
    expect(licenceSection("## License\n\nMIT")).toBe("");
  });

  it("stop the build where a package says nothing of its terms", () => {
    const folder = mkdtempSync(join(tmpdir(), "waybill-licence-"));
    const write = (facts: object) => writeFileSync(join(folder, "package.json"), JSON.stringify(facts));
    write({ name: "silent", version: "1.0.0" });
    expect(() => licenceOf(folder)).toThrow("silent 1.0.0");
    write({ name: "named", version: "1.0.0", license: "MIT", author: "Somebody" });
    expect(licenceOf(folder).text).toContain("Copyright (c) Somebody");
    rmSync(folder, { recursive: true });
  });
});
