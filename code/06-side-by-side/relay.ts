import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export async function openRelay(host: string, port: number, seed: number) {
  const front = createSocket('udp4');
  const back = createSocket('udp4');
  let client = { address: '', port: 0 };

  const losesQuestion = dice(seed);
  const losesAnswer = dice(seed + 1000);

  front.on('message', (question, sender) => {
    client = sender;
    if (question.length === 0 || !losesQuestion()) back.send(question, port, host);
  });
  back.on('message', (answer) => {
    if (answer.length === 0 || !losesAnswer()) front.send(answer, client.port, client.address);
  });

  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  const close = () => [front, back].forEach((socket) => socket.close());
  return { port: front.address().port, close };
}

function dice(seed: number) {
  let state = 1_000_000 + seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state % 5 === 0;
  };
}
