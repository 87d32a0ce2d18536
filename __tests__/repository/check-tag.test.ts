import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'

const folder = mkdtempSync(join(tmpdir(), 'mgw-tag-'))
const [clone, maintainer, stranger] = [join(folder, 'clone'), join(folder, 'maintainer'), join(folder, 'stranger')]
/** Ignores the machine's own Git configuration. */
const env = {
  ...process.env,
  GIT_CONFIG_GLOBAL: join(folder, 'no-config'),
  GIT_CONFIG_NOSYSTEM: '1',
  ...identity('AUTHOR'),
  ...identity('COMMITTER')
}

for (const key of [maintainer, stranger]) run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key)
run('git', 'init', '--quiet', '--bare', '--initial-branch=main', join(folder, 'origin'))
run('git', 'clone', '--quiet', join(folder, 'origin'), clone)
mkdirSync(join(clone, '.github'))
writeFileSync(
  join(clone, '.github/allowed_signers'),
  `maintainer@example.com ${readFileSync(`${maintainer}.pub`, 'utf8')}`
)
git('add', '--all')
commit()
const released = git('rev-parse', 'HEAD')
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 5 }))

beforeEach(() => {
  git('checkout', '--quiet', '-B', 'main', released)
  git('push', '--quiet', '--force', 'origin', 'main')
})

test('accepts a tag that a maintainer signed, even if main has newer commits', () => {
  sign('v1.0.0', maintainer)
  commit()
  git('push', '--quiet', 'origin', 'main')
  git('checkout', '--quiet', 'v1.0.0')
  expect(check('v1.0.0')).toEqual([0, 'v1.0.0 is signed by a maintainer, and its commit is on main.\n'])
})

test("rejects a tag that isn't a version", () => {
  expect(check('v1')).toEqual([1, "'v1' is not a version tag such as v1.2.3.\n"])
})

test.each([
  ['v2.0.0', 'is lightweight', (tag: string) => git('tag', tag)],
  ['v2.0.1', 'is not signed', (tag: string) => git('tag', '--annotate', '--message', tag, tag)],
  ['v2.0.2', 'someone else signed', (tag: string) => sign(tag, stranger)]
])('rejects a tag (%s) that %s', (tag, _, make) => {
  make(tag)
  expect(check(tag)).toEqual([1, expect.stringContaining(`${tag} is not signed with an SSH key in`)])
})

test('rejects a tag whose signer only its own commit allows, not main', () => {
  git('checkout', '--quiet', '--detach')
  git('rm', '--quiet', '.github/allowed_signers')
  commit()
  git('push', '--quiet', 'origin', 'HEAD:main')
  git('checkout', '--quiet', released)
  sign('v1.0.2', maintainer)
  expect(check('v1.0.2')).toEqual([1, expect.stringContaining('main has no .github/allowed_signers.')])
})

test("rejects a tag whose commit isn't on main", () => {
  git('checkout', '--quiet', '--detach')
  commit()
  sign('v1.0.3', maintainer)
  expect(check('v1.0.3')).toEqual([1, expect.stringContaining('The commit of v1.0.3 is not on main.')])
})

test('rejects a signed tag under another name', () => {
  sign('v0.9.0', maintainer)
  git('update-ref', 'refs/tags/v1.0.4', git('rev-parse', 'v0.9.0'))
  expect(check('v1.0.4')).toEqual([1, 'v1.0.4 points to the signed tag v0.9.0.\n'])
})

test("rejects a tag whose commit isn't checked out", () => {
  sign('v1.0.5', maintainer)
  commit()
  expect(check('v1.0.5')).toEqual([1, expect.stringMatching(/^v1\.0\.5 is at [0-9a-f]{40}, but [0-9a-f]{40} is/)])
})

test("rejects a tag that doesn't exist", () => {
  expect(check('v9.9.9')).toEqual([1, expect.stringContaining('refs/tags/v9.9.9')])
})

function identity(who: string): Record<string, string> {
  return { [`GIT_${who}_NAME`]: 'Maintainer', [`GIT_${who}_EMAIL`]: 'maintainer@example.com' }
}

function commit(): void {
  git('commit', '--quiet', '--allow-empty', '--message', 'A change')
}

function sign(tag: string, key: string): void {
  git('-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}`, 'tag', '--sign', '--message', tag, tag)
}

/** Pushes the tag and runs the check in the clone. */
function check(tag: string): [exitCode: number | null, output: string] {
  if (git('tag', '--list', tag) !== '') git('push', '--quiet', 'origin', `refs/tags/${tag}`)
  const script = join(root, '.github/scripts/check-tag.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, tag], {
    cwd: clone,
    env,
    encoding: 'utf8'
  })
  return [status, stdout + stderr]
}

function git(...args: string[]): string {
  return run('git', '-C', clone, ...args)
}

function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}
