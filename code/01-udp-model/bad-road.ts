import { createSocket } from 'node:dgram';

const [host, port, ...words] = process.argv.slice(2);
const socket = createSocket('udp4');

const [first = '', second = '', third = '', fourth = ''] = words;
for (const word of [first, third, second, fourth, fourth]) await post(word);

console.log(`sent from port ${socket.address().port}`);
socket.close();

function post(word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(word, Number(port), host, (error) => (error ? reject(error) : resolve()));
  });
}
