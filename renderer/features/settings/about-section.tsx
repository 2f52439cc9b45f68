import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import type { Licence } from "../../../electron/shared/program";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { useFormats } from "../../ui/use-formats";
import { BrandMark } from "../navigation/brand-mark";

/** What this program is, and whose work is in it. */
export function AboutSection() {
  const { t } = useTranslation();
  const info = useStore(useSurroundings().stores.overview, (state) => state.info);
  return (
    <>
      <div className="about">
        <BrandMark />
        <div>
          <p className="about__name">Waybill {info?.version ?? ""}</p>
          <p className="field__help">
            {t("settings.runtime", { electron: info?.electron ?? "", runtime: info?.runtime ?? "" })}
          </p>
          <p className="field__help">{t("settings.licence")}</p>
        </div>
      </div>
      <Licences />
    </>
  );
}

function Licences() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { bridge, stores } = useSurroundings();
  const [licences, setLicences] = useState<readonly Licence[]>([]);
  useEffect(() => {
    const ask = async (): Promise<void> => {
      try {
        setLicences(await bridge.request("app:licences", undefined));
      } catch (error) {
        stores.notices.warn("notice.refused", { message: sentenceOf(error) });
      }
    };
    void ask();
  }, [bridge, stores]);
  return (
    <section aria-labelledby="licences-title">
      <h3 className="setting__label licences__title" id="licences-title">
        {t("settings.licences", { count: licences.length, number: formats.count(licences.length) })}
      </h3>
      <ul className="licences" lang="en">
        {licences.map(({ name, version, licence, text }) => (
          <li key={`${name} ${version}`} data-testid="licence">
            <details>
              <summary className="licences__head">
                <span>{name}</span>
                <span className="licences__version">{version}</span>
                <span className="licences__kind">{licence}</span>
              </summary>
              <pre className="licences__text">{text === "" ? licence : text}</pre>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
