import {readFileSync} from 'node:fs';
import type {BindMount} from '../../../src/engines/engine.ts';

/** What the mount that a path lies on allows (ENGINES.md 8), from this process's mount table. */
export function propagationOf(path: string): BindMount['propagation'] {
  let best = {point: '', shared: false};
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [before = ''] = line.split(' - ');
    const fields = before.split(' ');
    const point = (fields[4] ?? '').replace(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const covers = point !== '' && (point === '/' || path === point || path.startsWith(`${point}/`));
    if (covers && point.length >= best.point.length)
      best = {point, shared: /(^| )(shared|master):/.test(fields.slice(6).join(' '))};
  }
  return best.shared ? 'rslave' : 'rprivate';
}
