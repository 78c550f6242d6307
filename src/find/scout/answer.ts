import {answerAttributes} from './answer-attributes.ts';
import {answerInspect} from './answer-inspect.ts';
import {answerPackages} from './answer-packages.ts';
import {answerRead} from './answer-read.ts';
import {timesOfAll} from './list-files.ts';
import {THIS_MACHINE, type InspectRequest, type ScoutAnswer, type ScoutRequest} from './protocol.ts';
import {makeResolver, resolveHere, type Resolver} from './resolve-path.ts';

/** Answers one request in as many lines as it takes, without the one that ends them. */
export function answer(root: string, request: ScoutRequest, say: (line: ScoutAnswer) => void): void {
  const resolve = root === THIS_MACHINE ? resolveHere : makeResolver(root, new Set(request.known));
  switch (request.ask) {
    case 'read':
      return answerRead(request, root, resolve, say);
    case 'attributes':
      return say({attributes: answerAttributes(request, resolve)});
    case 'inspect':
      return say(inspected(request, resolve));
    case 'packages':
      return answerPackages(request, root, resolve, say);
    case 'times':
      return say({times: timesOfAll(root, request.places)});
  }
}

function inspected(request: InspectRequest, resolve: Resolver): ScoutAnswer {
  const places = new Set<string>();
  const looked = answerInspect(request, resolve, place => places.add(place));
  return request.places === true ? {looked, places: [...places]} : {looked};
}
