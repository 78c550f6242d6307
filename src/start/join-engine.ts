import type {Engine, EngineCommand} from '../engines/engine.ts';
import {actsOnLoader} from '../engines/loader-variables.ts';
import {mendInside} from '../engines/mend-inside.ts';
import {processOfCtr} from '../engines/ctr-process.ts';
import {payloadOf, type StartRecord} from './start-records.ts';
import {UserError} from '../system/user-error.ts';

/**
 * An engine that enters a start that goes on, where the real one would begin another. Everything else of a plan stays what it is: the
 * same environment, the set-up once more, the same directory.
 */
export function joinEngine(engine: Engine, record: StartRecord): Engine {
  switch (engine.capabilities.join) {
    case 'exec':
      return {...engine, render: (spec, fact) => engine.join!({...spec, name: record.name}, fact)};
    case 'namespaces':
      return {
        ...engine,
        render: (spec, fact) =>
          isRepeated(engine, spec.user.uid) ? engine.render(spec, fact) : enter(spec, engine.name, record),
      };
    case 'again':
      return engine;
  }
}

/**
 * Whether joining is the same start once more. The mounts of unshare belong to a user namespace between that of the command and ours,
 * which no tool of the day can enter: the same start makes the same mounts, and processes are the machine's anyway.
 */
export function isRepeated({name, capabilities}: Engine, uid: number): boolean {
  return capabilities.join === 'again' || (name === 'unshare' && uid !== 0);
}

type Spec = Parameters<Engine['render']>[0];

function enter({command, env, user}: Spec, engine: string, record: StartRecord): EngineCommand {
  const payload = payloadOf(record) ?? processOfCtr(record.name);
  if (payload === null) {
    throw new UserError(
      'engine-unusable',
      `${record.name} runs (process ${record.pid}), but nothing in it can be joined from here.`,
      `Start another: hsf shell ${record.variant}`,
    );
  }
  const late = Object.fromEntries(Object.entries(env).filter(([name]) => actsOnLoader(name)));
  const mended = mendInside(command, {unset: [], values: late});
  const here = Object.fromEntries(Object.entries(env).filter(([name]) => !actsOnLoader(name)));
  return {
    argv: [
      '/usr/bin/nsenter',
      `--target=${payload}`,
      '--mount',
      ...(user.uid === 0 ? [] : ['--user', '--preserve-credentials']),
      // Only where the root was changed and not its mount: a changed root allows no further user namespaces.
      ...(engine === 'bubblewrap' ? [] : ['--root', '--wd']),
      '--',
      ...mended.command,
    ],
    env: {...here, ...mended.env},
    signals: {by: 'exec'},
  };
}
