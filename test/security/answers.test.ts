import { afterAll, beforeAll, expect, it } from "vitest";
import { adapterFor } from "../../electron/engine/services/index";
import { fixtures } from "../contract/fixtures";
import { AdapterBench, TestFolder } from "../helpers/run-adapter";

let folder: TestFolder;
beforeAll(async () => {
  folder = await TestFolder.make();
});
afterAll(() => folder.remove());

const poison = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';

/** Successes in which nothing is as it should be. */
const answers: Readonly<Record<string, string>> = {
  "nested 400,000 deep": "[".repeat(400_000) + "]".repeat(400_000),
  "objects 100,000 deep": `${'{"data":'.repeat(100_000)}1${"}".repeat(100_000)}`,
  "a prototype": poison,
  "prototypes in every place": `{"RC":0,"data":${poison},"result":${poison},"success":true,"entities":[${poison}],"file":${poison}}`,
  "lists for texts":
    '{"RC":0,"success":true,"data":[[]],"result":[],"entities":{},"file":[],"_id":[],"id":{},"status":[]}',
  "numbers without end":
    '{"RC":0,"success":true,"result":{"id":1e999,"size":-1e999},"file":{"_id":1e400,"size":1e999}}',
  "a key of a million letters": `{"${"k".repeat(1_000_000)}":1}`,
  "not whole": '{"RC":0,"result":{"id":"a',
  "no text at all": "\u0000\u0001\ufffd",
};

it.each(Object.keys(fixtures))(
  "S-24 %s: answers that are deep, poisoned or of wrong kinds give no receipt and do no harm",
  async (service) => {
    const fixture = fixtures[service];
    if (fixture === undefined) throw new Error(`no fixture for ${service}`);
    const server = await fixture.start();
    const path = await folder.file(Buffer.from("content"), `${service}.bin`);
    for (const [name, body] of Object.entries(answers)) {
      server.answerUploads(200, body, { "content-type": "application/json" });
      const bench = new AdapterBench(adapterFor(service), server.settings, server.secrets);
      const run = await bench.upload(path, server.options);
      bench.close();
      expect(run.receipt, name).toBeNull();
      expect(run.failure?.error.code, name).toMatch(/^[a-z-]+$/);
      expect(Reflect.get({}, "polluted"), name).toBeUndefined();
    }
    await server.close();
  },
  60_000,
);
