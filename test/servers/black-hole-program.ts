import { createServer } from "node:net";

/** Listens with the shortest of queues and prints its port; the parent stops it, so that nothing is taken off the queue. */
const server = createServer();
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  process.stdout.write(`${address.port}\n`);
});
