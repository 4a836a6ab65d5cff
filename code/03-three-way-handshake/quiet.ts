import { connect } from 'node:net';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';

const connection = connect(port, host, () => console.log('connected'));
connection.on('error', ({ message }) => console.log(message)).resume();
