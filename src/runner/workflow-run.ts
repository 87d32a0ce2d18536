import './no-event-payload.ts'
import { context } from '@actions/github'
import manifest from '../../package.json' with { type: 'json' }

/** The page of this workflow run, or undefined outside of one. */
export function runUrl(): string | undefined {
  const repository = repositoryName()
  return repository && context.runId > 0
    ? `${context.serverUrl}/${repository}/actions/runs/${context.runId}`
    : undefined
}

/**
 * The `user-agent` header. It names the workflow run, so that an administrator finds it from the service's audit trail:
 * `mgw-job-action/1.0.0 (owner/repo; run 123; attempt 1) Node.js/24.4.1`.
 */
export function userAgent(): string {
  const run = [
    repositoryName(),
    context.runId > 0 && `run ${context.runId}`,
    context.runAttempt > 0 && `attempt ${context.runAttempt}`
  ].filter(Boolean)
  const comment = repositoryName() === undefined ? '' : ` (${run.join('; ')})`
  // A header holds printable ASCII only.
  return `mgw-job-action/${manifest.version}${comment} Node.js/${process.versions.node}`.replace(
    /[^\x20-\x7e]/g,
    ''
  )
}

/**
 * A name for a session of RAM that tells which workflow run it belongs to: 2 to 64 characters out of letters, digits
 * and `.@-_`.
 */
export function defaultSessionName(): string {
  const repository = (repositoryName() ?? 'mgw-job-action').replace(/[^\w.@-]/g, '-')
  const run = context.runId > 0 ? `-${context.runId}` : ''
  return `${repository.slice(0, 64 - run.length)}${run}`
}

function repositoryName(): string | undefined {
  // context.repo throws when there is none.
  if (!process.env.GITHUB_REPOSITORY) return undefined
  return `${context.repo.owner}/${context.repo.repo}`
}
