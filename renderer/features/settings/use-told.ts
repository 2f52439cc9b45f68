import { useEffect, useState } from "react";
import type { PageBridge } from "../../bridge";
import { sentenceOf } from "../../stores/commands";
import { useSurroundings } from "../../stores-context";

/**
 * What main tells, now and whenever it announces a change; null until it has. `ask` must stay the same function from one
 * render to the next.
 */
export function useTold<T>(
  announcement: "desktop:changed" | "watch:changed",
  ask: (bridge: PageBridge) => Promise<T>,
): T | null {
  const { bridge, stores } = useSurroundings();
  const [told, setTold] = useState<T | null>(null);
  useEffect(() => {
    let isThere = true;
    const askAgain = (): void => {
      ask(bridge).then(
        (answer) => isThere && setTold(answer),
        (error: unknown) => stores.notices.warn("notice.refused", { message: sentenceOf(error) }),
      );
    };
    const end = bridge.on(announcement, askAgain);
    askAgain();
    return () => {
      isThere = false;
      end();
    };
  }, [bridge, stores, announcement, ask]);
  return told;
}
