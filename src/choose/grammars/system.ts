import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {isSystem, osNamed, osWord} from './words.ts';

/** An operating system alone: FAIR's `debian12`, the `centos7` of Grid user interfaces. Nothing is said of the machine. */
export const system = defineGrammar('system', parse, ({os}) => (os === null ? null : osWord(os)));

function parse(text: string): Platform {
  const os = osNamed(text);
  return os === null || os.version === null || !isSystem(os.id) ? unknownPlatform(text) : {...unknownPlatform(text), os};
}
