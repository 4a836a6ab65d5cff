export const CHAPTER = 'chapters/05-uppercase-over-tcp.md';
export const RUN = 'npx tsx answers/tcp-client.ts 127.0.0.1 12000';
export const WITH_SERVER = `npx wirebook run 05/line-server, and in a second terminal: ${RUN}`;
