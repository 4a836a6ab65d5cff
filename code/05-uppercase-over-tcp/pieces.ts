import { connect } from 'node:net';

const [host = '127.0.0.1', port = '12000', ...pieces] = process.argv.slice(2);

const connection = connect(Number(port), host);
const replies = connection.iterator({ destroyOnReturn: false });
for (const piece of pieces) {
  connection.write(Buffer.from(piece, 'hex'));
  const reply = await replies.next();
  const seen = reply.done ? 'no reply, the server has ended' : `"${reply.value}"`;
  console.log(`${piece}: ${seen}`);
}
connection.end();
