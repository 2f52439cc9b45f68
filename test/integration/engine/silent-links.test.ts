import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { type Clock, systemClock } from "../../../electron/engine/ports";
import { saveRoom, startEngine, temporaryFolder } from "../../helpers/engine";
import { imkitOk, startScriptedService } from "../../servers/scripted-service";

const environment = { ROOM_TOKEN: "user-token-0123456789", ROOM_KEY: "client-key-0123456789" };
const hurriedClock: Clock = {
  ...systemClock,
  after: (delayMs, ring) => systemClock.after(delayMs / 20, ring),
};

it("announces a delivered upload in time though its links never come, and whatever is collected as garbage meanwhile", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const folder = await temporaryFolder();
  const service = await startScriptedService((response, seen, socket) => {
    if (seen.method === "POST") return imkitOk(5)(response, seen, socket);
  });
  const engine = await startEngine(join(folder.path, "profile"), { environment, clock: hurriedClock });
  await saveRoom(engine, service.baseUrl);
  const path = join(folder.path, "a.txt");
  await writeFile(path, "12345");
  const batchId = await engine.send("Room", [path]);
  await engine.until("it is announced", async () => {
    collectGarbage();
    return (await engine.connection.api.standing({ batchId })).moving === 0;
  });
  expect(service.seen.some((request) => request.method === "GET")).toBe(true);
  expect((await engine.rows("history"))[0]?.state.kind).toBe("completed");
  await engine.close();
  await service.close();
  await folder.remove();
});
