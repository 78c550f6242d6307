import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {describe, expect, test} from 'vitest';

async function said(trial: string, ...words: readonly string[]): Promise<{status: unknown; stdout: string; stderr: string}> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${trial}.ts`), ...words]);
  const ended = new Promise(resolve => child.once('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return {status, stdout, stderr};
}

describe.each(['fuzz', 'fidelity', 'kills', 'soak', 'mutants', 'faults'])('npm run %s', trial => {
  test.concurrent('tells what it does', async () => {
    const {status, stdout, stderr} = await said(trial, '--help');
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(stdout.startsWith(`\`npm run ${trial}`)).toBe(true);
    expect(stdout).not.toMatch(/^[ *]/m);
  });

  test.concurrent('names an option that it does not have', async () => {
    const {status, stdout, stderr} = await said(trial, '--no-such-option');
    expect({status, stdout}).toEqual({status: 2, stdout: ''});
    expect(stderr).toContain('--no-such-option');
    expect(stderr).toContain(`npm run ${trial}`);
    expect(stderr).not.toContain('    at ');
  });
});

test('npm run fuzz wants a number where one has to be', async () => {
  const {status, stderr} = await said('fuzz', '--count', 'many');
  expect({status, said: stderr.split('\n')[0]}).toEqual({status: 2, said: '--count takes a number.'});
});
