import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** The root folder of the project. */
export const root = join(import.meta.dirname, '..')

/** The contents of action.yml. */
export interface Action {
  name: string
  description: string
  inputs: Record<string, { description: string; required: boolean; default?: string }>
  outputs: Record<string, { description: string }>
  runs: { using: string; main: string }
}

export function readAction(): Action {
  return parse(readFileSync(join(root, 'action.yml'), 'utf8'))
}
