import { connect } from 'node:net';

const port = Number(process.env.PORT || 12000);
const host = process.env.HOST || '127.0.0.1';

const connection = connect(port, host, () => {
  connection.resetAndDestroy();
  console.log('connected, and gone again');
});
