import { expect, type RunningApp, test } from "./app.fixture";

const boundsOf = ({ electron }: RunningApp) =>
  electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((each) => each.isVisible())
      ?.getBounds(),
  );

test("the window opens where it was when Waybill was quit, and as large", async ({ launch }) => {
  const first = await launch();
  const place = { x: 60, y: 40, width: 940, height: 640 };
  await first.electron.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()
      .find((each) => each.isVisible())
      ?.setBounds(bounds);
  }, place);
  await expect.poll(() => boundsOf(first)).toEqual(place);
  await first.quit();
  expect(await boundsOf(await launch())).toEqual(place);
});
