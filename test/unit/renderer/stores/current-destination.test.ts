import { expect, it } from "vitest";
import { defaultAppSettings } from "../../../../electron/shared/settings";
import { destinationOnceKnown } from "../../../../renderer/stores/current-destination";
import { createOverviewStore } from "../../../../renderer/stores/overview-store";
import { createSettingsStore } from "../../../../renderer/stores/settings-store";
import { FakeBridge, settle } from "../fake-page";

it("what is dropped before main has answered waits until it is known where it can go", async () => {
  const overview = createOverviewStore();
  const settings = createSettingsStore(new FakeBridge({}));
  let isKnown = false;
  const known = destinationOnceKnown({ overview, settings }).then(() => {
    isKnown = true;
  });
  overview.setState({ destinationsLoaded: true });
  await settle();
  settings.setState({ settings: defaultAppSettings });
  await settle();
  expect(isKnown).toBe(false);
  overview.setState({
    info: {
      version: "1.0.0",
      electron: "33.2.1",
      runtime: "fallback",
      platform: "linux",
      keyringAvailable: false,
      locale: "en",
    },
  });
  await known;
  // Later on nothing is waited for.
  await destinationOnceKnown({ overview, settings });
});
