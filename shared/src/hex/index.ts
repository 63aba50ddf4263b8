export * from './dump.ts'
