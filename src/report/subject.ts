/** What a step was asked for, as far as it is known. */
export interface Subject {
  operation: string
  jobName: string
  region: string
}
