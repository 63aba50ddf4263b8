export * from './messages.ts'
export * from './binaryFrame.ts'
