import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {engineProbe, readHost} from './machine.ts';
import {lineWord} from '../start/shell-words.ts';
import {columns} from './text-columns.ts';
import {writeDemo, type DemoReport} from '../demo/write-demo.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf demo`: writes the small tree below the cache directory, or finds it there, and says what to try on it. */
export async function demo(context: Context): Promise<number> {
  const {directories, options, output, settings, world} = context;
  if (directories.cache === null)
    throw new UserError(
      'demo-failed',
      'There is no place for the demo: neither HOME nor XDG_CACHE_HOME is set.',
      'Set one of them.',
    );
  const host = readHost(world, settings.cvmfs, []);
  if (host.arch === null) throw new UserError('demo-failed', 'The architecture of this machine is not known.', 'Set HSF_ARCH.');
  const probe = engineProbe(world, settings.cvmfs);
  const report = await writeDemo({
    directory: `${directories.cache}/demo`,
    force: options.switchedOn('force'),
    host: {arch: host.arch, osFamily: host.os.family, which: probe.which, run: argv => probe.run(argv, 5_000)},
  });
  const {root, reused, tries, notes} = report;
  output.result(options.json ? jsonDocument({demo: {root, reused, tries, notes}}) : demoText(report));
  return EXIT.ok;
}

function demoText({root, reused, tries, notes}: DemoReport): string {
  const lines = [
    ['  hsf', 'choose and start in the picker'],
    ['  hsf list', 'what is there'],
    ...(tries.prefix === null ? [] : [[`  hsf shell ${tries.prefix}`, 'a shell in a prefix']]),
    [`  hsf run ${tries.view} -- hello-lcg`, 'a command in a view'],
    ...(tries.root === null ? [] : [[`  hsf run ${tries.root} -- hello-root`, 'a build for this very system']]),
    ['  hsf run cms/CMSSW_15_0_2 -- hello-cms', 'a release of an experiment, by its own tools'],
    ...(tries.image === null ? [] : [[`  hsf shell ${tries.image}`, 'a thin container']]),
  ];
  return [
    `${reused ? 'The demo is' : 'A demo was written'} in ${root}; DEMO in it says what is real.`,
    'To use it in this shell, and what to try then:',
    // Understood by every POSIX shell; others have the flag.
    `  export HSF_CVMFS=${lineWord(root)}`,
    ...columns(lines),
    ...notes,
    '',
  ].join('\n');
}
