export const CHAPTER = 'chapters/05-uppercase-over-tcp.md';
export const ASK = 'npx wirebook run 05/line-client -- 127.0.0.1 12000';
export const PIECES = "(printf 'hel'; sleep 1; printf 'lo\\n') | nc 127.0.0.1 12000";
