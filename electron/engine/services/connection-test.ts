import type { DestinationTest } from "../../shared/destination";
import type { Failure } from "../failure";
import { toFailure } from "../failure";
import type { HttpReply, RequestPlan } from "../http/http-client";
import type { ServiceContext } from "./service";

/** The test found nothing wrong. */
export function testPassed(message: string): DestinationTest {
  return { ok: true, field: null, message, hint: null };
}

/** The test found something; `field` is the setting to look at, where that can be told. */
export function testFailed(failure: Failure, field: string | null = failure.field): DestinationTest {
  return { ok: false, field, message: failure.error.message, hint: failure.error.hint };
}

/** The setting that a failed connection points to; the rest points to the address that was asked. */
export function fieldOfConnection(failure: Failure, addressKey = "baseUrl"): string {
  if (failure.field !== null) return failure.field;
  if (failure.error.code === "proxy") return "proxy";
  return failure.error.code === "tls" ? "caCertificate" : addressKey;
}

/** Sends the probe of a test; a failed connection becomes the test's own answer. */
export async function probe(
  context: ServiceContext,
  plan: RequestPlan,
): Promise<{ readonly reply: HttpReply } | { readonly test: DestinationTest }> {
  try {
    return { reply: await context.request(plan) };
  } catch (thrown) {
    const failure = toFailure(thrown, "transient", "network");
    if (failure.class === "canceled") throw failure;
    return { test: testFailed(failure, fieldOfConnection(failure)) };
  }
}
