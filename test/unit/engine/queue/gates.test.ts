import { describe, expect, it } from "vitest";
import { Gates } from "../../../../electron/engine/queue/gates";
import { uploadError } from "../../../../electron/shared/upload-error";
import { FakeClock } from "../../../helpers/fake-clock";

const refused = { reason: "auth", error: uploadError("auth") } as const;
const limited = { reason: "rate-limit", error: uploadError("rate-limited") } as const;

describe("Gates", () => {
  it("holds one destination until its time and lets the others go", () => {
    const clock = new FakeClock();
    let opened = 0;
    const gates = new Gates(clock, {
      opened: () => {
        opened += 1;
      },
      changed: () => {},
    });
    gates.close("a", limited, 5_000);
    expect(gates.of("a")).toEqual({ ...limited, until: clock.now() + 5_000 });
    expect(gates.of("b")).toBeNull();
    clock.advance(4_999);
    expect(opened).toBe(0);
    clock.advance(1);
    expect(gates.of("a")).toBeNull();
    expect(opened).toBe(1);
  });

  it("keeps a destination with refused credentials closed whatever time passes, until it is opened", () => {
    const clock = new FakeClock();
    const gates = new Gates(clock, { opened: () => {}, changed: () => {} });
    gates.close("a", refused, null);
    gates.close("a", limited, 1_000);
    clock.advance(86_400_000);
    expect(gates.of("a")).toEqual({ ...refused, until: null });
    gates.open("a");
    expect(gates.of("a")).toBeNull();
  });
});
