import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const services = join(root, "electron/engine/services");

/** The sample service of CONTRIBUTING.md as its reader would add it: the adapter's file, and the registry with one line more. */
export interface Sample {
  /** The text of each file by the absolute path that it would have. */
  readonly files: ReadonlyMap<string, string>;
  readonly adapterPath: string;
  readonly registryPath: string;
}

/** Takes the sample out of CONTRIBUTING.md; throws when a step of it is not there any more. */
export function contributingSample(): Sample {
  const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const [adapter, line] = [...text.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");
  const adapterPath = join(services, "parcel.ts");
  const registryPath = join(services, "index.ts");
  const registry = readFileSync(registryPath, "utf8");
  const listed = /^const adapters = \[(.*)\];$/m;
  const added = listed
    .exec(line ?? "")?.[1]
    ?.split(",")
    .at(-1)
    ?.trim();
  const known = listed.exec(registry)?.[1];
  if (adapter === undefined || added === undefined || known === undefined) {
    throw new Error("CONTRIBUTING.md does not show the adapter and the line of the registry any more.");
  }
  const withLine = registry
    .replace(listed, `const adapters = [${known}, ${added}];`)
    .replace(/^import \{ rocketChat/m, `import { ${added} } from "./parcel";\nimport { rocketChat`);
  const files = new Map([
    [adapterPath, adapter],
    [registryPath, withLine],
  ]);
  return { files, adapterPath, registryPath };
}

/** What the compiler says of the sample, by the engine's own settings; empty when it compiles. */
export function compilerComplaints(sample: Sample): readonly string[] {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const config = join(root, "electron/engine/tsconfig.json");
  const parsed = ts.getParsedCommandLineOfConfigFile(config, {}, host);
  const options = { ...parsed?.options, noEmit: true, emitDeclarationOnly: false, composite: false };
  const compilerHost = ts.createCompilerHost(options);
  const read = (path: string) => sample.files.get(resolve(path)) ?? ts.sys.readFile(path);
  const program = ts.createProgram([sample.registryPath, sample.adapterPath], options, {
    ...compilerHost,
    readFile: read,
    fileExists: (path) => sample.files.has(resolve(path)) || ts.sys.fileExists(path),
    getSourceFile: (path, language) => {
      const source = read(path);
      return source === undefined ? undefined : ts.createSourceFile(path, source, language);
    },
  });
  const found = [...sample.files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    if (source === undefined) throw new Error(`The compiler did not read ${path}.`);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  return [...program.getOptionsDiagnostics(), ...found].map(
    ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
  );
}

/** Writes the sample beside the caches, its imports led back to the engine, and answers the address of its registry. */
export function writeSample(sample: Sample): string {
  const folder = join(root, ".cache", "contributing-sample");
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of sample.files) {
    const led = text.replace(/from "(\.{1,2}\/[^"]+)"/g, (whole, specifier: string) => {
      const target = resolve(dirname(path), specifier);
      return sample.files.has(`${target}.ts`) ? whole : `from ${JSON.stringify(target)}`;
    });
    writeFileSync(join(folder, path.slice(services.length + 1)), led);
  }
  return pathToFileURL(join(folder, "index.ts")).href;
}
