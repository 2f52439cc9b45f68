import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Properties whose text a person reads. */
const spokenProperties = new Set(["message", "hint", "label", "help", "summary"]);
/** Places whose text nobody reads in the window: Practice stands for a foreign server, whose words stay its own. */
const unspokenPlaces = /^electron\/engine\/practice\//;

/** A text of the program, its filled-in values as `{0}`, `{1}`… */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** Whether a person reads it as a sentence or label of its own. */
  readonly isSpoken: boolean;
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter((path) => !unspokenPlaces.test(path));
}

function textOf(node: ts.Node): string | null {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left), textOf(node.right)];
    return left === null || right === null ? null : left + right;
  }
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map((span, place) => `{${place}}${span.literal.text}`).join("");
}

/** Errors made with `new Error` are for the log; `Failure` is what the user reads. */
function isForTheLog(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isNewExpression(parent) && /^(Type|Range)?Error$/.test(parent.expression.getText());
}

function isSpoken(node: ts.Node, text: string): boolean {
  if (isForTheLog(node) || !/\p{L}{2}/u.test(text.replace(/\{\d\}/g, ""))) return false;
  const { parent } = node;
  const isProperty = ts.isPropertyAssignment(parent) && spokenProperties.has(parent.name.getText());
  const looksLikeSentence = /^[A-Z"{]/.test(text) && /\s/.test(text) && /[.!]$/.test(text);
  return isProperty || looksLikeSentence;
}

/** Every text in the source of engine, shared, main process and preload. */
export function sourceTexts(): readonly SourceText[] {
  const found: SourceText[] = [];
  for (const file of ["engine", "shared", "main", "preload"].flatMap((f) => sourceFiles(`electron/${f}`))) {
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ESNext, true);
    const visit = (node: ts.Node): void => {
      const text = textOf(node);
      if (text !== null) found.push({ file, text, isSpoken: isSpoken(node, text) });
      // A long text is put together from several: its parts are no texts of their own.
      if (text === null || !ts.isBinaryExpression(node)) ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}
