/** What opens a type: the entry of a program. */
export interface Association {
  readonly type: string;
  readonly entry: string;
}

const removedGroup = "Removed Associations";
const groups = ["Default Applications", "Added Associations", removedGroup] as const;

/**
 * Whether the user took an association away. `text` is a `mimeapps.list` (Association between MIME types and applications,
 * freedesktop.org, 1.0.1).
 */
export function isRemoved(text: string, { type, entry }: Association): boolean {
  return linesOf(text).some(
    (line) => line.group === removedGroup && line.type === type && line.entries.includes(entry),
  );
}

/** The text with which an association is not taken away any more. */
export function withAssociation(text: string, association: Association): string {
  return without(text, association, [removedGroup]);
}

/** The text without an association; `isTakenAway` also where a program's own entry claims the type. */
export function withoutAssociation(text: string, association: Association, isTakenAway: boolean): string {
  const rest = without(text, association, groups);
  if (!isTakenAway) return rest;
  const line = `${association.type}=${association.entry};`;
  const lines = rest.split("\n");
  const at = lines.findIndex((each) => each.trim() === `[${removedGroup}]`);
  if (at >= 0) return lines.toSpliced(at + 1, 0, line).join("\n");
  return `${rest === "" || rest.endsWith("\n") ? rest : `${rest}\n`}[${removedGroup}]\n${line}\n`;
}

interface Line {
  readonly text: string;
  readonly group: string;
  readonly type: string;
  readonly entries: readonly string[];
}

/** All lines as they are, each with the group it is in and what it says, if it says anything. */
function linesOf(text: string): readonly Line[] {
  let group = "";
  return text.split("\n").map((line) => {
    group = /^\[(.*)\]\s*$/.exec(line)?.[1] ?? group;
    const [, type = "", entries = ""] = /^([^#=]+?)\s*=\s*(.*)$/.exec(line) ?? [];
    return { text: line, group, type, entries: entries.split(";").filter((entry) => entry.trim() !== "") };
  });
}

function without(text: string, { type, entry }: Association, from: readonly string[]): string {
  const kept = linesOf(text).flatMap((line) => {
    if (!from.includes(line.group) || line.type !== type || !line.entries.includes(entry)) return [line.text];
    const others = line.entries.filter((other) => other !== entry);
    return others.length === 0 ? [] : [`${type}=${others.join(";")};`];
  });
  return kept.join("\n");
}
