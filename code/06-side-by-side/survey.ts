import { createSocket } from 'node:dgram';
import { openRelay } from './relay.ts';

const [host = '127.0.0.1', port = '12000', seed = '1'] = process.argv.slice(2);

const relay = await openRelay(host, Number(port), Number(seed));
const udp = createSocket('udp4');
let answers = 0;
udp.on('message', (answer) => {
  if (answer.length > 0) return void (answers += 1);
  console.log(`100 questions, ${answers} answers`);
  udp.close();
  relay.close();
});
for (let number = 1; number <= 100; number += 1) {
  udp.send(`question ${number}`, relay.port, '127.0.0.1');
}
udp.send('', relay.port, '127.0.0.1');
