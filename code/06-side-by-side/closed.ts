import { createSocket } from 'node:dgram';
import { connect } from 'node:net';

const [host = '127.0.0.1', port = '12000'] = process.argv.slice(2);

const udp = createSocket('udp4');
let heard = 'nothing';
udp.on('error', (error) => (heard = error.message));
udp.send('hello', Number(port), host, (error) => {
  console.log(`udp: ${error ? error.message : 'sent'}`);
  askConnected();
});

function askConnected() {
  const connected = createSocket('udp4');
  connected.on('error', (error) => {
    console.log(`udp, connected: ${error.message}`);
    connected.close();
    askTcp();
  });
  connected.connect(Number(port), host, () => connected.send('hello'));
}

function askTcp() {
  connect(Number(port), host).on('error', (error) => {
    console.log(`tcp: ${error.message}`);
    console.log(`udp since then: ${heard}`);
    udp.close();
  });
}
