import "../strict-page";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { pageBridge } from "../bridge";
import { createWords } from "../i18n";
import { DropTarget } from "./drop-target";
import "../styles/tokens.css";
import "../styles/tints.css";
import "../styles/base.css";
import "../styles/parts.css";
import "./drop-target.css";

async function start(): Promise<void> {
  const place = document.getElementById("root");
  if (place === null) throw new Error("The page has no place for the drop target.");
  const bridge = pageBridge();
  const first = await bridge.request("drop-target:state", undefined);
  const words = createWords(first.language);
  createRoot(place).render(
    <StrictMode>
      <I18nextProvider i18n={words}>
        <DropTarget bridge={bridge} first={first} onLanguage={(language) => words.changeLanguage(language)} />
      </I18nextProvider>
    </StrictMode>,
  );
}

void start();
