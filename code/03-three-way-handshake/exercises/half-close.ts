import { connect } from 'node:net';

const [host = '127.0.0.1', port = '12000', text = 'hello'] = process.argv.slice(2);

const connection = connect(Number(port), host);

connection.write(text, () => connection.destroy());

connection.once('data', (bytes) => console.log(`${bytes}`));
