import {parseMountTable} from '../system/mount-table.ts';
import {isBelow} from '../system/which.ts';
import {parseBind} from './bind-text.ts';
import {planHere} from './plan-here.ts';
import type {Plan} from './plan.ts';
import type {PlanInput} from './plan-input.ts';
import {chooseEngine} from './choose-engine.ts';
import {bindMounts, containerSpec} from './container-spec.ts';
import {applyChange} from './environment.ts';
import {hostPath} from './image-root.ts';
import {acceptMounts, type MountWish} from './mounts.ts';
import {withTickets} from './namespace-tickets.ts';
import {checkMountPoints} from './mount-points.ts';
import {rootEntries, rootIsACopy} from './root-entries.ts';
import type {WorkingDirectory} from './working-directory.ts';

/**
 * A container with this machine's own root: mounts of its own around a stack that runs here anyway. The environment is the one of
 * a start without a container, since the system is the same.
 */
export async function planHostContainer(input: PlanInput, directory: WorkingDirectory): Promise<Plan> {
  const wishes = {...input.wishes, binds: [], siteBinds: []};
  const plan = await withTickets(await planHere({...input, cvmfs: '/cvmfs', wishes}, {...directory, inherited: false}), input);
  const place = {base: directory.spelled, home: input.caller.env['HOME'] ?? null};
  const binds: readonly MountWish[] = [
    ...(input.cvmfs === '/cvmfs'
      ? []
      : [{source: input.cvmfs, target: '/cvmfs', mode: 'ro', reason: 'the software', origin: 'builtin', needed: true} as const]),
    ...input.wishes.binds.map(text => parseBind(text, {...place, origin: 'user'})),
    ...input.wishes.siteBinds.map(text => parseBind(text, {...place, base: '/', origin: 'site'})),
  ];
  const states = new Map(await input.tree.states(binds.map(wish => wish.source).filter(path => path !== input.cvmfs)));
  states.set(input.cvmfs, 'directory');
  const accepted = acceptMounts(await Promise.all(binds.map(wish => atRealTarget(wish, input))), states);
  const {mounts, warnings: left} = await checkMountPoints(accepted.mounts, states, 'host', input.tree.states);
  const {entries, complete, warnings: unnameable} = await rootEntries(mounts, states, path => input.tree.list(path));
  const ofCopy = complete ? [] : [...unnameable, ...rootIsACopy(input.caller.uid)];
  const table = parseMountTable((await input.tree.text('/proc/self/mountinfo')) ?? '');
  const bound = await bindMounts(
    mounts.map(mount => ({...mount, source: hostPath(mount.source, input.cvmfs)})),
    new Map([...states].map(([path, state]) => [hostPath(path, input.cvmfs), state])),
    table,
    null,
  );
  const chosen = await chooseEngine('host', "start in this machine's own root", input, ({engine}) => {
    const change = {...plan.env, set: {...plan.env.set, HSF_CONTAINER: 'host', container: engine.name}};
    const spec = containerSpec(input, {
      root: {kind: 'host'},
      entries: complete ? {} : entries,
      mounts: bound,
      env: applyChange(input.caller.env, change),
      command: plan.argv,
    });
    return Promise.resolve({spec, change});
  });
  const {spec, change} = chosen.made;
  const rendered = chosen.engine.render(spec, chosen.fact);
  return {
    ...plan,
    mode: 'container',
    engine: chosen.engine.name,
    image: null,
    root: spec.root,
    argv: rendered.argv,
    env: change,
    mounts: bound,
    warnings: [...chosen.warnings, ...plan.warnings, ...accepted.warnings, ...left, ...ofCopy],
    signals: rendered.signals,
    processEnv: rendered.env,
  };
}

/** A target behind links of this machine, where a mount would land anyway: no link has to make way for it. */
async function atRealTarget(wish: MountWish, {tree}: PlanInput): Promise<MountWish> {
  if (isBelow(wish.target, '/cvmfs')) return wish;
  // The child that looks has a deadline, resolving in this process has none.
  const state = (await tree.states([wish.target])).get(wish.target);
  if (state === 'missing' || state === 'not-answering') return wish;
  return {...wish, target: (await tree.real(wish.target)) ?? wish.target};
}
