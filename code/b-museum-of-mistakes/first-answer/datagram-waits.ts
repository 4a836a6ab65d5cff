const closed = { udp: 'nothing', tcp: 'refusal' };
const empty = { udp: '1', tcp: '0' };
const two = { udp: '"STRA" "SSE"', tcp: '"STRASSE"' };
const late = { udp: 'earlylate', tcp: 'earlylate' };

for (const [question, { udp, tcp }] of Object.entries({ closed, empty, two, late })) {
  console.log(`${question} udp: ${udp}`);
  console.log(`${question} tcp: ${tcp}`);
}
