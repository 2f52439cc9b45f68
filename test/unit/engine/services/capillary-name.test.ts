import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../../electron/engine/failure";
import { targetName } from "../../../../electron/engine/services/capillary-name";
import type { UploadJob } from "../../../../electron/engine/services/service";

function job(filename: string | null, file: { name?: string; size?: number; id?: string } = {}): UploadJob {
  return {
    uploadId: file.id ?? "u1",
    destination: { id: "d", name: "D", service: "capillary", settings: {}, secrets: {} },
    options: filename === null ? {} : { filename },
    file: { name: file.name ?? "Photo 1.final.JPG", size: file.size ?? 51, contentType: "image/jpeg" },
    createdAt: "2026-03-01T23:59:59.000Z",
  };
}

function refusalOf(filename: string, name?: string): string {
  const failure = targetName(job(filename, name === undefined ? {} : { name }));
  if (!(failure instanceof Failure)) throw new Error(`"${failure}" was not refused`);
  expect(failure).toMatchObject({ class: "permanent", field: "filename", error: { code: "invalid-field" } });
  return failure.error.message;
}

describe("the name of a Capillary upload", () => {
  it.each([
    [null, "Photo 1.final.JPG"],
    ["", "Photo 1.final.JPG"],
    ["{name}", "Photo 1.final.JPG"],
    ["{stem}.{ext}", "Photo 1.final.JPG"],
    ["{stem}-{date}.{ext}", "Photo 1.final-2026-03-01.JPG"],
    ["logo.png", "logo.png"],
    ["{name}.png", "Photo 1.final.JPG.png"],
    [" logo.png ", "logo.png"],
    ["a/b\\c\n.png", "a_b_c_.png"],
    ["{stem}/{ext}.x", "Photo 1.final_JPG.x"],
  ])("made with %j is %s", (filename, expected) => {
    expect(targetName(job(filename))).toBe(expected);
  });

  it("takes braces in a file's own name as they are", () => {
    expect(targetName(job("{name}", { name: "{date}{x.png" }))).toBe("{date}{x.png");
  });

  it("has eight characters that differ between uploads and stay the same over the tries of one", () => {
    const first = targetName(job("{hash8}.{ext}"));
    const expected = createHash("sha256")
      .update("Photo 1.final.JPG\u000051\u0000u1")
      .digest("hex")
      .slice(0, 8);
    expect(first).toBe(`${expected}.JPG`);
    expect(targetName(job("{hash8}.{ext}"))).toBe(first);
    for (const other of [{ id: "u2" }, { size: 52 }, { name: "Photo 2.JPG" }]) {
      expect(targetName(job("{hash8}.{ext}", other))).not.toBe(first);
    }
  });

  it("takes today's date where it is not known when the file was added", () => {
    const { createdAt: _unknown, ...fresh } = job("{date}.png");
    expect(targetName(fresh)).toMatch(/^\d{4}-\d{2}-\d{2}\.png$/);
  });

  it.each(["..", ".", "{ext}", "photo", "photo.", ".png", "{stem}", "{ext}.", "/"])(
    "is refused as %s",
    (filename) => {
      refusalOf(filename, "noextension");
    },
  );

  it("is refused with an unknown placeholder, which is named beside the known ones", () => {
    expect(refusalOf("{stem}-{year}.png")).toContain("{year}");
    expect(refusalOf("{}.png")).toContain("{}");
    expect(refusalOf("{Name}")).toContain("{Name}");
    expect(refusalOf("{name")).toContain("brace");
    expect(refusalOf("{{name}}")).toContain("brace");
  });
});
