import type {Platform} from '../stack.ts';
import {dashed} from './dashed.ts';
import {dottedOsWord, osWord, runTogether} from './words.ts';

/**
 * Standalone ROOT (LAYOUTS.md 1.11): distributions keep their dots and point releases, macOS and compilers run theirs together:
 * `x86_64-almalinux9.8-gcc115-opt`, `x86_64-ubuntu26.04-gcc152-opt`, `arm64-mac265-clang210-opt`.
 */
export const root = dashed('root', {os, compiler: runTogether});

function os(of: NonNullable<Platform['os']>): string {
  return of.id === 'mac' ? osWord(of) : dottedOsWord(of);
}
