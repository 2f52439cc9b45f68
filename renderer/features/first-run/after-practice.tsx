import { Plus, Route } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStores } from "../../stores-context";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";

/** After the first try: the way on to a place where files really go. */
export function AfterPractice() {
  const { t } = useTranslation();
  const { view } = useStores();
  return (
    <EmptyState
      icon={Route}
      title={t("firstRun.tried")}
      text={t("firstRun.triedText")}
      testId="after-practice"
    >
      <Button
        tone="primary"
        icon={Plus}
        onPress={() => view.setState({ form: { destinationId: null, focusKey: null } })}
        testId="first-destination"
      >
        {t("destinations.add")}
      </Button>
      <Button tone="quiet" onPress={() => view.setState({ view: "history" })}>
        {t("firstRun.toHistory")}
      </Button>
    </EmptyState>
  );
}
