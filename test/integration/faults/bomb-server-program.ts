import { createServer } from "node:http";
import { createGzip } from "node:zlib";

const megabyte = Buffer.alloc(1024 * 1024, 0x20);

/** Takes every request whole and answers it with what its address names; prints its port. */
const server = createServer((request, response) => {
  request.resume().once("end", () => {
    if (request.url === "/gzip") {
      response.writeHead(200, { "Content-Encoding": "gzip", "Content-Type": "application/json" });
      const gzip = createGzip();
      gzip.pipe(response);
      let left = 512;
      const more = () => {
        while (left > 0) {
          left -= 1;
          if (!gzip.write(megabyte)) {
            gzip.once("drain", more);
            return;
          }
        }
        gzip.end();
      };
      more();
    } else if (request.url === "/plain") {
      response.writeHead(200, { "Content-Type": "application/json" });
      let left = 512;
      const more = () => {
        while (left > 0 && !response.destroyed) {
          left -= 1;
          if (!response.write(megabyte)) {
            response.once("drain", more);
            return;
          }
        }
        response.end();
      };
      more();
    } else {
      const { socket } = request;
      socket.write("HTTP/1.1 200 OK\r\n");
      let left = 100_000;
      const more = () => {
        while (left > 0 && !socket.destroyed) {
          left -= 1;
          if (!socket.write(`X-Filler-${left}: ${"x".repeat(100)}\r\n`)) {
            socket.once("drain", more);
            return;
          }
        }
        socket.end("\r\n");
      };
      socket.on("error", () => {});
      more();
    }
  });
  request.on("error", () => {});
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  process.stdout.write(`${address.port}\n`);
});
