import { expect, it } from "vitest";
import { Announcer } from "../../../electron/engine/announcer";
import { FakeClock } from "../../helpers/fake-clock";
import { openStore } from "./store/store-fixture";

it("an announcer that is closed asks the records nothing, whatever ends later", () => {
  const { store, database } = openStore();
  const clock = new FakeClock();
  const announcer = new Announcer(clock, store);
  announcer.changed("first");
  expect(clock.armed).toBe(1);
  announcer.close();
  database.close();
  announcer.changed("late");
  announcer.changedMany();
  announcer.flush();
  expect(clock.armed).toBe(0);
});
