import { invalidResponse, MgwError } from './errors.ts'
import type { GetJobResp, JobHistory, ListJobHistoryResp, ListJobResp } from './models.ts'
import type { HttpResponse } from './transport.ts'
import { readXml, toModel, type XmlMap } from './xml.ts'

/** @throws MgwError `InvalidResponse` when the body is not a job */
export function readJob(response: HttpResponse): GetJobResp {
  return toModel(parseOrThrow(response, 'ImportJob')) as GetJobResp
}

/** @throws MgwError `InvalidResponse` when the body is not a list of history entries */
export function readHistory(response: HttpResponse): ListJobHistoryResp {
  const list = toModel(parseOrThrow(response, 'JobHistoryList')) as Partial<ListJobHistoryResp>
  const entries: (JobHistory | string)[] = list.jobHistory ?? []
  return { ...list, jobHistory: entries.filter((entry) => typeof entry === 'object') }
}

/** @throws MgwError `InvalidResponse` when the body is not a list of jobs */
export function readJobList(response: HttpResponse): ListJobResp {
  const { truncated, nextMarker, importJob, ...rest } = toModel(parseOrThrow(response, 'ImportJobList'))
  const jobs = (importJob ?? []) as (GetJobResp | string)[]
  return {
    ...rest,
    ...(truncated !== undefined && { truncated: /^true$/i.test(String(truncated)) }),
    ...(typeof nextMarker === 'string' && { nextMarker }),
    importJob: jobs.filter((job) => typeof job === 'object')
  }
}

function parseOrThrow(response: HttpResponse, root: string): XmlMap {
  const content = parse(response, root)
  if (content instanceof MgwError) throw content
  return content
}

/** The content of a body, or the error that stands for one that is not XML with that root. */
export function parse(response: HttpResponse, root: string): XmlMap | MgwError {
  try {
    return readXml(response.body, root)
  } catch (error) {
    return notMgw(response, error instanceof Error ? error.message : String(error))
  }
}

/** How much of a foreign body a message shows, in characters: enough to see whose it is. */
const EXCERPT = 200

/** The error that stands for a body that is not MGW's. */
export function notMgw({ statusCode, headers, body }: HttpResponse, reason: string): MgwError {
  const type = headers['content-type'] ?? 'no content type'
  const firstLine = reason.split('\n', 1)[0]
  const excerpt = JSON.stringify(body.subarray(0, EXCERPT).toString('utf8'))
  return invalidResponse(
    `The answer is not MGW's XML (HTTP ${statusCode}, ${type}, ${body.length} bytes; ${firstLine}). It begins ${excerpt}.`,
    statusCode,
    headers
  )
}
