/** So many turns of the event loop others are given to join in. */
const turnsToJoin = 4;

/**
 * Calls back after a few turns of the event loop. While many uploads are at work each turn brings some of them further, so that
 * more comes together and is written at once; when there is nothing to do the turns pass in no time.
 */
export function afterTurns(callback: () => void, turns: number = turnsToJoin): void {
  setImmediate(() => (turns <= 1 ? callback() : afterTurns(callback, turns - 1)));
}
