import {dirname, resolve} from 'node:path';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {makeDirectory, writeNewAtomically} from '../system/atomic-file.ts';
import {errorCode} from '../system/error-code.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf family new [ID]`: a commented start, on stdout or in a new file. */
export function newFamily({options, output, world}: Context, [id = 'my-stacks', extra]: readonly string[]): number {
  if (extra !== undefined || !/^[a-z][a-z0-9-]{0,39}$/.test(id)) {
    throw new UserError(
      'usage',
      `"${extra ?? id}" is no name for a family.`,
      'One word: lower-case letters, digits and dashes, beginning with a letter.',
    );
  }
  const text = familyStart(id, resolve(world.home, '../schemas/family.schema.json'));
  const wanted = options.value('output');
  if (wanted === null) {
    output.result(options.json ? jsonDocument({file: null, id, text}) : text);
    return EXIT.ok;
  }
  const file = resolve(world.cwd(), wanted);
  writeNew(file, text);
  if (options.json) output.result(jsonDocument({file, id, text}));
  output.note(`${file} is written. Change it, then run "hsf family check ${wanted}".`);
  return EXIT.ok;
}

function writeNew(file: string, text: string): void {
  try {
    // The directory of the first family is not there yet; that of a machine is for everybody to read.
    makeDirectory(dirname(file), 0o755);
  } catch (error) {
    throw notWritten(file, errorCode(error) ?? 'unknown error');
  }
  // Never over something that is there.
  const written = writeNewAtomically(file, text, 0o666);
  if (written.status === 'failed') throw notWritten(file, written.code);
}

function notWritten(file: string, code: string): UserError {
  return new UserError(
    'write-failed',
    code === 'EEXIST' ? `${file} is there already.` : `${file} cannot be written (${code}).`,
    code === 'EEXIST' ? 'Give another name; nothing is overwritten.' : 'Give a place that can be written.',
  );
}

/** A family file to begin with, as short as one can be; what is optional stands there as a comment. */
export function familyStart(id: string, schema: string): string {
  return `#:schema ${schema}
# A family of software stacks for hsf. Put it into ~/.config/hsf/families (for you), /etc/hsf/families (for a machine), or
# the directory on CVMFS that the setting site-families names (for a site). "hsf family check FILE" explains mistakes.

# First part of every address (${id}/RELEASE). With the id of a family that is there already, this file takes its place.
# To change single keys of a family instead: extends = "lcg" in the place of id; layouts given here come behind its own.
id = "${id}"
title = "My stacks"
# description = "One sentence on what it is."
# users = "Who uses it."
# experiments = ["ATLAS", "LHCb"]   # who works with it; the picker finds it by them
# documentation = "https://example.org/stacks"
# recommended = ["2026.*"]   # globs on releases; the newest that fits is recommended
# old = ["2019.*"]           # kept only so that old work can be repeated

# One [[layout]] for each place where builds lie. {release} and {platform} are names in a directory; other {words} are yours.
[[layout]]
repository = "sw.example.org"
path = "stacks/{release}/{platform}"
# match = {release = "[0-9]*"}     # what a placeholder may be, as a glob
# How platforms are spelled: lcg (x86_64-el9-gcc13-opt), spack, cms (el8_amd64_gcc12), conda (linux-64), system (el9), …;
# verbatim understands nothing and keeps the text. Without a platform: platform = ""
grammar = "lcg"
# marker = "setup.sh"              # must be there for a build to count
# needs = ["sft.cern.ch"]          # other repositories without which it does not work
# uses = ["geant4.cern.ch"]        # others that it reads and mostly does without
# systems = ["almalinux", "rhel"]  # where its script agrees to start, as ID of os-release says
# nightly = true                   # overwritten from day to day

# How a build is started. kind: source (a bash script), modules (a script that brings modules), prefix, image.
[layout.entry]
kind = "source"
path = "setup.sh"
# arguments = ["--quiet"]
# set = {MY_ROOT = "{root}"}       # before the script; {root} is the build, {repository} its repository below /cvmfs
# unset = ["MY_SETUP_DONE"]
# then = [{call = ["module", "load", "base"]}]

# Where its packages are listed, for "hsf search". format: directories (name/version), modules (name/version.lua), spack, conda, …
# [layout.packages]
# format = "directories"
# directory = "packages"
`;
}
