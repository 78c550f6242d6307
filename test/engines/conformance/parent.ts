/** Stays as the parent of an engine's process, as `hsf` does where an engine loses signals. The start is in a file. */
import {readFileSync} from 'node:fs';
import {stayAsParent, type SignalRoute} from '../../../src/system/stay-as-parent.ts';

type Start = {argv: [string, ...string[]]; env: Record<string, string>; route: SignalRoute};

const {argv, env, route} = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Start;
process.exitCode = await stayAsParent(argv, env, {descriptors: [], terminal: false, route});
