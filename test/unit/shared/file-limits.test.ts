import { describe, expect, it } from "vitest";
import { refusesType } from "../../../electron/shared/file-limits";

const refuses = (contentType: string, accepted: readonly string[], refused: readonly string[]) =>
  refusesType({ acceptedTypes: accepted, refusedTypes: refused }, contentType);

describe("whether a file of a type is refused", () => {
  it("nothing is while nothing is said", () => {
    expect(refuses("image/png", [], [])).toBe(false);
    expect(refuses("", [], [])).toBe(false);
  });

  it("by its name or its kind, whatever its parameters and letters", () => {
    expect(refuses("image/svg+xml", [], ["image/svg+xml"])).toBe(true);
    expect(refuses("Text/HTML; charset=utf-8", [], ["text/*"])).toBe(true);
    expect(refuses("image/png", [], ["image/svg+xml"])).toBe(false);
  });

  it("where others alone are taken, unless its type says nothing", () => {
    expect(refuses("video/mp4", ["image/*", "application/pdf"], [])).toBe(true);
    expect(refuses("application/pdf", ["image/*", "application/pdf"], [])).toBe(false);
    expect(refuses("application/octet-stream", ["image/*"], [])).toBe(false);
    expect(refuses("", ["image/*"], [])).toBe(false);
  });

  it("although it is taken by its kind", () => {
    expect(refuses("image/svg+xml", ["image/*"], ["image/svg+xml"])).toBe(true);
  });
});
