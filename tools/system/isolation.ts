import { Program } from './program.ts';

/**
 * Runs a command where it can do no harm: a network, processes and mounts of its own, all files read-only but
 * for `$1`, which is empty and in memory and has a copy of the file `$2` as `$3`; the folders behind that,
 * up to `--`, are empty. All that it starts ends with it.
 */
const SCRIPT = `
set -e
own=$1; file=$2; name=$3; shift 3
mount -t tmpfs -o size=64m tmpfs "$own"
cp -- "$file" "$own/$name"
while [ "$1" != -- ]; do mount -t tmpfs tmpfs "$1"; shift; done
shift
while read -r _ place _; do
  [ "$place" = "$own" ] || mount -o remount,bind,ro "$(printf '%b' "$place")" 2>/dev/null || true
done < /proc/self/mounts
ip link set lo up
cd "$own"
exec "$@"
`;

const NAMESPACES = [
  'unshare',
  ...['--user', '--map-root-user', '--net', '--ipc', '--mount', '--mount-proc'],
  ...['--pid', '--fork', '--kill-child'],
] as const;

export interface Isolation {
  /** The one folder that can be written; it must be there. */
  readonly own: string;
  /** The file that is tried, and how it is called in `own`. */
  readonly file: string;
  readonly name: string;
  /** Folders that nobody may see. */
  readonly hidden: readonly string[];
}

/** The command line that runs `command` in isolation. */
export function isolated(
  { own, file, name, hidden }: Isolation,
  command: readonly string[],
): readonly [string, ...string[]] {
  return [
    ...NAMESPACES,
    ...['sh', '-c', SCRIPT, 'sh', own, file, name, ...hidden, '--', ...command],
  ];
}

/** Why this machine can't isolate programs, or nothing where it can: tried for real. */
export async function whyNotIsolated(own: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return `this is ${process.platform}`;
  const probe = { own, file: '/dev/null', name: 'probe', hidden: [] };
  const { code, output } = await new Program(isolated(probe, ['test', '-f', 'probe']), {
    merged: true,
  }).ended;
  return code === 0 ? undefined : output.trim() || `unshare ends with ${code}`;
}
