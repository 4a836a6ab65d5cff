import { connect } from 'node:net';

const [host, port, ...words] = process.argv.slice(2);

const connection = connect(Number(port), host, () => {
  console.log(`connected from port ${connection.localPort}`);
  for (const word of words) connection.write(word);
  connection.end();
});
