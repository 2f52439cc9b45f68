import { describe, expect, it } from "vitest";
import { openStage, type Stage } from "../../helpers/stage";
import { imkitOk, json } from "../../servers/scripted-service";

const tooMany = (seconds: number) => json(429, { error: "RATE_LIMIT_EXCEEDED", retryAfter: seconds });

/** Two files of one destination, the first of which met a server that asks for five minutes. */
async function heldBack(): Promise<Stage> {
  const stage = await openStage();
  await stage.addRoom("Room", { concurrency: "1" });
  stage.service.answer = tooMany(300);
  await stage.engine.send("Room", await stage.files(2));
  await stage.engine.until(
    "the first one waits",
    async () => (await stage.row("1.txt")).state.kind === "waiting",
  );
  return stage;
}

const tryNow = async (stage: Stage, name: string): Promise<void> =>
  await stage.engine.connection.api.act({ ids: [(await stage.row(name)).id], action: "retry" });

const untilOf = async (stage: Stage): Promise<number> => {
  const { state } = await stage.row("1.txt");
  return state.kind === "waiting" ? (state.until ?? 0) : 0;
};

describe("trying now while a server wants to be left alone", () => {
  it("asks it at once; what it says then is obeyed, and no attempt is burnt", async () => {
    const stage = await heldBack();
    expect(await stage.row("1.txt")).toMatchObject({ state: { reason: "rate-limit" }, attempts: 0 });
    const before = await untilOf(stage);
    stage.service.answer = tooMany(900);
    await tryNow(stage, "1.txt");
    await stage.engine.until("it was refused again", async () => (await untilOf(stage)) > before + 500_000);
    expect(stage.uploads()).toHaveLength(2);
    expect(await stage.row("1.txt")).toMatchObject({ state: { reason: "rate-limit" }, attempts: 0 });
    expect(await stage.row("2.txt")).toMatchObject({ heldBy: { reason: "rate-limit" }, attempts: 0 });

    stage.service.answer = imkitOk(5);
    await tryNow(stage, "1.txt");
    await stage.engine.until("both arrived", async () => (await stage.engine.rows("history")).length === 2);
    for (const row of await stage.engine.rows("history")) expect(row.attempts).toBe(1);
    expect(stage.uploads()).toHaveLength(4);
  });

  it("works for an upload that is only held up behind another one", async () => {
    const stage = await heldBack();
    stage.service.answer = imkitOk(5);
    await tryNow(stage, "2.txt");
    await stage.engine.until("it arrived", async () => (await stage.row("2.txt")).state.kind === "completed");
    // The other one was not meant: it keeps to what it was told.
    expect(await stage.row("1.txt")).toMatchObject({ state: { kind: "waiting", reason: "rate-limit" } });
    expect(stage.uploads()).toHaveLength(2);
    // Nor does a restart bring the wait back that was ended.
    await stage.restart();
    const batch = await stage.engine.send("Room", [await stage.file("3.txt", "12345")]);
    expect((await stage.engine.ended(batch))[0]?.state).toEqual({ kind: "completed" });
  });
});
