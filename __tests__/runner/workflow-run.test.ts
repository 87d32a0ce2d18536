import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const MODULE = join(import.meta.dirname, '../../src/runner/workflow-run.ts')
const RUN = {
  GITHUB_REPOSITORY: 'octo-org/migrations',
  GITHUB_RUN_ID: '123',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_SERVER_URL: 'https://github.com'
}

/** Calls the module's functions in a new process, because @actions/github reads the environment as it loads. */
function describeRun(env: Record<string, string>): { url?: string; agent: string; session: string } {
  const code = `import(process.argv[1]).then((m) => console.log(JSON.stringify({ url: m.runUrl(), agent: m.userAgent(), session: m.defaultSessionName() })))`
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code, MODULE], { env, encoding: 'utf8' })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

test('the URL, the user agent and the session name identify the run', () => {
  const { url, agent, session } = describeRun({ ...RUN, GITHUB_EVENT_PATH: '/nowhere/event.json' })
  expect(url).toBe('https://github.com/octo-org/migrations/actions/runs/123')
  expect(agent).toMatch(/^mgw-job-action\/\d+\.\d+\.\d+ \(octo-org\/migrations; run 123; attempt 2\) Node\.js\/\d/)
  expect(session).toBe('octo-org-migrations-123')
})

test.each<[what: string, env: Record<string, string>, url: string | undefined]>([
  [
    'GHES',
    { GITHUB_SERVER_URL: 'https://github.example.com' },
    'https://github.example.com/octo-org/migrations/actions/runs/123'
  ],
  [
    'GHE.com',
    { GITHUB_SERVER_URL: 'https://octo.ghe.com' },
    'https://octo.ghe.com/octo-org/migrations/actions/runs/123'
  ],
  [
    'a server with a slash',
    { GITHUB_SERVER_URL: 'https://a.example//' },
    'https://a.example/octo-org/migrations/actions/runs/123'
  ],
  [
    'a server with a path',
    { GITHUB_SERVER_URL: 'https://a.example/git/' },
    'https://a.example/git/octo-org/migrations/actions/runs/123'
  ],
  ['Gitea', { GITEA_ACTIONS: 'true' }, undefined],
  ['Forgejo', { FORGEJO_ACTIONS: 'true', GITEA_ACTIONS: 'true' }, undefined],
  ['act', { ACT: 'true' }, undefined],
  ['no server', { GITHUB_SERVER_URL: '' }, undefined],
  ['no run', { GITHUB_RUN_ID: '' }, undefined],
  ['a repository without an owner', { GITHUB_REPOSITORY: 'migrations' }, undefined]
])('the link to the run works, or there is none: %s', (_, env, url) => {
  expect(describeRun({ ...RUN, ...env }).url).toBe(url)
})

test('without GITHUB_SERVER_URL, nothing points to github.com', () => {
  const { GITHUB_SERVER_URL: _, ...env } = RUN
  expect(JSON.stringify(describeRun(env))).not.toContain('github.com')
})

test('unknown parts are omitted', () => {
  expect(describeRun({}).agent).toMatch(/^mgw-job-action\/[\d.]+ Node\.js\/[\d.]+$/)
  expect(describeRun({}).session).toBe('mgw-job-action')
  expect(describeRun({ GITHUB_REPOSITORY: 'a/b' }).agent).toMatch(/^mgw-job-action\/[\d.]+ \(a\/b\) Node\.js\/[\d.]+$/)
})

test('the user agent is printable ASCII, and the session name is valid in RAM', () => {
  const { agent, session } = describeRun({
    ...RUN,
    GITHUB_REPOSITORY: `owner/${'n\u00e4me'.repeat(25)}\nx-evil: 1`
  })
  expect(agent).toMatch(/^[ -~]+$/)
  expect(session).toMatch(/^[\w.@-]{64}$/)
  expect(session).toMatch(/-123$/)
})
