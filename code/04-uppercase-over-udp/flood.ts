import { createSocket } from 'node:dgram';

const [bytes = '1', bufferBytes = '0'] = process.argv.slice(2);
const receiver = createSocket('udp4');
const sender = createSocket('udp4');
let failed = 0;
let arrived = 0;

receiver.on('listening', () => {
  if (bufferBytes !== '0') receiver.setRecvBufferSize(Number(bufferBytes));
  sender.connect(receiver.address().port, '127.0.0.1');
});
sender.on('connect', () => {
  const datagram = Buffer.alloc(Number(bytes), 'x');
  for (let sent = 0; sent < 1000; sent += 1) {
    sender.send(datagram, (error) => {
      if (error) failed += 1;
    });
  }
});

receiver.on('message', (datagram) => {
  if (datagram.length > 0) {
    arrived += 1;
    sender.send('');
    return;
  }
  console.log(`1000 sent, ${failed} failed, ${arrived} arrived`);
  receiver.close();
  sender.close();
});

receiver.bind(0, '127.0.0.1');
