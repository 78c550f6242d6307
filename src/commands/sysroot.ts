import type {Context} from './context.ts';
import {statSync} from 'node:fs';
import {resolve} from 'node:path';
import {hostSource} from './host-source.ts';
import {describeHost} from '../choose/describe-host.ts';
import type {Host} from '../choose/host.ts';
import {earlier} from '../system/deadline.ts';
import {runTool} from '../system/run-tool.ts';
import {UserError} from '../system/user-error.ts';

/** Said to the child, so that it reads the directory itself instead of sending a child of its own. */
const CHILD = 'HSF_SYSROOT_CHILD';

/**
 * The machine or image below a directory.
 *
 * The directory is the user's choice and may lie on CVMFS or on any other mount that does not answer, so it is read by a child
 * that can be left alone (RUNTIME.md 9).
 *
 * @throws UserError `directory-missing`, or `timeout` when the directory does not answer.
 */
export async function sysrootHost(context: Context, directory: string): Promise<Host> {
  const {deadline, world} = context;
  const root = directory.startsWith('/') ? directory : resolve(world.cwd(), directory);
  if (world.env[CHILD] === '1') return readBelow(root, context);
  const program = world.fromSources ? `${world.home}/commands/main.ts` : `${world.home}/hsf.js`;
  const env: Record<string, string> = {[CHILD]: '1', PATH: world.env['PATH'] ?? '/usr/bin:/bin'};
  for (const [name, value] of Object.entries(world.env)) if (name.startsWith('HSF_') && value !== undefined) env[name] = value;
  const answer = await runTool([world.node, program, 'host', '--json', '--sysroot', root], {
    timeoutMs: earlier(deadline, 200).remainingMs(),
    env,
  });
  if (answer.late)
    throw new UserError('timeout', `${root} did not answer within ${deadline.totalMs / 1000} s.`, 'Check the mount it lies on.');
  const document = parsed(answer.stdout);
  if (document?.host !== undefined) return {...document.host, cpu: {...document.host.cpu, flags: []}};
  if (document?.error !== undefined) throw new UserError('directory-missing', document.error.message, document.error.advice);
  throw new Error(`reading ${root} failed: ${answer.stderr.trim()}`);
}

function readBelow(root: string, context: Context): Host {
  if (statSync(root, {throwIfNoEntry: false})?.isDirectory() !== true) {
    throw new UserError(
      'directory-missing',
      `There is no directory ${root}.`,
      'Give a directory that holds a root file system, with etc and usr in it.',
    );
  }
  return describeHost(hostSource(root, context.world.env, []));
}

function parsed(text: string): {host?: Host; error?: {message: string; advice: string}} | null {
  try {
    return JSON.parse(text) as {host?: Host; error?: {message: string; advice: string}};
  } catch {
    return null;
  }
}
