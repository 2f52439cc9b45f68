import { describe, expect, it } from "vitest";
import { bench, content, expectMore, room, server, stageRocketChat, upload } from "./rocket-chat-stage";

stageRocketChat();

describe("Rocket.Chat's public limits", () => {
  const limited = {
    FileUpload_Enabled: true,
    FileUpload_MaxFileSize: content.length - 1,
    FileUpload_MediaTypeWhiteList: "",
    FileUpload_MediaTypeBlackList: "image/svg+xml",
    Message_MaxAllowedSize: 10,
  };

  it.each([
    ["a larger file", {}, {}, "example.txt", "too-large", null],
    ["a type of the black list", { FileUpload_MaxFileSize: -1 }, {}, "logo.svg", "type-refused", null],
    [
      "a type that the white list leaves out",
      { FileUpload_MaxFileSize: -1, FileUpload_MediaTypeWhiteList: "image/*, application/pdf" },
      {},
      "example.txt",
      "type-refused",
      null,
    ],
    [
      "a long message",
      { FileUpload_MaxFileSize: -1 },
      { msg: "eleven char" },
      "example.txt",
      "invalid-field",
      "msg",
    ],
    [
      "a long description",
      { FileUpload_MaxFileSize: -1 },
      { description: "eleven char" },
      "example.txt",
      "invalid-field",
      "description",
    ],
    [
      "every file where uploads are off",
      { FileUpload_MaxFileSize: -1, FileUpload_Enabled: false },
      {},
      "example.txt",
      "forbidden",
      null,
    ],
  ])("refuse %s before a byte is sent", async (_what, settings, options, name, code, field) => {
    for (const version of ["6.12", "7.0", "8.5"]) {
      expectMore({ version, settings: { ...limited, ...settings } });
      expect((await upload(options, name)).failure).toMatchObject({ field, error: { code } });
    }
    expect(server.requests).toEqual([]);
    expect(server.problems).toEqual([]);
  });

  it.each([
    ["none", { FileUpload_MaxFileSize: -1 }, "example.txt"],
    ["exactly the size", { FileUpload_MaxFileSize: content.length }, "example.txt"],
    ["its kind", { FileUpload_MaxFileSize: -1, FileUpload_MediaTypeWhiteList: "text/*" }, "example.txt"],
    ["a type that says nothing", { FileUpload_MediaTypeWhiteList: "image/*" }, "example.unknown-thing"],
  ])("let pass what they allow: %s", async (_what, settings, name) => {
    expectMore({ settings: { ...limited, FileUpload_MaxFileSize: 1000, ...settings } });
    expect((await upload({}, name)).failure).toBeNull();
  });

  it("are not needed: an upload goes through where the server does not tell them", async () => {
    server.faults = { silent: ["info", "settings.public"] };
    expect((await upload()).failure).toBeNull();
  });

  it("are asked without credentials, and hold for an hour", async () => {
    const session = await bench.adapter.prepare?.(bench.context());
    expect(Number(session?.["expiresAtMs"]) - Date.now()).toBeGreaterThan(59 * 60_000);
    expect(server.questions.length).toBe(2);
    expect(server.problems).toEqual([]);
  });
});

describe("testing a Rocket.Chat destination", () => {
  it("tells version, way and room", async () => {
    expectMore({ version: "8.5" }, { room: room.id });
    const result = await bench.adapter.test(bench.context());
    expect(result).toMatchObject({ ok: true, field: null });
    expect(result.message).toBe(
      'Address, user and token work (Rocket.Chat 8.5, two-step upload). The room is "general".',
    );
    expectMore({ version: "6.9" });
    expect((await bench.adapter.test(bench.context())).message).toContain("6.9, one-step upload");
    expect(server.calls).toEqual([]);
    expect(server.problems).toEqual([]);
  });

  it("names the room, and its id where the room's name was entered", async () => {
    expectMore({}, { room: "nowhere" });
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "room" });
    expectMore({}, { room: room.name });
    expect(await bench.adapter.test(bench.context())).toMatchObject({
      ok: false,
      field: "room",
      hint: '"general" is a name; the id of that room is GENERAL.',
    });
  });

  it("names the token, and speaks of the user id, when the pair is refused", async () => {
    expectMore({}, { userId: "rodriq" });
    const result = await bench.adapter.test(bench.context());
    expect(result).toMatchObject({ ok: false, field: "token" });
    expect(result.hint).toContain("user id");
  });

  it("refuses a user id that no header can carry, before anything is asked", async () => {
    expectMore({}, { userId: "日本" });
    expect(await bench.adapter.test(bench.context())).toMatchObject({ ok: false, field: "userId" });
    expect((await upload()).failure).toMatchObject({ field: "userId", error: { code: "config" } });
    expect(server.requests).toEqual([]);
  });

  it.each(["..", "."])("refuses the room %j, which would change the address", async (id) => {
    expect((await upload({ room: id })).failure).toMatchObject({ field: "room" });
    expect(server.requests).toEqual([]);
  });

  it("says when uploads are switched off", async () => {
    expectMore({ settings: { FileUpload_Enabled: false } });
    expect(await bench.adapter.test(bench.context())).toMatchObject({
      ok: false,
      message: "File uploads are switched off on this server.",
    });
  });
});
