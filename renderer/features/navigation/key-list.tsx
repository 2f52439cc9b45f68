import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useSystem } from "../commands/use-system";
import { keySigns } from "./key-signs";
import { keyGroups } from "./keys";
import "./keys.css";

/** All keys of the window and what they do. */
export function KeyList() {
  const { t } = useTranslation();
  const system = useSystem();
  return (
    <div className="keys">
      {keyGroups(system).map((group) => (
        <section key={group.name} aria-labelledby={`keys-${group.name}`}>
          <h3 className="keys__title" id={`keys-${group.name}`}>
            {t(`keys.group.${group.name}`)}
          </h3>
          <dl className="keys__list">
            {group.lines.map((line) => (
              <div className="keys__line" key={line.name}>
                <dt>{t(`keys.${line.name}`)}</dt>
                <dd>
                  {line.keys.map((written, place) => (
                    <Fragment key={written}>
                      {place === 0 ? null : <span className="keys__or">{t("keys.or")}</span>}
                      {keySigns(written, system).map((sign) => (
                        <kbd className="key" key={sign}>
                          {sign}
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
