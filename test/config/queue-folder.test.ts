import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load-config.ts';
import { defaultQueueParent, stateFolder } from '../../src/config/state-folder.ts';
import { problemsOf, temporaryFolder } from './temporary-folder.ts';

const environment = {
  AZLOG_SOURCE_ACCOUNT: 'contoso',
  AZLOG_SOURCE_SAS: 'sig=x',
  AZLOG_DESTINATION_HOST: 'siem',
};
const file = 'sources: [{ account: contoso, sas: sig=x }]\ndestinations: [{ host: siem }]\n';

/** Leaves in a folder what an embedded queue has there. */
function leaveQueue(folder: string): void {
  mkdirSync(join(folder, 'postgres'), { recursive: true });
  writeFileSync(join(folder, 'postgres/PG_VERSION'), '17\n');
}

test('the queue belongs to the configuration, wherever the command is started', (t) => {
  const site = temporaryFolder(t, { 'azlog.yaml': file });
  const elsewhere = temporaryFolder(t);
  const urlIn = (cwd: string, env: Readonly<Record<string, string>>): string =>
    loadConfig({ path: join(site, 'azlog.yaml'), env, cwd }).queue.url;
  for (const cwd of [site, elsewhere, '/']) {
    assert.equal(urlIn(cwd, {}), `embedded:${site}/data`);
    assert.equal(urlIn(cwd, { STATE_DIRECTORY: elsewhere, HOME: elsewhere }), `embedded:${site}/data`);
    assert.equal(urlIn(cwd, { AZLOG_QUEUE_URL: 'embedded:./q' }), `embedded:${site}/q`, 'by a variable');
    assert.equal(urlIn(cwd, { AZLOG_QUEUE_URL: `embedded:${elsewhere}/q` }), `embedded:${elsewhere}/q`);
  }
});

test('without a file it is in one place for all commands of a user', (t) => {
  const state = temporaryFolder(t, { sas: 'sig=y', 'ca.pem': 'x' });
  const env = { ...environment, STATE_DIRECTORY: `${state}:/var/lib/other` };
  for (const cwd of [temporaryFolder(t), '/']) {
    assert.equal(loadConfig({ env, cwd }).queue.url, `embedded:${state}/data`);
    const { AZLOG_SOURCE_SAS: _, ...others } = env;
    const relative = { ...others, AZLOG_QUEUE_URL: 'embedded:q', AZLOG_SOURCE_SAS_FILE: './sas' };
    const config = loadConfig({ env: relative, cwd });
    assert.equal(config.queue.url, `embedded:${state}/q`);
    assert.equal(config.sources[0]?.['sas'], 'sig=y');
  }
});

test('places by user: the service manager, root, XDG, the home folder; a relative one is none', () => {
  const places = [
    [{ STATE_DIRECTORY: '/srv/azlog', HOME: '/root' }, true, '/srv/azlog'],
    [{ HOME: '/root', XDG_STATE_HOME: '/root/state' }, true, '/var/lib/azlog'],
    [{ HOME: '/home/a', XDG_STATE_HOME: '/home/a/state' }, false, '/home/a/state/azlog'],
    [{ HOME: '/home/a', XDG_STATE_HOME: 'state' }, false, '/home/a/.local/state/azlog'],
    [{ HOME: '/home/a', STATE_DIRECTORY: 'azlog' }, false, '/home/a/.local/state/azlog'],
  ] as const;
  for (const [env, isRoot, place] of places) assert.equal(stateFolder(env, isRoot), place);
  assert.equal(defaultQueueParent('/etc/azlog/azlog.yaml', {}), '/var/lib/azlog');
  assert.equal(defaultQueueParent('/etcetera/azlog.yaml', {}), '/etcetera');
  assert.equal(defaultQueueParent(undefined, { STATE_DIRECTORY: '/srv/azlog' }), '/srv/azlog');
});

test('a relative path of a variable that is there only from the current directory is pointed out', (t) => {
  const [site, cwd] = [
    temporaryFolder(t, { 'azlog.yaml': file }),
    temporaryFolder(t, { 'ca.pem': '', key: 'k' }),
  ];
  const env = { AZLOG_DESTINATION_TLS_CA_FILE: 'ca.pem', AZLOG_HASHING_KEY_FILE: 'key' };
  const problems = problemsOf(() => loadConfig({ path: join(site, 'azlog.yaml'), env, cwd }));
  for (const [index, name] of ['key', 'ca.pem'].entries())
    assert.ok(
      problems[index]?.endsWith(
        `    the file ${site}/${name} does not exist\n    Relative paths start from ${site}, not from the current directory. If you mean the file there, write ${cwd}/${name}.`,
      ),
      problems[index],
    );
  assert.equal(problems.length, 2);
});

test('a queue that an earlier version kept in the current directory is not passed over', (t) => {
  const site = temporaryFolder(t, { 'azlog.yaml': file });
  const cwd = temporaryFolder(t);
  leaveQueue(join(cwd, 'data'));
  leaveQueue(join(cwd, 'other'));
  const path = join(site, 'azlog.yaml');
  const [problem, ...more] = problemsOf(() => loadConfig({ path, env: {}, cwd, stages: [] }));
  assert.deepEqual(more, []);
  for (const line of [
    `there is one in ${cwd}/data`,
    `\n      queue.url: embedded:${cwd}/data\n`,
    `\n      mkdir -p ${site} && mv -T ${cwd}/data ${site}/data\n`,
  ])
    assert.ok(problem?.includes(line), problem);
  const byVariable = { AZLOG_QUEUE_URL: 'embedded:other' };
  assert.match(
    problemsOf(() => loadConfig({ path, env: byVariable, cwd })).join(),
    /there is one in .*other/,
  );
  const inState = { ...environment, STATE_DIRECTORY: site };
  assert.match(problemsOf(() => loadConfig({ env: inState, cwd })).join(), /there is one in .*data/);

  // Both ways out, and what has nothing to do with it.
  const named = { AZLOG_QUEUE_URL: `embedded:${cwd}/data` };
  assert.equal(loadConfig({ path, env: named, cwd }).queue.url, `embedded:${cwd}/data`);
  assert.ok(loadConfig({ path, env: {}, cwd, opensQueue: false }), 'a command that opens no queue');
  writeFileSync(join(site, 'named.yaml'), `queue: { url: "embedded:./new" }\n${file}`);
  assert.equal(
    loadConfig({ path: join(site, 'named.yaml'), env: {}, cwd }).queue.url,
    `embedded:${site}/new`,
  );
  renameSync(join(cwd, 'data'), join(site, 'data'));
  assert.equal(loadConfig({ path, env: {}, cwd }).queue.url, `embedded:${site}/data`);
});

test('a folder that can never hold a queue is a problem of the configuration', (t) => {
  const cwd = temporaryFolder(t, { 'azlog.yaml': file });
  for (const folder of ['/proc/azlog', '/dev/null/queue', join(cwd, 'azlog.yaml')]) {
    const [problem, ...more] = problemsOf(() =>
      loadConfig({ env: { AZLOG_QUEUE_URL: `embedded:${folder}` }, cwd }),
    );
    assert.deepEqual(more, []);
    assert.match(problem ?? '', /^environment AZLOG_QUEUE_URL {2}queue\.url\n/);
    assert.ok(problem?.includes(`the folder ${folder} `), problem);
  }
});
