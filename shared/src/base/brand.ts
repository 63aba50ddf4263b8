/** A number or string that must never meet another of the same primitive type by accident. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name }
