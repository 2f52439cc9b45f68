import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate } from "../../helpers/certificates";
import { DeliveryStage } from "../../helpers/delivery-stage";
import { type FaultServer, faults, startFaultServer } from "../../servers/fault-server";
import { flowNamed, flows } from "./flows";
import { pemFile } from "./pem-file";

const statuses = [301, 302, 303, 307, 308];

let elsewhere: FaultServer;
beforeEach(async () => {
  elsewhere = await startFaultServer();
});
afterEach(() => elsewhere.close());

describe.each(flows)("N35: a redirect of $name to another server", (flow) => {
  let stage: DeliveryStage;
  beforeAll(async () => {
    stage = await DeliveryStage.open(flow);
  });
  afterAll(() => stage.close());

  it.each(statuses)("by %i brings not even a connection there", async (status) => {
    stage.disturb(faults.redirect(`${elsewhere.origin}/upload?token=t`, status));
    const delivery = await stage.send(3000);
    const state = await delivery.rest();
    expect(state).toMatchObject({ kind: "failed", error: { code: "redirect-refused", httpStatus: status } });
    const { message, hint } =
      "error" in state && state.error !== null ? state.error : { message: "", hint: "" };
    // The user reads where it would have gone, without what may be a secret, and what to do about it.
    expect(message).toContain(elsewhere.origin);
    expect(message).not.toContain("token=t");
    expect(hint).toContain("address");
    expect([elsewhere.connections(), delivery.copies()]).toEqual([0, 0]);
  });
});

describe("N35: a redirect from https to http", () => {
  it.each(statuses)("by %i brings not even a connection there", async (status) => {
    const authority = await makeAuthority();
    const tls = await makeCertificate(authority, ["127.0.0.1"]);
    const stage = await DeliveryStage.open(flowNamed("imkit multipart"), {}, { tls });
    const pem = await pemFile(authority.cert);
    stage.disturb(faults.redirect(`http://127.0.0.1:${elsewhere.port}/`, status));
    const delivery = await stage.send(10, await stage.destination({ caCertificate: pem.path }));
    expect(await delivery.rest()).toMatchObject({ kind: "failed", error: { code: "redirect-refused" } });
    expect([elsewhere.connections(), stage.gate.requests.length]).toEqual([0, 1]);
    await stage.close();
    await pem.remove();
  });
});

describe("N35: a question that is redirected elsewhere", () => {
  it("takes no credentials there", async () => {
    const stage = await DeliveryStage.open(flowNamed("rocket-chat single"));
    const isList = (path: string) => /\.files/.test(path);
    const forward = faults.forward(stage.server);
    const step = stage.flow.isStep;
    stage.gate.otherwise((exchange) => {
      if (isList(exchange.request.path)) return faults.redirect(`${elsewhere.origin}/list`, 302)(exchange);
      const upload = step(exchange.request);
      return upload ? faults.kept(stage.server, faults.resetAfterBody())(exchange) : forward(exchange);
    });
    const delivery = await stage.send(10);
    expect((await delivery.rest()).kind).toBe("unconfirmed");
    const [asked] = elsewhere.requests;
    expect(asked?.path).toBe("/list");
    for (const secret of Object.values(stage.server.secrets)) expect(asked?.head).not.toContain(secret);
    expect(asked?.headers).not.toHaveProperty("x-user-id");
    await stage.close();
  });
});
