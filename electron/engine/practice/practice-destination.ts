import { practiceApiKey } from "./capillary-routes";
import { practiceAppKey } from "./easemob-routes";
import { practiceClientKey } from "./imkit-routes";
import { practiceChat } from "./rocket-chat-routes";

/** What to enter so that uploads go to a Practice server. */
export interface PracticeDestinationSettings {
  readonly service: "imkit" | "surgery-connect" | "capillary" | "rocket-chat" | "easemob";
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Any UUID will do for Practice; a fixed one keeps what `waybill practice` prints the same each time. */
const practiceUserId = "00000000-0000-4000-8000-000000000001";

/** The settings and secrets for each service that Practice answers for; the first is the ready-made destination's. */
export function practiceDestinationSettings(server: {
  readonly baseUrl: string;
  readonly token: string;
}): readonly [PracticeDestinationSettings, ...PracticeDestinationSettings[]] {
  return [
    {
      service: "imkit",
      settings: { baseUrl: server.baseUrl, bucket: "practice", roomID: "practice" },
      secrets: { clientKey: practiceClientKey, token: server.token },
    },
    {
      service: "surgery-connect",
      settings: { baseUrl: server.baseUrl, userId: practiceUserId },
      secrets: { apiKey: server.token },
    },
    {
      service: "capillary",
      settings: {
        baseUrl: server.baseUrl,
        auth: "oauth",
        tokenUrl: `${server.baseUrl}/v3/oauth/token/generate`,
        key: practiceApiKey,
      },
      secrets: { secret: server.token },
    },
    {
      service: "rocket-chat",
      settings: { baseUrl: server.baseUrl, ...practiceChat },
      secrets: { token: server.token },
    },
    {
      service: "easemob",
      settings: { baseUrl: server.baseUrl, ...practiceAppKey },
      secrets: { token: server.token },
    },
  ];
}
