import { getInput } from '@actions/core'
import { ActionError } from '../action-error.ts'
import { DEFAULTS, type InputName } from './contract.ts'

/** @throws ActionError `UnsupportedNode`: act, Gitea and Forgejo run actions with the Node of the job's image */
export function validateNode(version: string): void {
  if (Number.parseInt(version, 10) >= 24) return
  throw new ActionError(
    'UnsupportedNode',
    `This action needs Node 24, but this is Node ${version}. Nothing was sent. For act, Gitea and Forgejo, set "container: node:24" for the job, or use an image with Node 24 for the runner's label.`
  )
}

/** A trimmed environment variable; empty if it isn't set. */
export function environment(name: string): string {
  return process.env[name]?.trim() ?? ''
}

/** A trimmed input; the default from action.yml if it is empty or not set. */
export function input(name: InputName): string {
  return getInput(name) || (DEFAULTS[name] ?? '')
}
