import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { macServiceEntries, macServiceFolder } from "../../../../electron/main/system-entries/mac-service";
import { SystemEntries } from "../../../../electron/main/system-entries/system-entries";
import { missingProgram } from "../../../e2e/keyring";

const program = "/Applications/Tom & Ann's <new>/Waybill.app/Contents/MacOS/Waybill";

/** What another reader of property lists than ours makes of one. */
function read(content: string): unknown {
  const script = "import json,plistlib,sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))";
  return JSON.parse(execFileSync("python3", ["-c", script], { input: content, encoding: "utf8" }));
}

const workflowSchema = z.object({
  actions: z.array(
    z.object({
      action: z.object({
        BundleIdentifier: z.string(),
        ActionParameters: z.object({
          COMMAND_STRING: z.string(),
          inputMethod: z.number(),
          shell: z.string(),
        }),
      }),
    }),
  ),
  workflowMetaData: z.object({
    serviceInputTypeIdentifier: z.string(),
    workflowTypeIdentifier: z.string(),
  }),
});

describe("the service in macOS' Finder, as a plan", () => {
  it.skipIf(missingProgram(["python3"]) !== null)(
    "hands the chosen files on to this copy, whatever they are called",
    () => {
      const [info, document] = macServiceEntries(program, "/Users/me");
      expect(info?.path).toBe("/Users/me/Library/Services/Send with Waybill.workflow/Contents/Info.plist");
      expect(read(info?.content ?? "")).toMatchObject({
        NSServices: [{ NSMenuItem: { default: "Send with Waybill" }, NSMessage: "runWorkflowAsService" }],
      });
      const { actions, workflowMetaData } = workflowSchema.parse(read(document?.content ?? ""));
      expect(workflowMetaData).toEqual({
        serviceInputTypeIdentifier: "com.apple.Automator.fileSystemObject",
        workflowTypeIdentifier: "com.apple.Automator.servicesMenu",
      });
      const { COMMAND_STRING: script, inputMethod, shell } = actions[0]?.action.ActionParameters ?? {};
      expect([inputMethod, shell]).toEqual([1, "/bin/sh"]);
      expect(script).toMatch(/^exec \/usr\/bin\/open /);
      const said = execFileSync(
        "sh",
        [
          "-c",
          (script ?? "").replace("exec /usr/bin/open", "printf '%s\\n'"),
          "sh",
          "/a b.png",
          "/it's $HOME.png",
        ],
        { encoding: "utf8" },
      );
      const application = "/Applications/Tom & Ann's <new>/Waybill.app";
      expect(said).toBe(["-a", application, "/a b.png", "/it's $HOME.png", ""].join("\n"));
    },
  );

  it("is written and removed without a trace, and counts only while it leads to this copy", async () => {
    const home = mkdtempSync(join(tmpdir(), "waybill-mac-"));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const entriesOf = (path: string) =>
      new SystemEntries(
        { platform: "darwin", environment: {}, home, program: path },
        {
          app: {
            isDefaultProtocolClient: () => false,
            setAsDefaultProtocolClient: () => false,
            removeAsDefaultProtocolClient: () => false,
          },
          shortcuts: { targetOf: () => null, write: () => {}, remove: () => {} },
        },
      );
    const entries = entriesOf(program);
    expect((await entries.status()).fileManagers).toBe("off");
    await entries.setFileManagers(true);
    expect((await entries.status()).fileManagers).toBe("on");
    expect((await entriesOf("/Applications/Old.app/Contents/MacOS/Waybill").status()).fileManagers).toBe(
      "off",
    );
    for (const { path, content } of macServiceEntries(program, home))
      expect(readFileSync(path, "utf8")).toBe(content);
    await entries.setFileManagers(false);
    expect(existsSync(macServiceFolder(home))).toBe(false);
  });
});
