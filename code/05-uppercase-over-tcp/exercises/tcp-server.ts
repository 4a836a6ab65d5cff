import { createServer, type Socket } from 'node:net';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 12000);

const server = createServer(serve);

function serve(connection: Socket) {
  // Answer each line of this connection here.
  connection.end();
}

// Listen, say where, and end well.
console.log(`PORT is ${port}, HOST is ${host}`);
server.close();
