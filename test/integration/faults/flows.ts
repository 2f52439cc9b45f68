import { listServices } from "../../../electron/engine/services/index";
import { fixtures } from "../../contract/fixtures";
import type { Flow } from "../../helpers/delivery-stage";

type Step = Omit<Flow, "service" | "settings">;

const post = (path: string): Flow["isStep"] => {
  return (request) => request.method === "POST" && request.path.includes(path);
};

/** Services whose way of delivering is more than one request that stores a file. */
const special: Readonly<Record<string, readonly Step[]>> = {
  "rocket-chat single": [
    {
      name: "rocket-chat single",
      isStep: post("/rooms.upload/"),
      repeatable: false,
      reconciles: true,
      carriesFile: true,
    },
  ],
  // Nothing is posted by the file itself; only the confirmation may not be repeated (product.md, settled point 3).
  "rocket-chat two-step": [
    {
      name: "rocket-chat two-step, the file",
      isStep: post("/rooms.media/"),
      repeatable: true,
      reconciles: true,
      carriesFile: true,
    },
    {
      name: "rocket-chat two-step, the confirmation",
      isStep: post("/rooms.mediaConfirm/"),
      repeatable: false,
      reconciles: true,
      carriesFile: false,
    },
  ],
};

/** Every registered service in every form of body it has, and every request of it that may be disturbed. */
export const flows: readonly Flow[] = listServices().flatMap(({ id, capabilities }) =>
  Object.entries(fixtures[id]?.forms ?? {}).flatMap(([form, settings]) => {
    const usual: Step = {
      name: `${id} ${form}`,
      isStep: (request) => request.method !== "GET" && request.expectedBodyBytes > 0,
      repeatable: capabilities.repeat === "new-version",
      reconciles: false,
      carriesFile: true,
    };
    return (special[usual.name] ?? [usual]).map((step) => ({ ...step, service: id, settings }));
  }),
);

/** A flow by its name. */
export function flowNamed(name: string): Flow {
  const found = flows.find((flow) => flow.name === name);
  if (found === undefined) throw new Error(`There is no flow ${name}.`);
  return found;
}
