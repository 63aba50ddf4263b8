export * from './blockers.ts'
export * from './lanes.ts'
export * from './tile.ts'
