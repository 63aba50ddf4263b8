import type { Note } from '@tcpscope/shared/api'
import type { StoredListener } from '../core/catalogPort.ts'

/** Booleans and objects don't exist in SQLite: objects are JSON text. */
export interface ListenersTable extends StoredListener {
  /** Number of its newest session; never falls, also when sessions are deleted. */
  lastNumber: number
}

export interface SessionsTable {
  id: string
  listenerId: string
  listenerName: string
  number: number
  state: string
  client: string
  target: string
  remote: string | null
  local: string | null
  startedAtMs: number
  durationNs: number
  upstreamBytes: number
  downstreamBytes: number
  upstreamFrames: number
  downstreamFrames: number
  records: number
  gapBytes: number
  hexLog: string
  hexLagBytes: number
  /** JSON of Close, or null. */
  close: string | null
  /** Of `close`, to be filtered by; empty when it is null. */
  closeCause: string
  closeBy: string
  /** JSON of SessionFacts. */
  facts: string
  /** JSON of SessionMark[]. */
  marks: string
  /** 0 or 1. */
  starred: number
  comment: string
}

/** A row is a note as the API knows it. */
export type NotesTable = Note

export interface MetaTable {
  key: string
  value: string
}

export interface Tables {
  listeners: ListenersTable
  sessions: SessionsTable
  notes: NotesTable
  meta: MetaTable
}
