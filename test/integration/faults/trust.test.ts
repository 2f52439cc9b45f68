import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { UploadState } from "../../../electron/shared/upload";
import { type Certificate, makeAuthority, makeCertificate } from "../../helpers/certificates";
import { DeliveryStage } from "../../helpers/delivery-stage";
import { flowNamed } from "./flows";
import { pemFile } from "./pem-file";

const flow = flowNamed("rocket-chat two-step, the file");
const address = "127.0.0.1";
const yearMs = 366 * 24 * 3600 * 1000;

let authority: Certificate;
let pem: Awaited<ReturnType<typeof pemFile>>;
let stage: DeliveryStage | null = null;

beforeAll(async () => {
  authority = await makeAuthority();
  pem = await pemFile(authority.cert);
});
afterAll(() => pem.remove());
afterEach(async () => {
  await stage?.close();
  stage = null;
});

async function serve(tls: Certificate): Promise<DeliveryStage> {
  stage = await DeliveryStage.open(flow, {}, { tls });
  return stage;
}

/** Sends a file; says how it ended and what the server saw of it. */
async function deliver(on: DeliveryStage, settings: Readonly<Record<string, string>>) {
  const before = on.gate.requests.length;
  const delivery = await on.send(500, await on.destination(settings));
  const state: UploadState = await delivery.rest();
  const error = "error" in state ? state.error : null;
  const seen = { requests: on.gate.requests.length - before, copies: delivery.copies() };
  return { delivery, kind: state.kind, code: error?.code ?? null, message: error?.message ?? "", ...seen };
}

const refused = { kind: "failed", code: "tls", requests: 0, copies: 0 };

describe("N4: a certificate that can't be trusted", () => {
  it("of an unknown authority stops the upload at once: no byte, no token, no repeat", async () => {
    const on = await serve(await makeCertificate(authority, [address]));
    const met = await deliver(on, {});
    expect(met).toMatchObject(refused);
    expect(met.message).toContain("authority");
    on.clock.advance(24 * 3600 * 1000);
    expect((await met.delivery.state()).kind).toBe("failed");
    expect(on.gate.requests).toHaveLength(0);
  });

  it("that has expired stops the upload", async () => {
    const on = await serve(await makeCertificate(authority, [address], new Date(Date.now() - 2 * yearMs)));
    const met = await deliver(on, { caCertificate: pem.path });
    expect(met).toMatchObject(refused);
    expect(met.message).toContain("expired");
  });

  it("that is not valid yet stops the upload and points to the clock", async () => {
    const on = await serve(await makeCertificate(authority, [address], new Date(Date.now() + yearMs)));
    const met = await deliver(on, { caCertificate: pem.path });
    expect(met).toMatchObject(refused);
    expect(met.message).toContain("clock");
  });

  it("for another address stops the upload", async () => {
    const on = await serve(await makeCertificate(authority, ["127.0.0.9", "elsewhere.example"]));
    const met = await deliver(on, { caCertificate: pem.path });
    expect(met).toMatchObject(refused);
    expect(met.message).toContain("another address");
  });

  it("is accepted for the destination that names its authority, and for no other", async () => {
    const on = await serve(await makeCertificate(authority, [address]));
    expect(await deliver(on, { caCertificate: pem.path })).toMatchObject({ kind: "completed", copies: 1 });
    expect(await deliver(on, {})).toMatchObject(refused);
  });

  it("can't be waved through: no setting ignores it", async () => {
    const on = await serve(await makeCertificate(authority, [address]));
    expect(await deliver(on, { allowInsecureHttp: "true" })).toMatchObject(refused);
    const [service] = await on.engine.connection.api.services();
    const keys = service?.destinationFields.map((field) => field.key).join(" ") ?? "";
    expect(keys).not.toMatch(/insecure(?!Http)|ignore|verify|unauthorized/i);
  });
});

describe("N5: a certificate that changes", () => {
  it("is refused when the destination trusts the old one alone", async () => {
    const own = await makeAuthority("A server's own certificate");
    const first = await makeCertificate(own, [address]);
    const trusted = await pemFile(own.cert);
    const on = await serve(first);
    const settings = { caCertificate: trusted.path };
    expect(await deliver(on, settings)).toMatchObject({ kind: "completed", copies: 1 });
    await on.close();
    const changed = await serve(await makeCertificate(await makeAuthority(), [address]));
    expect(await deliver(changed, settings)).toMatchObject(refused);
    await trusted.remove();
  });
});

describe("N6: a proxy that opens the connection with an authority of its own", () => {
  it("is refused, says which setting helps, and works with its authority", async () => {
    const middle = await makeAuthority("Company proxy");
    const on = await serve(await makeCertificate(middle, [address]));
    const met = await deliver(on, {});
    expect(met).toMatchObject(refused);
    const state = await met.delivery.state();
    expect("error" in state && state.error?.hint).toContain("certificate authority");
    const company = await pemFile(middle.cert);
    expect(await deliver(on, { caCertificate: company.path })).toMatchObject({
      kind: "completed",
      copies: 1,
    });
    await company.remove();
  });
});

describe("N6: an authority that the system trusts", () => {
  /** A stage whose system trusts what this text holds, beside Node's own authorities. */
  async function serveWith(bundle: string, tls: Certificate) {
    const file = await pemFile(bundle);
    onTestFinished(file.remove);
    stage = await DeliveryStage.open(flow, { environment: { SSL_CERT_FILE: file.path } }, { tls });
    return stage;
  }

  it("is trusted without any setting, though others in its bundle are broken", async () => {
    const company = await makeAuthority("Company");
    const broken = authority.cert.replace(/[A-Za-z0-9]{20}/, "AAAAAAAAAAAAAAAAAAAA");
    const bundle = `# Roots of this computer\n${broken}\n${authority.cert}\n${company.cert}`;
    const on = await serveWith(bundle, await makeCertificate(company, [address]));
    expect(await deliver(on, {})).toMatchObject({ kind: "completed", copies: 1 });
    expect(await deliver(on, {})).toMatchObject({ kind: "completed", copies: 1 });
  });

  it("vouches for its own certificates only, and for the address that stands in them", async () => {
    const company = await makeAuthority("Company");
    const on = await serveWith(company.cert, await makeCertificate(authority, [address]));
    expect(await deliver(on, {})).toMatchObject(refused);
    await on.close();
    const elsewhere = await serveWith(company.cert, await makeCertificate(company, ["elsewhere.example"]));
    const met = await deliver(elsewhere, {});
    expect(met).toMatchObject(refused);
    expect(met.message).toContain("another address");
  });

  it("does not count for a destination that names its own", async () => {
    const company = await makeAuthority("Company");
    const on = await serveWith(company.cert, await makeCertificate(company, [address]));
    expect(await deliver(on, { caCertificate: pem.path })).toMatchObject(refused);
  });

  it.each(["", "no certificate at all", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])(
    "leaves Node's own in force when its bundle holds %j",
    async (bundle) => {
      const on = await serveWith(bundle, await makeCertificate(authority, [address]));
      expect(await deliver(on, {})).toMatchObject(refused);
      expect(await deliver(on, { caCertificate: pem.path })).toMatchObject({ kind: "completed" });
    },
  );
});
