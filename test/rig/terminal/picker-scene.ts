import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {builtFixture} from './build-fixture.ts';
import {terminalTest} from './terminal-test.ts';
import type {Stage} from './terminal-test.ts';

/** One column of things, list and details, three panes. */
export const SIZES = {
  small: {columns: 40, rows: 10},
  usual: {columns: 80, rows: 24},
  large: {columns: 200, rows: 60},
} as const;

export type SizeName = keyof typeof SIZES;

export type PickerStage = Stage & {
  readonly size: SizeName;
  /** The picker's own process. */
  readonly pid: () => number;
};

export type PickerScene = {
  readonly sizes?: readonly SizeName[];
  /** Words for the program of the fixture, in which every scene waits for its first stack. */
  readonly words?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed before the program's name: `LANG=C`. */
  readonly before?: string;
  /** What is seen first; a stack when left out. */
  readonly first?: string | RegExp;
};

/** A scene with the real picker on a made-up catalogue, once at each size. */
export function pickerTest(title: string, scene: PickerScene, steps: (t: PickerStage) => Promise<void>): void {
  const {sizes = ['small', 'usual', 'large'], words = '', env = {}, before = '', first = /^> . lcg\/LCG_107/m} = scene;
  for (const size of sizes) {
    terminalTest(`${title}, ${SIZES[size].columns}×${SIZES[size].rows}`, {...SIZES[size], env}, async t => {
      const program = await builtFixture('picker.tsx');
      await t.command(`${before} ${process.execPath} ${program} pid=pid ${words}`.trim());
      await t.sees(first);
      await steps({...t, size, pid: () => Number(readFileSync(join(t.folder, 'pid'), 'utf8'))});
    });
  }
}

/** Waits for the end of a process that is no child of ours. */
export async function seesEnd(pid: number): Promise<void> {
  for (let waited = 0; existsSync(`/proc/${pid}`); waited += 20) {
    if (waited > 10_000) throw new Error(`Process ${pid} has not ended.`);
    await delay(20);
  }
}
