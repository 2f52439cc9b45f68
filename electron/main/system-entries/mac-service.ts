import { dirname, join } from "node:path";
import { shellQuoted } from "../shell-quoted";
import type { EntryFile } from "./linux-entries";
import { propertyList } from "./property-list";

const name = "Send with Waybill";

/** The folder of the service, below the user's home. Where it is, macOS shows it in Finder under Quick Actions and Services. */
export function macServiceFolder(home: string): string {
  return join(home, "Library", "Services", `${name}.workflow`);
}

/**
 * A service of Finder's as Automator writes it: a shell script that opens the chosen files with this copy. It needs no code
 * of macOS' own, which Electron has no call for.
 */
export function macServiceEntries(program: string, home: string): readonly EntryFile[] {
  // Waybill.app/Contents/MacOS/Waybill
  const application = dirname(dirname(dirname(program)));
  const entry = (file: string, content: string): EntryFile => ({
    path: join(macServiceFolder(home), "Contents", file),
    content,
    isExecutable: false,
  });
  const service = {
    NSMenuItem: { default: name },
    NSMessage: "runWorkflowAsService",
    NSRequiredContext: { NSApplicationIdentifier: "com.apple.finder" },
    NSSendFileTypes: ["public.item"],
  };
  return [
    entry("Info.plist", propertyList({ CFBundleName: name, NSServices: [service] })),
    entry("document.wflow", propertyList(workflow(`exec /usr/bin/open -a ${shellQuoted(application)} "$@"`))),
  ];
}

/** One action, "Run Shell Script", with the chosen files as its arguments (`inputMethod` 1). */
function workflow(script: string) {
  const paths = { Container: "List", Types: ["com.apple.cocoa.path"] };
  const action = {
    AMAccepts: { ...paths, Optional: true },
    AMActionVersion: "2.0.3",
    AMApplication: ["Automator"],
    AMProvides: paths,
    ActionBundlePath: "/System/Library/Automator/Run Shell Script.action",
    ActionName: "Run Shell Script",
    ActionParameters: {
      COMMAND_STRING: script,
      CheckedForUserDefaultShell: true,
      inputMethod: 1,
      shell: "/bin/sh",
      source: "",
    },
    BundleIdentifier: "com.apple.RunShellScript",
    CFBundleVersion: "2.0.3",
    "Class Name": "RunShellScriptAction",
    isViewVisible: 1,
  };
  return {
    AMApplicationBuild: "523",
    AMApplicationVersion: "2.10",
    AMDocumentVersion: "2",
    actions: [{ action, isViewVisible: 1 }],
    connectors: {},
    workflowMetaData: {
      serviceApplicationBundleID: "com.apple.finder",
      serviceInputTypeIdentifier: "com.apple.Automator.fileSystemObject",
      serviceOutputTypeIdentifier: "com.apple.Automator.nothing",
      serviceProcessesInput: 0,
      workflowTypeIdentifier: "com.apple.Automator.servicesMenu",
    },
  };
}
