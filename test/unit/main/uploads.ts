import type { Receipt, Upload, UploadState } from "../../../electron/shared/upload";

/** An upload with a path that must never reach the page. */
export function someUpload(id: string, state: UploadState, changes: Partial<Upload> = {}): Upload {
  return {
    id,
    batchId: "batch",
    position: 1,
    path: `/home/canary/files/${id}.png`,
    name: `${id}.png`,
    relativePath: `${id}.png`,
    size: 3,
    modifiedAtMs: 1,
    contentType: "image/png",
    destinationId: "d",
    destinationName: "Practice",
    service: "imkit",
    options: {},
    state,
    attempts: 1,
    receipt: null,
    createdAt: "2026-01-01T00:00:00.000Z",
    completedAt: null,
    ...changes,
  };
}

/** A completed upload whose receipt has these particulars. */
export function completedUpload(id: string, receipt: Partial<Receipt> = {}): Upload {
  return someUpload(
    id,
    { kind: "completed" },
    {
      receipt: {
        remoteId: `remote-${id}`,
        storedName: null,
        size: 3,
        hash: null,
        verified: "size",
        links: [{ url: `https://files.example/${id}`, expiresAt: null, opensInBrowser: true }],
        fileExpiresAt: null,
        remote: {},
        rawReply: null,
        ...receipt,
      },
    },
  );
}
