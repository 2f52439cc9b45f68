import { describe, expect, it } from "vitest";
import type { Delivered, Session } from "../../electron/engine/services/service";
import { bench, content, expectMore, server, stageRocketChat, upload } from "./rocket-chat-stage";

stageRocketChat();

async function delivered(): Promise<Delivered> {
  const { receipt } = await upload();
  if (receipt === null) throw new Error("nothing was delivered");
  server.calls.length = 0;
  const file = { name: "example.txt", size: content.length, contentType: "text/plain" };
  return { receipt, secrets: {}, file };
}

async function remove(parcel: Delivered): Promise<string | undefined> {
  const session: Session = (await bench.adapter.prepare?.(bench.context())) ?? {};
  return await bench.adapter.remove?.(bench.context(), parcel, session);
}

describe("deleting at Rocket.Chat (services.md 2.4)", () => {
  it("deletes the file where a recent server has a way to", async () => {
    expectMore({ version: "8.5", deletesFiles: true });
    const parcel = await delivered();
    expect(await remove(parcel)).toBe("removed");
    expect(server.problems).toEqual([]);
    expect(server.calls).toEqual(["uploads.delete"]);
    expect(server.files).toEqual([]);
  });

  it("deletes the message with its file where the server has only that", async () => {
    expectMore({ version: "8.1" });
    const parcel = await delivered();
    expect(await remove(parcel)).toBe("removed");
    expect(server.problems).toEqual([]);
    expect(server.calls).toEqual(["uploads.delete", "chat.delete"]);
    expect([server.files, server.messages]).toEqual([[], []]);
  });

  it("does not ask a server before 8.0 for what it can't have", async () => {
    expectMore({ version: "7.10" });
    expect(await remove(await delivered())).toBe("removed");
    expect(server.problems).toEqual([]);
    expect(server.calls).toEqual(["chat.delete"]);
  });

  it("finds that it is gone already, and that is no failure", async () => {
    expectMore({ version: "7.10" });
    const parcel = await delivered();
    expect(await remove(parcel)).toBe("removed");
    expect(await remove(parcel)).toBe("absent");
  });

  it("takes the message away too where a 404 leaves open whether the file or the way to delete it is missing", async () => {
    expectMore({ version: "8.5", deletesFiles: true });
    const parcel = await delivered();
    await remove(parcel);
    expect(server.messages.length).toBe(1);
    expect(await remove(parcel)).toBe("removed");
    expect(server.messages).toEqual([]);
    expect(await remove(parcel)).toBe("absent");
  });

  it("says why the server does not let it be deleted, in the server's words", async () => {
    expectMore({ version: "7.10" });
    const parcel = await delivered();
    const body = {
      success: false,
      error: "Not allowed [error-action-not-allowed]",
      errorType: "error-action-not-allowed",
    };
    server.faults = { answer: { status: 400, body } };
    await expect(remove(parcel)).rejects.toMatchObject({
      class: "permanent",
      error: { code: "forbidden", message: "Not allowed" },
    });
    expect(server.files.length).toBe(1);
  });

  it("says so when this account may not, or is not signed in any more", async () => {
    expectMore({ version: "8.5", deletesFiles: true });
    const parcel = await delivered();
    server.faults = { answer: { status: 403, body: { success: false, error: "forbidden" } } };
    await expect(remove(parcel)).rejects.toMatchObject({ error: { code: "forbidden" } });
    expect(server.calls).toEqual(["uploads.delete"]);
    server.faults = {};
    server.expected = { ...server.expected, token: "another" };
    await expect(remove(parcel)).rejects.toMatchObject({ class: "auth", error: { code: "auth" } });
  });

  it("claims nothing when the answer is lost or can't be read", async () => {
    expectMore({ version: "7.10" });
    const parcel = await delivered();
    server.faults = { answer: { status: 200, body: "<html>Sign in</html>" } };
    await expect(remove(parcel)).rejects.toMatchObject({ error: { code: "bad-response" } });
    server.faults = { lose: ["chat.delete"] };
    await expect(remove(parcel)).rejects.toMatchObject({ class: "unknown" });
    server.faults = {};
    expect(await remove(parcel)).toBe("absent");
  });

  it("says honestly that it does not know the message, where only messages can be deleted", async () => {
    expectMore({ version: "7.10" });
    const parcel = await delivered();
    const { messageId: _unknown, ...remote } = parcel.receipt.remote;
    const looked = { ...parcel, receipt: { ...parcel.receipt, remote } };
    await expect(remove(looked)).rejects.toMatchObject({ error: { code: "endpoint-gone" } });
    expect(server.calls).toEqual([]);
  });
});
