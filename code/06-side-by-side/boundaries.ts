import { createSocket } from 'node:dgram';
import { connect } from 'node:net';

const [host = '127.0.0.1', port = '12000', ...texts] = process.argv.slice(2);

const udp = createSocket('udp4');
const replies: string[] = [];
udp.on('message', (reply) => {
  replies.push(`"${reply}"`);
  if (replies.length < texts.length) return;
  console.log(`udp: ${texts.length} sends, ${replies.length} replies: ${replies.join(' ')}`);
  udp.close();
  overTcp();
});
for (const text of texts) udp.send(text, Number(port), host);

function overTcp() {
  const tcp = connect(Number(port), host);
  let stream = '';
  tcp.on('data', (piece) => (stream += piece));
  tcp.on('end', () => {
    console.log(`tcp: ${texts.length} writes, ${stream.length} bytes back: "${stream}"`);
  });
  for (const text of texts) tcp.write(text);
  tcp.end();
}
