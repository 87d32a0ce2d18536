/**
 * `node .github/scripts/check-tag.ts v1.2.3`: checks that a tag can be released. It must point to the checked-out commit,
 * which must be on main, and be signed under its own name with a key in .github/allowed_signers on main. Exits with 1
 * otherwise. Fetches the tag, because a checkout doesn't include its signature. Doesn't need `npm ci`.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SIGNERS = '.github/allowed_signers'
const folder = mkdtempSync(join(tmpdir(), 'check-tag-'))

try {
  const tag = process.argv[2] ?? ''
  if (!/^v\d+\.\d+\.\d+$/.test(tag)) throw new Error(`'${tag}' is not a version tag such as v1.2.3.`)
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
  gitOrFail(`The commit of ${tag} is not on main.`, 'merge-base', '--is-ancestor', commit, 'origin/main')

  // Use the signers on main, because the tagged commit could add its own.
  const signers = join(folder, 'allowed_signers')
  writeFileSync(signers, gitOrFail(`main has no ${SIGNERS}.`, 'show', `origin/main:${SIGNERS}`))
  const name = gitOrFail(
    `${tag} is not signed with an SSH key in ${SIGNERS} on main.`,
    ...['-c', `gpg.ssh.allowedSignersFile=${signers}`, '-c', 'gpg.program=false', '-c', 'gpg.x509.program=false'],
    ...['verify-tag', '--format=%(tag)', `refs/tags/${tag}`]
  )
  // The signed name must match, so that a signed tag can't be reused for another version.
  if (name !== tag) throw new Error(`${tag} points to the signed tag ${name}.`)
}

/** Runs git. If it fails, throws an Error that starts with `message`. */
function gitOrFail(message: string, ...args: string[]): string {
  try {
    return git(...args)
  } catch (error) {
    throw new Error(`${message}\n${error instanceof Error ? error.message : error}`)
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}
