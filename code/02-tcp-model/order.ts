import { connect } from 'node:net';

const [host, port, order = ''] = process.argv.slice(2);

const connection = connect(Number(port), host);
connection.write(order, () => console.log(`delivered: "${order}"`));
connection.on('error', (error) => console.log(`then: ${error.message}`));
