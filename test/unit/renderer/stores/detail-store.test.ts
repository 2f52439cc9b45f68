import { describe, expect, it } from "vitest";
import { createDetailStore } from "../../../../renderer/stores/detail-store";

describe("the panel at the side", () => {
  it("shows one upload at a time and closes", () => {
    const detail = createDetailStore();
    expect(detail.getState().uploadId).toBeNull();
    detail.open("first");
    detail.open("second");
    expect(detail.getState().uploadId).toBe("second");
    detail.close();
    expect(detail.getState().uploadId).toBeNull();
  });

  it("closes when it is asked again for the upload it shows", () => {
    const detail = createDetailStore();
    detail.toggle("one");
    expect(detail.getState().uploadId).toBe("one");
    detail.toggle("one");
    expect(detail.getState().uploadId).toBeNull();
    detail.toggle("one");
    detail.toggle("other");
    expect(detail.getState().uploadId).toBe("other");
  });

  it("follows the list only while it is open", () => {
    const detail = createDetailStore();
    detail.follow("one");
    expect(detail.getState().uploadId).toBeNull();
    detail.open("one");
    detail.follow("two");
    expect(detail.getState().uploadId).toBe("two");
  });
});
