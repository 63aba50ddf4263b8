export * from './lanes.ts'
export * from './tile.ts'
