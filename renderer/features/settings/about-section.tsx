import { BookOpenText, Copy, ExternalLink } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { IpcResult } from "../../../electron/shared/ipc";
import type { Licence, Versions } from "../../../electron/shared/program";
import type { PageBridge } from "../../bridge";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";
import { Button } from "../../ui/button";
import { useFormats } from "../../ui/use-formats";
import { BrandMark } from "../navigation/brand-mark";

/** What this program is, and whose work is in it. */
export function AboutSection() {
  const { t } = useTranslation();
  const about = useAnswer(askAbout);
  if (about === null) return null;
  return (
    <>
      <div className="about">
        <BrandMark />
        <div>
          <p className="about__name">Waybill {about.versions.waybill}</p>
          <p className="field__help">{t("settings.licence")}</p>
        </div>
      </div>
      <VersionList versions={about.versions} />
      <AboutButtons about={about} />
      <Licences />
    </>
  );
}

function VersionList({ versions }: { readonly versions: Versions }) {
  const { t } = useTranslation();
  const lines: readonly [string, string][] = [
    ...(versions.commit === null ? [] : [[t("about.commit"), versions.commit] as [string, string]]),
    ["Electron", `${versions.electron} (${versions.runtime})`],
    ["Chromium", versions.chromium],
    ["Node", versions.node],
    [t("about.system"), versions.system],
  ];
  return (
    <dl className="about__versions" lang="en" translate="no" data-testid="versions">
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function AboutButtons({ about }: { readonly about: IpcResult<"app:about"> }) {
  const { t } = useTranslation();
  const { bridge, stores } = useSurroundings();
  const { notices } = stores;
  const copy = async (): Promise<void> => {
    await bridge.request("app:copy-versions", undefined);
    notices.tell("notice.versionsCopied");
  };
  const open = async (what: "project" | "notices"): Promise<void> => {
    const { opened } = await bridge.request("app:open", { what });
    if (!opened) notices.warn("notice.notOpened");
  };
  const doing = (deed: () => Promise<void>) => (): void =>
    void deed().catch((error: unknown) => notices.warn("notice.refused", { message: sentenceOf(error) }));
  return (
    <div className="about__buttons">
      <Button icon={Copy} onPress={doing(copy)} testId="copy-versions">
        {t("about.copy")}
      </Button>
      {about.hasNotices ? (
        <Button icon={BookOpenText} onPress={doing(() => open("notices"))} testId="open-notices">
          {t("about.notices")}
        </Button>
      ) : null}
      {about.hasProject ? (
        <Button icon={ExternalLink} onPress={doing(() => open("project"))} testId="open-project">
          {t("about.project")}
        </Button>
      ) : null}
    </div>
  );
}

function Licences() {
  const { t } = useTranslation();
  const formats = useFormats();
  const licences: readonly Licence[] = useAnswer(askLicences) ?? [];
  return (
    <section aria-labelledby="licences-title">
      <h3 className="setting__label licences__title" id="licences-title">
        {t("settings.licences", { count: licences.length, number: formats.count(licences.length) })}
      </h3>
      <ul className="licences" lang="en" translate="no">
        {licences.map(({ name, version, licence, text }) => (
          <li key={`${name} ${version}`} data-testid="licence">
            <details>
              <summary className="licences__head">
                <span>{name}</span>
                <span className="licences__version">{version}</span>
                <span className="licences__kind">{licence}</span>
              </summary>
              <pre className="licences__text">{text}</pre>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

const askAbout = (bridge: PageBridge) => bridge.request("app:about", undefined);
const askLicences = (bridge: PageBridge) => bridge.request("app:licences", undefined);

/** What main answers to a question that is asked once; null until then. `ask` must stay the same function. */
function useAnswer<T>(ask: (bridge: PageBridge) => Promise<T>): T | null {
  const { bridge, stores } = useSurroundings();
  const [answer, setAnswer] = useState<T | null>(null);
  useEffect(() => {
    ask(bridge).then(
      (given) => setAnswer(() => given),
      (error: unknown) => stores.notices.warn("notice.refused", { message: sentenceOf(error) }),
    );
  }, [bridge, stores, ask]);
  return answer;
}
