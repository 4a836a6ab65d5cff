const closed = { udp: '?', tcp: '?' };
const empty = { udp: '?', tcp: '?' };
const two = { udp: '?', tcp: '?' };
const late = { udp: '?', tcp: '?' };

for (const [question, { udp, tcp }] of Object.entries({ closed, empty, two, late })) {
  console.log(`${question} udp: ${udp}`);
  console.log(`${question} tcp: ${tcp}`);
}
