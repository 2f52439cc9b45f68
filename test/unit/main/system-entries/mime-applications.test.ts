import { describe, expect, it } from "vitest";
import {
  isRemoved,
  withAssociation,
  withoutAssociation,
} from "../../../../electron/main/system-entries/mime-applications";

const link = { type: "x-scheme-handler/waybill", entry: "waybill.desktop" };

describe("what a user chose to open a type with", () => {
  it("loses one program and keeps every other line as it is, comments too", () => {
    const text = [
      ...[
        "# mine",
        "[Default Applications]",
        "x-scheme-handler/waybill=waybill.desktop",
        "text/html=a.desktop;",
      ],
      ...["", "[Added Associations]", "x-scheme-handler/waybill=other.desktop;waybill.desktop;", ""],
    ].join("\n");
    expect(withoutAssociation(text, link, false)).toBe(
      [
        ...["# mine", "[Default Applications]", "text/html=a.desktop;"],
        ...["", "[Added Associations]", "x-scheme-handler/waybill=other.desktop;", ""],
      ].join("\n"),
    );
  });

  it("says that it was taken away, in the group that is there or in a new one, and takes that back", () => {
    const taken = withoutAssociation("", link, true);
    expect(taken).toBe("[Removed Associations]\nx-scheme-handler/waybill=waybill.desktop;\n");
    expect(isRemoved(taken, link)).toBe(true);
    expect(isRemoved(withAssociation(taken, link), link)).toBe(false);
    const known = "[Removed Associations]\ntext/plain=a.desktop;\n[Default Applications]\n";
    const more = withoutAssociation(known, link, true);
    expect(isRemoved(more, link)).toBe(true);
    expect(withAssociation(more, link)).toBe(known);
    expect(withoutAssociation(more, link, true)).toBe(more);
  });

  it("is not read from other groups", () => {
    expect(isRemoved("[Default Applications]\nx-scheme-handler/waybill=waybill.desktop;\n", link)).toBe(
      false,
    );
  });
});
