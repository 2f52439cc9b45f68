import type { UploadErrorCode } from "../../shared/upload-error";
import { Failure, type FailureClass } from "../failure";

/** How far a request had come when its connection failed. */
export interface ConnectionState {
  /** Whether the last byte of the body had been handed to the network. */
  readonly bodySentWhole: boolean;
  /** False for requests that change nothing at the server (GET, HEAD): they may always be repeated. */
  readonly hasBody: boolean;
  /** Whether the connection goes through a proxy and had not got past it. */
  readonly atProxy?: boolean;
}

const certificateErrors: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "The server's certificate has expired.",
  CERT_NOT_YET_VALID: "The server's certificate is not valid yet; check this computer's clock.",
  CERT_REVOKED: "The server's certificate was revoked.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The server's certificate is self-signed and not known here.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The server's certificate is for another address.",
  SELF_SIGNED_CERT_IN_CHAIN: "The server's certificate comes from an authority that is not known here.",
  UNABLE_TO_GET_ISSUER_CERT: "The server's certificate comes from an authority that is not known here.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "The server's certificate comes from an authority that is not known here.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The server's certificate comes from an authority that is not known here.",
};

const networkErrors: Readonly<Record<string, string>> = {
  EAI_AGAIN: "The name of the server could not be looked up; the network may be down.",
  ECONNREFUSED: "Nothing answers at this address.",
  ECONNRESET: "The connection was cut.",
  EHOSTUNREACH: "There is no way to this server from here.",
  ENETDOWN: "The network is down.",
  ENETUNREACH: "There is no way to this server from here.",
  ENOTFOUND: "The name of the server is not known.",
  EPIPE: "The connection was cut.",
  ETIMEDOUT: "The server did not accept a connection in time.",
};

/** Of these it is known that no server was asked: this computer has no way out just now. */
const withoutNetwork: ReadonlySet<string> = new Set(["EAI_AGAIN", "ENETDOWN", "ENETUNREACH"]);

/**
 * What a failed connection means. Errors look the same before and after the body was sent (reliability.md, fact 5), so
 * our own count of handed-over bytes decides: all of them and no answer is `unknown`, everything else may be repeated,
 * save what will be refused again (certificates, answers that are no HTTP).
 */
export function failureFromConnection(error: unknown, state: ConnectionState): Failure {
  if (error instanceof Failure) return error;
  if (state.hasBody && state.bodySentWhole)
    return new Failure("unknown", "outcome-unknown", { cause: error });
  const system = systemCodeOf(error);
  const [failureClass, code, message] = describe(system, state.atProxy ?? false);
  const isNetworkDown = withoutNetwork.has(system);
  return new Failure(failureClass, code, {
    ...(message === undefined ? {} : { message }),
    isNetworkDown,
    cause: error,
  });
}

function describe(
  system: string,
  atProxy: boolean,
): readonly [FailureClass, UploadErrorCode, string | undefined] {
  const certificate = certificateErrors[system];
  if (certificate !== undefined) return ["permanent", "tls", certificate];
  if (/^(?:CERT_|ERR_TLS|ERR_SSL|EPROTO$|ERR_OSSL|HOSTNAME_MISMATCH|INVALID_CA)/.test(system)) {
    return ["permanent", "tls", undefined];
  }
  if (atProxy) return ["transient", "proxy", "The proxy could not be reached or did not answer."];
  if (system === "HPE_HEADER_OVERFLOW") {
    return ["permanent", "bad-response", "The answer has more headers than any service needs."];
  }
  if (system.startsWith("HPE_")) {
    return ["permanent", "bad-response", "What answers at this address is no web service."];
  }
  return ["transient", "network", networkErrors[system]];
}

/** The system's code of an error, of the first of several (one per address tried), or of its cause. */
function systemCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return systemCodeOf(error.errors[0]);
  return systemCodeOf(error.cause);
}
