import './no-event-payload.ts'
import { context } from '@actions/github'
import manifest from '../../package.json' with { type: 'json' }

/** The URL of this workflow run. Undefined if it isn't known: act's runs have no page. */
export function runUrl(): string | undefined {
  const [server, repository] = [githubUrl(), repositoryName()]
  if (!server || process.env.ACT || repository === undefined || !(context.runId > 0)) return undefined
  return `${server}/${repository}/actions/runs/${context.runId}`
}

/** The URL of a file of this action, as the workflow refers to the action; undefined if that isn't known. */
export function actionFileUrl(path: string): string | undefined {
  const { GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = process.env
  const server = githubUrl()
  if (!server || !repository || !ref) return undefined
  return `${server}/${repository}/blob/${ref.split('/').map(encodeURIComponent).join('/')}/${path}`
}

/** Undefined if it isn't known (`context` would assume github.com), and for Gitea and Forgejo, whose pages have other URLs. */
function githubUrl(): string | undefined {
  const { GITHUB_SERVER_URL: server = '', GITEA_ACTIONS, FORGEJO_ACTIONS } = process.env
  return GITEA_ACTIONS || FORGEJO_ACTIONS || !/^https?:/.test(server) ? undefined : server.replace(/\/+$/, '')
}

/**
 * The `user-agent` header, such as `mgw-job-action/1.0.0 (owner/repo; run 123; attempt 1) Node.js/24.4.1`. With it, an
 * administrator can trace a request in ActionTrail back to the workflow run.
 */
export function userAgent(): string {
  const repository = repositoryName()
  const run = context.runId > 0 ? `; run ${context.runId}` : ''
  const attempt = context.runAttempt > 0 ? `; attempt ${context.runAttempt}` : ''
  const comment = repository && ` (${repository}${run}${attempt})`
  const agent = `mgw-job-action/${manifest.version}${comment ?? ''} Node.js/${process.versions.node}`
  // A header is limited to printable ASCII.
  return agent.replace(/[^\x20-\x7e]/g, '')
}

/** A RAM session name that identifies the workflow run: 2 to 64 letters, digits and `.@-_`. */
export function defaultSessionName(): string {
  const repository = (repositoryName() ?? 'mgw-job-action').replace(/[^\w.@-]/g, '-')
  const run = context.runId > 0 ? `-${context.runId}` : ''
  return `${repository.slice(0, 64 - run.length)}${run}`
}

function repositoryName(): string | undefined {
  const { GITHUB_REPOSITORY: name = '' } = process.env
  return /^[^/]+\/[^/]+$/.test(name) ? name : undefined
}
