// Makes packages: `npm run dist -- [TARGET...] [--at-hand] [--arch=x64,arm64] [--output=DIR]`.
import { clear, orderOf, pack } from "./package/pack.mjs";
import { describeFailure } from "./setup/setup-error.mjs";

try {
  const order = orderOf(process.argv.slice(2));
  clear(order);
  if (!(await pack(order))) {
    process.stderr.write("waybill: the package is larger than it may be (scripts/package/sizes.mjs).\n");
    process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 2;
}
