import { createSocket } from 'node:dgram';
import { connect } from 'node:net';

const [host = process.env.HOST || '127.0.0.1', port = process.env.PORT || '12000', text = 'hello'] =
  process.argv.slice(2);

const udp = createSocket('udp4');
udp.send(text, Number(port), host);
udp.on('message', (reply) => {
  console.log(`udp: ${reply}`);
  udp.close();
  askTcp();
});

function askTcp() {
  const tcp = connect(Number(port), host);
  tcp.write(text);
  tcp.on('data', (reply) => {
    console.log(`tcp: ${reply}`);
    tcp.end();
  });
}
