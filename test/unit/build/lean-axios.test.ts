import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { leanCode } from "../../../scripts/build/lean-axios.mjs";

const lean = (path: string) =>
  leanCode(readFileSync(`node_modules/axios/lib/${path}`, "utf8"), `node_modules/axios/lib/${path}`);

describe("axios in the program", () => {
  it("has Node read in neither fetch nor HTTP/2", () => {
    expect(lean("utils.js")).not.toMatch(/\bG\.FormData/);
    for (const path of ["adapters/http.js", "helpers/Http2Sessions.js"])
      expect(lean(path)).not.toMatch(/from 'http2'/);
    expect(lean("adapters/fetch.js").length).toBeLessThan(100);
  });

  it("is otherwise as it came", () => {
    const path = "core/Axios.js";
    expect(lean(path)).toBe(readFileSync(`node_modules/axios/lib/${path}`, "utf8"));
  });

  it("ends the build when it is another axios than the one that was looked at", () => {
    expect(() => leanCode("export {};", "/x/node_modules/axios/lib/utils.js")).toThrow("not as it was");
  });
});
