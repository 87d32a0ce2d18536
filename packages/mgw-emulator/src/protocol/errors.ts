interface ErrorKind {
  status: number
  message: string
}

/**
 * The service's error codes that the emulator returns. Alibaba Cloud doesn't document every HTTP status; the package's
 * README lists the ones that are assumptions.
 */
export const ERRORS = {
  AccessDenied: { status: 403, message: 'Anonymous access is forbidden for this operation.' },
  AccessKeyIdAndSecurityTokenNotMatch: {
    status: 403,
    message: 'The security token belongs to another access key ID.'
  },
  ImportAddressAlreadyExist: { status: 409, message: 'The specified import address already exists.' },
  ImportAddressIsOccupied: { status: 409, message: 'The import address is used by an import job.' },
  ImportJobAlreadyExist: { status: 409, message: 'The specified import job already exists.' },
  ImportJobConcurrencyExceed: { status: 400, message: 'Too many import jobs are running.' },
  ImportJobConflictOnUpdateStatus: {
    status: 409,
    message: 'The status of the import job was changed by another update.'
  },
  ImportJobHasDescendants: { status: 409, message: 'The import job has sub-jobs.' },
  ImportJobInDeleting: { status: 409, message: 'The import job is being deleted.' },
  ImportJobRepeatedOnSameAddress: {
    status: 409,
    message: 'An import job with the same source and destination address exists.'
  },
  ImportJobUpdateConcurrently: { status: 409, message: 'Another update of the import job is under way.' },
  InDebt: { status: 403, message: 'The account has an overdue payment.' },
  InDebtOverdue: { status: 403, message: 'The account has been suspended for an overdue payment.' },
  InternalError: { status: 500, message: 'The service encountered an internal error. Please try again.' },
  InvalidAccessKeyId: { status: 403, message: 'The access key ID does not exist.' },
  InvalidArgument: { status: 400, message: 'An argument of the request is invalid.' },
  InvalidDigest: { status: 400, message: 'The content-md5 is not the digest of the body.' },
  InvalidImportJobStatus: { status: 400, message: 'The import job cannot do this in its present status.' },
  InvalidSecurityToken: { status: 403, message: 'The security token is invalid.' },
  MethodNotAllowed: { status: 405, message: 'The method is not allowed for this resource.' },
  MissingArgument: { status: 400, message: 'A required argument is missing.' },
  NoSuchImportAddress: { status: 404, message: 'The specified import address does not exist' },
  NoSuchImportJob: { status: 404, message: 'The specified import job does not exist' },
  NoSuchImportJobParent: { status: 404, message: 'The specified parent of the import job does not exist' },
  NoSuchImportJobRunTimeId: { status: 404, message: 'The import job has no round of this runtime ID.' },
  NoSuchImportReport: { status: 404, message: 'The specified import report does not exist' },
  NoSuchResource: { status: 404, message: 'The service has no resource of this path.' },
  QpsLimitExceeded: { status: 503, message: 'Too many requests per second.' },
  RequestTimeTooSkewed: {
    status: 403,
    message: 'The difference between the request time and the current time is too large.'
  },
  SecurityTokenExpired: { status: 403, message: 'The security token has expired.' },
  ServiceUnavailable: { status: 503, message: 'The service is temporarily unavailable.' },
  SignatureDoesNotMatch: {
    status: 403,
    message: 'The request signature we calculated does not match the signature you provided.'
  },
  UserDisable: { status: 403, message: 'The account is disabled.' }
} as const satisfies Record<string, ErrorKind>

/** A code in `ERRORS`. */
export type ErrorCode = keyof typeof ERRORS

/** Overrides of the defaults in `ERRORS`. `details` are additional XML elements in the response. */
export interface ErrorOptions {
  message?: string
  status?: number
  details?: Record<string, string>
}

/** An error response of the service. The request handler turns it into XML. */
export class ServiceError extends Error {
  readonly code: string
  readonly status: number
  readonly details: Record<string, string>

  /** A code outside `ERRORS` defaults to status 400 and an empty message. */
  constructor(code: string, options: ErrorOptions = {}) {
    const kind: ErrorKind = Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode] : { status: 400, message: '' }
    super(options.message ?? kind.message)
    this.code = code
    this.status = options.status ?? kind.status
    this.details = options.details ?? {}
  }
}

/** Creates a ServiceError whose code the compiler checks. */
export function serviceError(code: ErrorCode, message?: string, details?: Record<string, string>): ServiceError {
  return new ServiceError(code, {
    ...(message === undefined ? {} : { message }),
    ...(details === undefined ? {} : { details })
  })
}
