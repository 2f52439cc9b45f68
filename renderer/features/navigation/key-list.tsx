import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useStores } from "../../stores-context";
import { keyGroups } from "./keys";
import "./keys.css";

const macSigns: Readonly<Record<string, string>> = {
  mod: "⌘",
  Shift: "⇧",
  Enter: "↩",
  Delete: "⌫",
  Esc: "esc",
};
const otherSigns: Readonly<Record<string, string>> = { mod: "Ctrl" };

/** All keys of the window and what they do. */
export function KeyList() {
  const { t } = useTranslation();
  const isMac = useStore(useStores().overview, (state) => state.info?.platform === "darwin");
  const signs = isMac ? macSigns : otherSigns;
  return (
    <div className="keys">
      {keyGroups.map((group) => (
        <section key={group.name} aria-labelledby={`keys-${group.name}`}>
          <h3 className="keys__title" id={`keys-${group.name}`}>
            {t(`keys.group.${group.name}`)}
          </h3>
          <dl className="keys__list">
            {group.lines.map((line) => (
              <div className="keys__line" key={line.name}>
                <dt>{t(`keys.${line.name}`)}</dt>
                <dd>
                  {line.combinations.map((combination, place) => (
                    <Fragment key={combination.join("+")}>
                      {place === 0 ? null : <span className="keys__or">{t("keys.or")}</span>}
                      {combination.map((key) => (
                        <kbd className="key" key={key}>
                          {signs[key] ?? key}
                        </kbd>
                      ))}
                    </Fragment>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
