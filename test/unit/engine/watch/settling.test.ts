import { expect, test } from "vitest";
import { SettlingFiles } from "../../../../electron/engine/watch/settling";
import { FakeClock } from "../../../helpers/fake-clock";

function files(settleMs = 2_000) {
  const clock = new FakeClock();
  return { clock, files: new SettlingFiles(clock, settleMs) };
}
const mark = (size: number) => ({ size, modifiedAtMs: 1_700_000_000_000 });

test("a file is settled when it has not changed for the time set, and not before", async () => {
  const { clock, files: settling } = files();
  settling.note("/in/a", mark(1));
  await clock.advance(1_999);
  expect(settling.due()).toEqual([]);
  expect(settling.nextDueInMs()).toBe(1);
  await clock.advance(1);
  expect(settling.due()).toEqual(["/in/a"]);
});

test("a file that grows begins its wait anew; seeing it unchanged does not", async () => {
  const { clock, files: settling } = files();
  settling.note("/in/a", mark(1));
  await clock.advance(1_500);
  settling.note("/in/a", mark(2));
  await clock.advance(1_500);
  settling.note("/in/a", mark(2));
  expect(settling.due()).toEqual([]);
  await clock.advance(500);
  expect(settling.due()).toEqual(["/in/a"]);
});

test("the clock on the wall may jump: only time that passed counts", async () => {
  const { clock, files: settling } = files();
  settling.note("/in/a", mark(1));
  clock.jump(10 * 365 * 86_400_000);
  expect(settling.due()).toEqual([]);
});

test("a forgotten file is waited for no more", () => {
  const { files: settling } = files(0);
  settling.note("/in/a", mark(1));
  settling.forget("/in/a");
  expect(settling.due()).toEqual([]);
  expect(settling.nextDueInMs()).toBeNull();
});
