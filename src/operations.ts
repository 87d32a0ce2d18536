import {
  type Client,
  hostFor,
  ImportQos,
  UpdateJobInfo,
  UpdateJobRequest,
  type UpdateJobResponse
} from '@alicloud/hcs-mgw20240626'
import type { Inputs, Task } from './inputs.ts'

/** The status to send, by operation (API 2024-06-26, UpdateJob). */
const STATUS = {
  'start-job': 'IMPORT_JOB_LAUNCHING',
  'pause-job': 'IMPORT_JOB_SUSPEND',
  'close-job': 'IMPORT_JOB_CLOSING'
} as const

/** Makes the call that the inputs ask for. Throws what the client throws. */
export function perform(client: Client, { task, jobName, userId }: Inputs): Promise<UpdateJobResponse> {
  return client.updateJob(userId, jobName, new UpdateJobRequest({ importJob: change(task) }))
}

/** The change of the job that stands for a task: of its status or of its throttling, never of both. */
function change(task: Task): UpdateJobInfo {
  if (task.operation !== 'update-qos') return new UpdateJobInfo({ status: STATUS[task.operation] })
  const { maxBandwidth, maxQps } = task
  return new UpdateJobInfo({
    importQos: new ImportQos({ maxBandWidth: maxBandwidth, maxImportTaskQps: maxQps })
  })
}

/** What is about to be done, in one line for the log. */
export function describe({ task, jobName, endpoint, userId }: Inputs): string {
  const values =
    task.operation === 'update-qos'
      ? ` to ${task.maxBandwidth} bit/s and ${task.maxQps} files per second`
      : ''
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`
  return `${task.operation} ${jobName}${values} at ${endpoint.protocol}//${hostFor(endpoint, userId)}${port} (region ${endpoint.region})`
}
