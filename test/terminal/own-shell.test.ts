import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {quotePosix} from '../../src/start/shell-words.ts';
import {makeScene, type Scene as Place} from '../commands/hsf.ts';
import {requires} from '../engines/rig.ts';
import {knowsFish} from '../rig/fish-home.ts';
import {openScene, type Scene} from '../rig/terminal/tmux.ts';
import {SHELLS} from '../start/rig.ts';

const able = requires('tmux', 'bash', 'zsh', 'fish', 'tcsh', 'ksh');
const MAIN = join(import.meta.dirname, '../../dist/hsf.js');
const VIEW = 'sft.cern.ch/lcg/views/LCG_107/x86_64-debian12-gcc12-opt';

type Own = {
  readonly file: string;
  /** The user's own start-up file: prompt, PATH, history, a key, a completion. */
  readonly text: string;
  /** Tells what is left of it. */
  readonly tell: string;
  readonly told: readonly string[];
};

const OWN: Readonly<Record<string, Own>> = {
  bash: {
    file: '.bashrc',
    text: `PATH=$HOME/own:$PATH\nPS1='inner> '\nHISTFILE=$HOME/history.bash\nbind '"\\C-xj": "bound"'\ncomplete -W 'u v' usercmd\nalias mine='echo my alias'\n`,
    tell: 'bind -s; complete -p usercmd; alias mine; alias stack_alias; complete -p stackcmd; stack_function; echo "H=$HISTFILE $not_exported"',
    told: [
      '"\\C-xj": "bound"',
      "complete -W 'u v' usercmd",
      "alias mine='echo my alias'",
      "alias stack_alias='echo an alias'",
      "complete -W 'a b' stackcmd",
      'from a function',
      'H=HOME/history.bash 5',
    ],
  },
  zsh: {
    file: '.zshrc',
    text: `path=($HOME/own $path)\nPS1='inner> '\nHISTFILE=$HOME/history.zsh\nautoload -Uz compinit && compinit -u -d $HOME/.dump\nbindkey -s '^Xj' bound\n_usercmd() { compadd u v }\ncompdef _usercmd usercmd\nalias mine='echo my alias'\n`,
    tell: 'bindkey "^Xj"; echo ${_comps[usercmd]}; alias mine; echo "H=$HISTFILE"',
    told: ['"^Xj" "bound"', '_usercmd', "mine='echo my alias'", 'H=HOME/history.zsh'],
  },
  fish: {
    file: '.config/fish/config.fish',
    text: `set -gx PATH $HOME/own $PATH\nfunction fish_prompt; echo 'inner> '; end\nset -g fish_greeting\nset -g fish_history mine\nbind ctrl-o 'echo bound'\ncomplete -c usercmd -a 'u v'\nalias mine='echo my alias'\n`,
    tell: 'bind ctrl-o; complete -c usercmd; functions -q mine; and echo has mine; echo "H=$fish_history"',
    told: ['bind ctrl-o', 'usercmd', 'has mine', 'H=mine'],
  },
  ksh: {
    file: '.kshrc',
    text: `PATH=$HOME/own:$PATH\nPS1='inner> '\nHISTFILE=$HOME/history.ksh\nset -o emacs\nalias mine='echo my alias'\n`,
    tell: 'alias mine; set -o | grep emacs; echo "H=$HISTFILE"',
    told: ["mine='echo my alias'", 'on', 'H=HOME/history.ksh'],
  },
  tcsh: {
    file: '.tcshrc',
    text: `setenv PATH "\${PATH}:$HOME/own"\nset prompt = 'inner> '\nset histfile = $HOME/history.tcsh\nbindkey -s '^Xj' bound\ncomplete usercmd 'p/1/(u v)/'\nalias mine 'echo my alias'\n`,
    tell: 'bindkey "^Xj"; complete usercmd; alias mine; echo "H=$histfile"',
    told: ['bound', "'p/1/(u v)/'", 'echo my alias', 'H=HOME/history.tcsh'],
  },
};

describe.skipIf(!able)('the shell that "hsf shell" starts', () => {
  let place: Place;
  beforeAll(() => {
    place = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
    mkdirSync(join(place.home, 'own'));
    knowsFish(place.home);
    for (const {file, text} of Object.values(OWN)) {
      mkdirSync(dirname(join(place.home, file)), {recursive: true});
      writeFileSync(join(place.home, file), text);
    }
    writeFileSync(
      join(place.tree.root, VIEW, 'setup.sh'),
      `printf . >>'${place.folder}/runs'\nexport PATH="/cvmfs/${VIEW}/bin:$PATH" STACK_ODD="it's \\"odd\\" \\$HOME\nsecond line"\nstack_function() { echo from a function; }\nalias stack_alias='echo an alias'\ncomplete -W 'a b' stackcmd\nnot_exported=5\n`,
    );
  });
  afterAll(() => place?.remove());

  const line = (shell: string) => {
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: place.home,
      SHELL: SHELLS[shell]!,
      TERM: 'screen',
      LANG: 'C.UTF-8',
      HSF_CVMFS: place.tree.root,
      HSF_OS: 'debian12',
      HSF_ARCH: 'x86_64',
      HSF_CPU: 'x86_64/amd/zen3',
    };
    const words = [...Object.entries(env).map(([name, value]) => `${name}=${value}`), process.execPath, MAIN];
    return `env -i ${words.map(quotePosix).join(' ')} -q shell lcg/LCG_107@x86_64-debian12-gcc12-opt; echo "status=$?"`;
  };

  test.each(Object.keys(OWN))("%s keeps what is its user's, live and replayed", {timeout: 90_000}, async shell => {
    const {tell, told} = OWN[shell]!;
    writeFileSync(join(place.folder, 'runs'), '');
    const seen: {env: readonly string[]; told: string}[] = [];
    for (let start = 0; start < 3; start += 1) {
      const scene = await openScene({columns: 120, rows: 40});
      try {
        await scene.command(line(shell));
        await scene.sees('inner>');
        seen.push({env: await environment(scene, place), told: await output(scene, place, tell)});
        await scene.command('exit 7');
        await scene.sees('status=7');
      } finally {
        await scene.close();
      }
    }
    const [first, ...others] = seen;
    for (const part of told) expect(first!.told).toContain(part.replace('HOME', place.home));
    for (const other of others) expect(other).toEqual(first);
    const path = first!.env.find(entry => entry.startsWith('PATH='))!;
    expect(path).toMatch(new RegExp(`^PATH=/cvmfs/${VIEW}/bin:`));
    expect(path).toContain(`${place.home}/own`);
    expect(first!.env).toContain('STACK_ODD=it\'s "odd" $HOME\nsecond line');
    expect(first!.env.filter(entry => /^(HSF_SET_|HSF_USER_|__hsf|ENV=|ZDOTDIR=)/.test(entry))).toEqual([]);
    expect(readFileSync(join(place.folder, 'runs'), 'utf8')).toBe('..');
  });
});

let count = 0;

async function output(scene: Scene, place: Place, what: string): Promise<string> {
  const file = join(place.folder, `told-${(count += 1)}`);
  // A file of its own line by line: every shell can source one, and none has to parse what another means.
  writeFileSync(`${file}.in`, `${what}\n`);
  await scene.command(`source ${file}.in > ${file}.new; mv ${file}.new ${file}`);
  await expect.poll(() => existsSync(file), {timeout: 15_000}).toBe(true);
  return readFileSync(file, 'utf8');
}

async function environment(scene: Scene, place: Place): Promise<readonly string[]> {
  const text = await output(scene, place, 'env -0');
  return text
    .split('\0')
    .filter(entry => entry !== '' && !/^(?:_|SHLVL|PWD|OLDPWD|TMUX\w*|HSF_ORIGIN)=/.test(entry))
    .toSorted();
}
