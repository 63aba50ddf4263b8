export * from './dump.ts'
export * from './snippet.ts'
