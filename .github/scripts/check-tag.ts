/**
 * `node .github/scripts/check-tag.ts v1.2.3`: exits with 1 unless the tag may be released: it is of that name, points to
 * the commit that is checked out, which is on main, and is signed with a key that .github/allowed_signers on main has.
 * Needs no installed package. Fetches the tag and main, since a checkout holds the tag without its signature.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SIGNERS = '.github/allowed_signers'
const folder = mkdtempSync(join(tmpdir(), 'check-tag-'))

try {
  const tag = process.argv[2] ?? ''
  if (!/^v\d+\.\d+\.\d+$/.test(tag)) throw new Error(`'${tag}' is not the tag of a version, such as v1.2.3.`)
  check(tag)
  console.log(`${tag} is signed by a maintainer, and its commit is on main.`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}

function check(tag: string): void {
  git('fetch', '--quiet', '--force', 'origin', `refs/tags/${tag}:refs/tags/${tag}`)
  git('fetch', '--quiet', '--force', 'origin', 'refs/heads/main:refs/remotes/origin/main')

  const commit = git('rev-parse', `refs/tags/${tag}^{commit}`)
  const checkedOut = git('rev-parse', 'HEAD')
  if (commit !== checkedOut) throw new Error(`${tag} is at ${commit}, but ${checkedOut} is checked out.`)
  attempt(`The commit of ${tag} is not on main.`, 'merge-base', '--is-ancestor', commit, 'origin/main')

  // Who may sign is what main says, whatever the commit of the tag says.
  const signers = join(folder, 'allowed_signers')
  writeFileSync(signers, attempt(`main has no ${SIGNERS}.`, 'show', `origin/main:${SIGNERS}`))
  const name = attempt(
    `${tag} is not signed with an SSH key that ${SIGNERS} on main has.`,
    ...[
      '-c',
      `gpg.ssh.allowedSignersFile=${signers}`,
      '-c',
      'gpg.program=false',
      '-c',
      'gpg.x509.program=false'
    ],
    ...['verify-tag', '--format=%(tag)', `refs/tags/${tag}`]
  )
  // The signature covers the name: another version's signed tag must not pass for this one.
  if (name !== tag) throw new Error(`What is signed under the name ${tag} is the tag ${name}.`)
}

function attempt(problem: string, ...args: string[]): string {
  try {
    return git(...args)
  } catch (error) {
    throw new Error(`${problem}\n${error instanceof Error ? error.message : error}`)
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}
