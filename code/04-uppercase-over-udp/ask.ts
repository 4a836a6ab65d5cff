import { createInterface } from 'node:readline';

export async function ask(prompt: string): Promise<string> {
  process.stdout.write(prompt);
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    lines.close();
    return line;
  }
  console.error('\nno text to send');
  process.exit(1);
}
