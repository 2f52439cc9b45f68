import "./strict-page";
import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { App } from "./app";
import { pageBridge } from "./bridge";
import { startFirstReceipt } from "./features/first-run/first-receipt";
import { rememberedLayout } from "./features/history/remembered-layout";
import { createWords } from "./i18n";
import { rememberedLook, startLook, wearLook } from "./look";
import { browserClock } from "./stores/clock";
import { createStores } from "./stores/stores";
import { startSync } from "./stores/sync";
import { SurroundingsContext } from "./stores-context";
import { WordsProvider } from "./ui/use-words";
import "./styles/tokens.css";
import "./styles/tints.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/messages.css";
import "./styles/sheets.css";
import "./styles/fields.css";

function start(): void {
  const place = document.getElementById("root");
  if (place === null) throw new Error("The page has no place for the window.");
  const bridge = pageBridge();
  const stores = createStores(bridge, browserClock, localStorage);
  stores.historyView.setLayout(rememberedLayout());
  const look = rememberedLook();
  wearLook(look);
  const words = createWords(look.language);
  startLook(stores, words);
  startFirstReceipt(bridge, stores);
  startSync(bridge, stores);
  // At once, and not in a later turn: Chromium keeps what it compiled until the script ends, and the next start has it ready.
  flushSync(() =>
    createRoot(place).render(
      <StrictMode>
        <I18nextProvider i18n={words}>
          <SurroundingsContext value={{ stores, bridge }}>
            <WordsProvider>
              <App />
            </WordsProvider>
          </SurroundingsContext>
        </I18nextProvider>
      </StrictMode>,
    ),
  );
}

start();
