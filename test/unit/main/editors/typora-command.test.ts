import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { typoraCommand } from "../../../../electron/main/editors/typora-command";

describe("the command for Typora", () => {
  it("is what one would type by hand", () => {
    const parts = { program: "/opt/Waybill/waybill", platform: "linux", destination: "Practice" } as const;
    expect(typoraCommand(parts)).toBe("/opt/Waybill/waybill upload --to Practice");
  });

  it.skipIf(process.platform === "win32")("hands on any name as it is, and nothing else", () => {
    for (const destination of ["Design room", "it's $HOME `x`", 'a "b"; echo c', "设计室", "a\\b"]) {
      const command = typoraCommand({ program: "/usr/bin/printf", platform: "linux", destination });
      const said = execFileSync("sh", ["-c", command.replace(" upload --to ", " '%s' ")], {
        encoding: "utf8",
      });
      expect(said).toBe(destination);
    }
  });

  it("names the command on Windows, and refuses a name that would not arrive", () => {
    const parts = { program: "C:\\Program Files\\Waybill\\Waybill.exe", platform: "win32" } as const;
    expect(typoraCommand({ ...parts, destination: "Design room" })).toBe(
      '"C:\\Program Files\\Waybill\\resources\\bin\\waybill.cmd" upload --to "Design room"',
    );
    for (const destination of ['a "b"', "100 %PATH%"]) {
      expect(() => typoraCommand({ ...parts, destination })).toThrow("Windows can't hand");
    }
  });
});
