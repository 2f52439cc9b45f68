import { join } from "node:path";
import { linkScheme } from "../deep-link";
import { shellQuoted } from "../shell-quoted";
import { quotedExec } from "./desktop-exec";

/** A file that the desktop reads. */
export interface EntryFile {
  readonly path: string;
  readonly content: string;
  /** File managers run scripts, and KDE reads service menus, only when they may be executed. */
  readonly isExecutable: boolean;
}

/** A file that puts Waybill into a file manager's menu. */
export interface FileManagerEntry extends EntryFile {
  /** Below the user's data folder, or the system's. */
  readonly place: string;
  /**
   * A package installs it for all users (electron-builder.yml), and a file of the same name in a user's own folder takes its
   * place. Nemo shows both then, PCManFM the package's; GNOME Files has none for all users.
   */
  readonly isForAll: boolean;
}

const name = "Send with Waybill";
const chineseName = "用 Waybill 发送";

/**
 * The entries for the menus of the Linux file managers that take a plain file in the user's own folder. Each is read by its own
 * file manager alone.
 */
export function fileManagerEntries(program: string, dataDirectory: string): readonly FileManagerEntry[] {
  const exec = quotedExec(program);
  const entry = (
    place: string,
    lines: readonly string[],
    more: { readonly isExecutable?: boolean; readonly isForAll?: boolean } = {},
  ): FileManagerEntry => ({
    place,
    path: join(dataDirectory, place),
    content: `${lines.join("\n")}\n`,
    isExecutable: more.isExecutable ?? false,
    isForAll: more.isForAll ?? false,
  });
  const words = [`Name=${name}`, `Name[zh_CN]=${chineseName}`];
  return [
    // GNOME Files and Caja: "Scripts" in the menu. The chosen files come as arguments, by name alone within their folder.
    entry(`nautilus/scripts/${name}`, ["#!/bin/sh", `exec ${shellQuoted(program)} -- "$@"`], {
      isExecutable: true,
    }),
    // Nemo (Cinnamon).
    entry("nemo/actions/waybill.nemo_action", [
      ...["[Nemo Action]", ...words, "Icon-Name=waybill"],
      ...[`Exec=${exec} %F`, "Selection=NotNone", "Extensions=any;", "Quote=double"],
    ]),
    // Dolphin (KDE).
    entry(
      "kio/servicemenus/waybill.desktop",
      [
        ...["[Desktop Entry]", "Type=Service", "X-KDE-ServiceTypes=KonqPopupMenu/Plugin"],
        ...["MimeType=application/octet-stream;inode/directory;", "Actions=sendWithWaybill;", ""],
        ...["[Desktop Action sendWithWaybill]", ...words, "Icon=waybill", `Exec=${exec} %F`],
      ],
      { isExecutable: true, isForAll: true },
    ),
    // Thunar (Xfce): "Send To" in the menu. It takes the types that are named for the only ones: none stands for all.
    entry(
      "Thunar/sendto/waybill.desktop",
      [
        ...["[Desktop Entry]", "Type=Application", "Version=1.0", ...words, "Icon=waybill"],
        `Exec=${exec} %F`,
      ],
      { isForAll: true },
    ),
    // PCManFM and others that follow the specification of DES-EMA for file managers' actions.
    entry("file-manager/actions/waybill.desktop", [
      ...["[Desktop Entry]", "Type=Action", ...words, "Icon=waybill", "Profiles=send;", ""],
      ...["[X-Action-Profile send]", "MimeTypes=all/all;", `Exec=${exec} %F`],
    ]),
  ];
}

/** The name of Waybill's own entry, in the system's folders or the user's. */
export const ownEntryName = "waybill.desktop";

/** Waybill's own entry, for a copy that was not installed by the system: the menu of programs, "Open with", and links. */
export function ownEntry(program: string, dataDirectory: string): EntryFile {
  const exec = quotedExec(program);
  const lines = [
    ...["[Desktop Entry]", "Type=Application", "Version=1.0", "Name=Waybill"],
    ...["GenericName=Upload manager", "GenericName[zh_CN]=上传管理器", "Icon=waybill", "Terminal=false"],
    ...["Categories=Network;FileTransfer;", "StartupWMClass=waybill", `Exec=${exec} %U`],
    `MimeType=x-scheme-handler/${linkScheme};`,
    ...["Actions=Choose;Clipboard;", ""],
    ...[
      "[Desktop Action Choose]",
      "Name=Upload files…",
      "Name[zh_CN]=上传文件…",
      `Exec=${exec} --choose`,
      "",
    ],
    "[Desktop Action Clipboard]",
    ...["Name=Upload the clipboard", "Name[zh_CN]=上传剪贴板", `Exec=${exec} --clipboard`],
  ];
  return {
    path: join(dataDirectory, "applications", ownEntryName),
    content: `${lines.join("\n")}\n`,
    isExecutable: false,
  };
}
