import type { LookupFunction } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AxiosHttpClient } from "../../electron/engine/http/axios-http-client";
import { isInward } from "../../electron/engine/http/inward";
import { exchangeOptions, get, verdictOf } from "../integration/http/client-fixture";
import { type FaultServer, faults, startFaultServer } from "../servers/fault-server";

const inward = [
  ...["127.0.0.1", "127.255.255.255", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1"],
  ...["172.31.255.255", "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1", "100.64.0.1"],
  ...["100.127.255.255", "192.0.0.1", "198.18.0.1", "198.19.255.255", "224.0.0.1", "239.255.255.250"],
  ...["240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"],
  ...["::ffff:a9fe:a9fe", "::ffff:192.168.1.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1"],
  ...["2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1"],
  ...["febf::1", "fec0::1", "ff02::1", "100::1"],
];
const outward = [
  ...["1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255"],
  ...["128.0.0.1", "169.253.255.255", "169.255.0.1", "172.15.255.255", "172.32.0.1", "192.167.255.255"],
  ...["192.169.0.1", "198.17.255.255", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2001:4860::8888"],
  ...["::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
];

it("S-22 sixty addresses are told apart: of this computer, its network and the cloud's metadata, or of the internet", () => {
  expect(inward.filter((address) => !isInward(address))).toEqual([]);
  expect(outward.filter(isInward)).toEqual([]);
  expect(inward.length + outward.length).toBeGreaterThanOrEqual(60);
  // Whatever is no address is not trusted either.
  expect(isInward("files.example")).toBe(true);
});

describe("an address that a server on the internet names", () => {
  let service: FaultServer;
  let inner: FaultServer;
  beforeAll(async () => {
    service = await startFaultServer();
    inner = await startFaultServer();
  });
  afterAll(async () => {
    await service.close();
    await inner.close();
  });

  /**
   * A look-up in which `service.example` is on the internet as far as anybody asks, though the first one, which connects, is
   * led to the test's server. Of other names each answer is the next one of theirs.
   */
  function clientFor(answers: Readonly<Record<string, readonly string[]>>): AxiosHttpClient {
    const asked = new Map<string, number>();
    const all: Readonly<Record<string, readonly string[]>> = {
      "service.example": ["127.0.0.1", "93.184.216.34"],
      "office.example": ["127.0.0.1"],
      ...answers,
    };
    const lookup = ((name, _options, callback) => {
      const count = asked.get(name) ?? 0;
      asked.set(name, count + 1);
      const own = all[name] ?? [];
      const address = own[Math.min(count, own.length - 1)] ?? "127.0.0.1";
      callback(null, [{ address, family: address.includes(":") ? 6 : 4 }]);
    }) as LookupFunction;
    return new AxiosHttpClient({ lookup });
  }

  const route = { proxy: "", caCertificate: "", allowInsecureHttp: true };

  /** What comes of a question to `host`, whose answer sends on to `location`. */
  async function sentOn(
    client: AxiosHttpClient,
    location: string,
    host = "service.example",
  ): Promise<string> {
    service.next(faults.redirect(location));
    const address = `http://${host}:${new URL(service.origin).port}/file`;
    return await verdictOf(client.exchange(get(address), exchangeOptions({ route })));
  }

  it("S-22 leads to no machine in the network here: not by figures, not by name, not by a name that changes its mind", async () => {
    const { port } = new URL(inner.origin);
    const places: readonly (readonly [string, readonly string[]])[] = [
      ["127.0.0.1", []],
      ["2130706433", []],
      ["0x7f.1", []],
      ["0177.0.0.1", []],
      ["[::1]", []],
      ["[::ffff:127.0.0.1]", []],
      ["localhost", ["127.0.0.1"]],
      ["inner.example", ["127.0.0.1"]],
      ["inner.example", ["::1"]],
      ["metadata.example", ["169.254.169.254"]],
      ["rebound.example", ["127.0.0.1", "93.184.216.34"]],
    ];
    for (const [host, addresses] of places) {
      const client = clientFor({ [host]: addresses });
      expect(await sentOn(client, `http://${host}:${port}/admin`), host).toBe("permanent/redirect-refused");
      client.close();
    }
    expect(inner.connections()).toBe(0);
  });

  it("S-22 a link of a receipt is held to the same, and a server in the network here may name its neighbours", async () => {
    const client = clientFor({});
    const plan = { ...get(`${inner.origin}/file`), namedBy: "http://elsewhere.example" };
    const outside = clientFor({ "elsewhere.example": ["93.184.216.34"] });
    expect(await verdictOf(outside.download(plan, exchangeOptions({ route })))).toBe(
      "permanent/redirect-refused",
    );
    expect(inner.connections()).toBe(0);
    service.next(faults.redirect(`http://inner.example:${new URL(inner.origin).port}/file`));
    const address = `http://office.example:${new URL(service.origin).port}/file`;
    const reply = await client.exchange(get(address), exchangeOptions({ route }));
    expect(reply.status).toBe(200);
    expect(inner.connections()).toBe(1);
    client.close();
    outside.close();
  });
});
