// A Node that has booted and waits to be told which program to be: by one message on its channel, which it
// then closes. Without the channel there is nobody to wait for.
import { pathToFileURL } from 'node:url';

process.once('message', async ({ path, args, env }) => {
  process.off('disconnect', end);
  process.disconnect();
  process.argv.splice(1, process.argv.length, path, ...args);
  Object.assign(process.env, env);
  await import(pathToFileURL(path).href);
});
process.once('disconnect', end);

function end() {
  process.exit();
}
