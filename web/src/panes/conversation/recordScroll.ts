/**
 * Scrolling over records that differ in height: a place is a record and a row in it. Only the records near the
 * place have to be known, so it works alike for ten frames and ten million, of one byte or one gigabyte.
 */
export interface RecordPlace {
  /** Place in the frame index. */
  readonly record: number
  /** Row of that record at the upper edge, with a fraction: 0 <= row < its rows. */
  readonly row: number
}

export interface RecordList {
  readonly records: number
  /** Rows of a record, >= 1; a guess while it is not known. */
  readonly rowsOf: (record: number) => number
}

export const FIRST_PLACE: RecordPlace = { record: 0, row: 0 }

/** The place `rows` further down (negative: up), stopping at the first row and behind the last. */
export function stepRows({ record, row }: RecordPlace, rows: number, list: RecordList): RecordPlace {
  let at = record
  let rest = row + rows
  while (rest < 0 && at > 0) {
    at--
    rest += list.rowsOf(at)
  }
  if (rest < 0 || list.records === 0) return FIRST_PLACE
  while (at < list.records && rest >= list.rowsOf(at)) {
    rest -= list.rowsOf(at)
    at++
  }
  return at >= list.records ? { record: list.records, row: 0 } : { record: at, row: rest }
}

/** The place at which the last row ends at the lower edge of a view of `viewRows` rows. */
export function endPlace(viewRows: number, list: RecordList): RecordPlace {
  return stepRows({ record: list.records, row: 0 }, -viewRows, list)
}

/** Whether place `a` comes before place `b`. */
export function isBefore(a: RecordPlace, b: RecordPlace): boolean {
  return a.record < b.record || (a.record === b.record && a.row < b.row)
}

/** Keeps a place inside of the list. */
export function clampPlace(place: RecordPlace, viewRows: number, list: RecordList): RecordPlace {
  const end = endPlace(viewRows, list)
  if (isBefore(end, place)) return end
  const rows = list.rowsOf(place.record)
  // A record that was guessed higher than it is: its last row.
  return place.row < rows ? place : { record: place.record, row: Math.max(0, rows - 1) }
}

/** A whole row to be drawn. */
export interface RecordRow {
  readonly record: number
  /** 0 is the record's heading. */
  readonly row: number
}

/** The rows in a view from a place on, the one that is cut above and the one that is cut below included. */
export function rowsInView(place: RecordPlace, viewRows: number, list: RecordList): RecordRow[] {
  const rows: RecordRow[] = []
  let record = place.record
  let row = Math.floor(place.row)
  const wanted = Math.ceil(viewRows + (place.row - row))
  while (record < list.records && rows.length < wanted) {
    rows.push({ record, row })
    row++
    if (row >= list.rowsOf(record)) {
      record++
      row = 0
    }
  }
  return rows
}

/** A place as one number for the scrollbar, counted in records. */
export function placeToTop({ record, row }: RecordPlace, list: RecordList): number {
  return record >= list.records ? list.records : record + row / list.rowsOf(record)
}

/** The place that a top of the scrollbar stands for, in records with a fraction: the inverse of placeToTop. */
export function topToPlace(top: number, list: RecordList): RecordPlace {
  const record = Math.max(0, Math.min(list.records - 1, Math.floor(top)))
  if (list.records === 0) return FIRST_PLACE
  return { record, row: Math.min(0.999_999, Math.max(0, top - record)) * list.rowsOf(record) }
}
