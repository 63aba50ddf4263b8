import type { ErrorCode } from '@tcpscope/shared/api'

/** A request that cannot be met, in words a person understands. Not a fault of ours. */
export class Refusal extends Error {
  readonly code: ErrorCode
  /** The request's field it is about. */
  readonly field: string | undefined
  /** Where in that field, UTF-16 units. */
  readonly at: number | undefined

  constructor(code: ErrorCode, message: string, field?: string, at?: number) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.field = field
    this.at = at
  }
}
