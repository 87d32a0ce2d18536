import type { JobClient } from '../job/job-client.ts'
import { errorCode } from '../retry/transient.ts'

/** Names the permission that the service refused a request for; undefined if an error is about something else. */
export function permissionNote(job: JobClient, error: unknown): string | undefined {
  // The service also refuses a signature that it doesn't recognize.
  const isPermission = errorCode(error) === 'AccessDenied' && !/anonymous/i.test((error as Error).message)
  if (!isPermission || job.missingPermission === undefined) return undefined
  return `Allow the RAM user or role ${job.missingPermission}.`
}
