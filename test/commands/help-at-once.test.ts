import {afterAll, expect, test} from 'vitest';
import {helpText} from '../../src/commands/help.ts';
import {commandNamed, PICKER_COMMAND} from '../../src/commands/table.ts';
import {makeScene} from './hsf.ts';

const scene = makeScene();
afterAll(() => scene.remove());

test.each([
  {args: ['--help'], command: ''},
  {args: ['-h'], command: ''},
  {args: ['help'], command: ''},
  {args: ['help', 'run'], command: 'run'},
  {args: ['list', '--os', 'el9', '--help'], command: 'list'},
  {args: ['-vh', 'list'], command: 'list'},
])('$args prints the help that the table makes', async ({args, command}) => {
  const ended = await scene.hsf(args);
  expect(ended).toMatchObject({status: 0, stdout: helpText(commandNamed(command) ?? PICKER_COMMAND, 80), stderr: ''});
});

test.each([
  {args: ['lsit', '--help'], says: 'Did you mean "hsf list"?'},
  {args: ['list', '--no-such-flag', '--help'], says: 'There is no flag --no-such-flag.'},
])('$args is told as it is without --help', async ({args, says}) => {
  const ended = await scene.hsf(args);
  expect(ended).toMatchObject({status: 2, stdout: ''});
  expect(ended.stderr).toContain(says);
});

test('what stands behind "--" is not asked for help about hsf', async () => {
  const ended = await scene.hsf(['run', '--', 'true', '--help']);
  expect(ended.stdout).not.toContain('Usage: hsf');
});
