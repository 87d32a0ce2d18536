import { setSecret } from '@actions/core'
import { addSecret } from '../redact.ts'

const masked = new Set<string>()

/** Masks a secret in the log, and in every text that goes through `redact`: the runner masks no outputs and no summary. */
export function mask(secret: string): void {
  if (secret === '' || masked.has(secret)) return
  masked.add(secret)
  setSecret(secret)
  addSecret(secret)
}
