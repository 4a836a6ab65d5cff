// A Node that has booted and waits to be told which program to be: by one message on its channel, which it
// then closes. Without the channel there is nobody to wait for.
import { pathToFileURL } from 'node:url';

process.once('message', (message) => {
  process.off('disconnect', end);
  setImmediate(become, message); // Node still holds the channel while it hands out a message that came early
});
process.once('disconnect', end);

async function become({ path, args, env }) {
  process.disconnect();
  process.argv.splice(1, process.argv.length, path, ...args);
  Object.assign(process.env, env);
  await import(pathToFileURL(path).href);
}

function end() {
  process.exit();
}
