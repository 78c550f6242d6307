import {expect, test} from 'vitest';
import {identityFiles} from '../../src/start/identity.ts';

const ME = {uid: 7, gid: 8, groups: [9, 10], name: 'me', home: '/home/me', shell: '/bin/bash'};
const HOST = {passwd: 'me:x:7:8:My: Name,,,:/h:/s\n', group: 'team:x:8:\nvideo:x:9:\n'};

test('MOUNTS.md 2.2: passwd and group of the image get the user and the names of all groups, and lose nobody', () => {
  const files = identityFiles(
    ME,
    {passwd: 'root:x:0:0::/:/bin/sh\nme:x:99:99::/:/x\n', group: 'root:x:0:\nvideo:x:44:\n'},
    HOST,
    '/cache',
  );
  expect(files.prepare).toMatchObject([
    {text: 'root:x:0:0::/:/bin/sh\nme:x:7:8:My:/home/me:/bin/bash\n'},
    {text: 'root:x:0:\nteam:x:8:\nvideo:x:9:\n'},
  ]);
  expect(files.passwd).toMatch(/^\/cache\/identity\/[0-9a-z]+\/passwd$/);
});

test('MOUNTS.md 2.2: the users that every system has stand in where the image cannot be read', () => {
  const [passwd, group] = identityFiles(ME, {passwd: null, group: null}, HOST, '/cache').prepare;
  expect(passwd).toMatchObject({text: expect.stringMatching(/^root:x:0:0:[^]*\nnobody:x:65534:[^]*\nme:x:7:8:/)});
  expect(group).toMatchObject({text: expect.stringMatching(/^root:x:0:[^]*\nteam:x:8:\nvideo:x:9:\n$/)});
});
