/** How much of each text is kept or shown, in characters unless stated otherwise. */

/** A code or an ID. */
export const MAX_CODE = 256
/** A line of one job's log. */
export const MAX_LOG_LINE = 2_000
/** The service's own words in an annotation, or a cell of the job summary. */
export const MAX_QUOTE = 1_000
/** An error's message. */
export const MAX_MESSAGE = 16_384
/** ErrorMsg, with everything that the service's Data can contain. */
export const MAX_ERROR_MSG = 32_768
/** Each string of a result that is kept for the report of several jobs: the service can send a megabyte. */
export const MAX_KEPT = 8_192
/** The description of failures in the job summary. */
export const MAX_SUMMARY_TEXT = 4_000
/** A warning in the annotation of several jobs. */
export const MAX_WARNING = 500
/** The most common error in the annotation of several jobs. */
export const MAX_CAUSE = 2_000
/** How many names or warnings a message shows. */
export const MAX_NAMES = 10
/** A job's name in a list: longer than a valid one, so that a truncated name is invalid too. */
export const MAX_LISTED_NAME = 100

/** Each output, in bytes: a later step reads it as an environment variable, which has at most 128 KiB with its name. */
export const MAX_OUTPUT_BYTES = 128 * 1024 - 256
/** The output `results`, in bytes. */
export const MAX_RESULTS_BYTES = 96 * 1024
/** The job summary, in bytes: GitHub doesn't show one over 1 MiB. */
export const MAX_SUMMARY_BYTES = 1000 * 1024
