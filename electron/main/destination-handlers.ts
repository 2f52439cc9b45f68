import type { EngineApi } from "../engine/engine-api";
import { exportDestinations, type FileQuestions, readImport } from "./destination-files";
import type { DestinationGuard } from "./destination-guard";
import type { IpcHandlers } from "./ipc-main";
import { orRefusal } from "./or-refusal";
import { toDestinationView } from "./page-views";

type Names = Extract<keyof IpcHandlers, `destinations:${string}`>;

/** What the handlers work with. */
export interface DestinationHandlerParts {
  readonly api: EngineApi;
  readonly desk: FileQuestions;
  /** Looks at what the page wants to do with destinations. */
  readonly guard: Pick<DestinationGuard, "check" | "checkSettings" | "trust">;
}

/** The handlers of what the user does with destinations. */
export function createDestinationHandlers({
  api,
  desk,
  guard,
}: DestinationHandlerParts): Pick<IpcHandlers, Names> {
  return {
    "destinations:list": async () => (await api.destinations()).map(toDestinationView),
    "destinations:sign-ins": () => api.signIns(),
    "destinations:save": async (form) => {
      const answer = await orRefusal(async () => api.saveDestination(await guard.check(form)));
      return answer.ok ? { ok: true, destination: toDestinationView(answer.value) } : answer;
    },
    "destinations:remove": async ({ id }) => {
      await api.removeDestination({ id });
    },
    "destinations:unfinished": ({ id }) => api.unfinishedUploads({ id }),
    "destinations:check": (args) => api.checkSettings(args),
    "destinations:duplicate": async (args) => toDestinationView(await api.duplicateDestination(args)),
    "destinations:order": async ({ ids }) => {
      await api.orderDestinations({ ids });
    },
    "destinations:export": ({ ids }) => exportDestinations(api, ids, desk),
    "destinations:read-import": async () => {
      const entries = await readImport(desk);
      for (const { settings } of entries ?? []) guard.trust(settings);
      return entries;
    },
    "destinations:test": async (form) => {
      const checked = await orRefusal(() => guard.check(form));
      if (checked.ok) return await api.testDestination(checked.value);
      const { field, error } = checked;
      return { ok: false, field, message: error.message, hint: error.hint };
    },
  };
}
